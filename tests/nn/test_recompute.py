import copy

import pytest
import torch
from specs import changed
from torch.nn import functional

from skipgraph.errors import ArgumentError
from skipgraph.networks import fc_densenet_spec
from skipgraph.nn import compile
from skipgraph.patterns import densenet, fc_densenet, log_densenet, resnet
from skipgraph.plan import Images, NetworkSpec, blocks, heads

SMALL = NetworkSpec(
    growth_rate=3, input=Images(size=(16, 16)), block=blocks.Bottleneck(), head=heads.NormReluPoolLinear(classes=3)
)


def train(net, n_steps=3):
    """Return all states after a few steps, gradients of the last one included."""
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    generator = torch.Generator().manual_seed(0)
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = functional.cross_entropy(net(torch.randn(6, 3, 16, 16, generator=generator)), torch.arange(6) % 3)
        loss.backward()
        optimizer.step()
    return {**net.state_dict(), **{f"{key} gradient": weight.grad for key, weight in net.named_parameters()}}


@pytest.mark.parametrize("recompute", ["concat", "block"])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("topology", [densenet(6, blocks=(3, 3)), log_densenet(7), resnet(3)], ids=lambda t: t.name)
def test_weights_gradients_and_statistics_are_the_same_bits(topology, dropout, recompute):
    torch.manual_seed(0)
    spec = changed(SMALL, block={"dropout": dropout}, transition={"dropout": dropout})
    plain = compile(topology, spec)
    again = compile(topology, spec, recompute=recompute)
    again.load_state_dict(copy.deepcopy(plain.state_dict()))
    torch.manual_seed(1)
    expected = train(plain)
    torch.manual_seed(1)
    got = train(again)
    assert all(torch.equal(got[key], expected[key]) for key in expected)
    counts = [value for key, value in got.items() if key.endswith("num_batches_tracked")]
    assert all(count == 3 for count in counts)


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_segmenting_networks_are_the_same_bits(recompute):
    spec = fc_densenet_spec(num_classes=3, image_size=(16, 16), dropout=0.3)
    torch.manual_seed(0)
    plain = compile(fc_densenet(2, layers=2, growth_rate=3, input_channels=4), spec)
    again = compile(plain.topology, spec, recompute=recompute)
    again.load_state_dict(copy.deepcopy(plain.state_dict()))
    images, states = torch.randn(3, 3, 16, 16), []
    for net in (plain, again):
        torch.manual_seed(1)
        for _ in range(2):
            net(images).square().mean().backward()
        states.append({**net.state_dict(), **{key: weight.grad for key, weight in net.named_parameters()}})
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])
    assert saved_bytes(again) < saved_bytes(plain)


def saved_bytes(net):
    """Bytes of the different tensors that the backward pass keeps, weights left out."""
    kept = {}
    weights = {weight.untyped_storage().data_ptr() for weight in net.parameters()}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        logits = net(torch.randn(2, 3, 16, 16))
    del logits
    return sum(kept.values())


def test_recomputing_joins_saves_what_grows_with_the_square():
    topology = densenet(16)
    plain, concat, block = (saved_bytes(compile(topology, SMALL, recompute=r)) for r in (None, "concat", "block"))
    joins = compile(topology, SMALL).plan.concat_bytes * 2
    # a join is kept once as the norm's input and once as the convolution's
    assert plain - concat > 1.5 * joins
    assert block < concat < plain


def test_evaluation_and_tracing_do_not_recompute():
    net = compile(log_densenet(4), SMALL, recompute="block").eval()
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(torch.fx.symbolic_trace(net)(images), net(images))


def test_an_unknown_choice():
    with pytest.raises(ArgumentError, match="recompute"):
        compile(log_densenet(2), SMALL, recompute="all")


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_a_graph_that_is_retained_is_gone_through_again(recompute):
    torch.manual_seed(0)
    plain = compile(densenet(5), SMALL)
    again = compile(densenet(5), SMALL, recompute=recompute)
    again.load_state_dict(plain.state_dict())
    images = torch.randn(2, 3, 16, 16)
    for net in (plain, again):
        loss = net(images).square().sum()
        loss.backward(retain_graph=True)
        loss.backward()
    assert all(map(torch.equal, again.state_dict().values(), plain.state_dict().values()))
    assert all(torch.equal(a.grad, b.grad) for a, b in zip(again.parameters(), plain.parameters(), strict=True))


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_compiled_programs_have_exact_statistics_too(recompute):
    torch.manual_seed(0)
    plain = compile(densenet(3), SMALL)
    again = compile(densenet(3), SMALL, recompute=recompute)
    again.load_state_dict(plain.state_dict())
    images = torch.randn(2, 3, 16, 16)
    for run in (plain, torch.compile(again, fullgraph=True, backend="aot_eager")):
        for _ in range(2):
            run(images).square().sum().backward()
    for key, value in plain.state_dict().items():
        torch.testing.assert_close(again.state_dict()[key], value)
    for one, other in zip(again.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, rtol=1e-3, atol=1e-4)
