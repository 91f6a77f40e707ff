"""Networks on vectors and sequences: against torch's own transformer, modules written out by hand and counters."""

import copy
import dataclasses
import warnings

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from specs import changed, parts_of, with_own
from strategies import topologies
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from skipgraph.errors import PlanError
from skipgraph.networks import mlp_spec, transformer_spec, vision_transformer_spec
from skipgraph.nn import compile
from skipgraph.nn.check_state import nearest_fit
from skipgraph.nn.export import export_network, load_network
from skipgraph.nn.inherit import inherit_weights
from skipgraph.patterns import chain, denseformer, densenet, log_densenet, residual_stream, resnet, value_residual
from skipgraph.plan import (
    Images,
    Join,
    NetworkSpec,
    Sequences,
    Vectors,
    blocks,
    heads,
    plan_network,
    stems,
)
from skipgraph.plan.part import part_name
from skipgraph.topology import Aggregation, Topology
from skipgraph.topology.edit import drop_dead_nodes, with_outputs
from skipgraph.tracing import trace

TRANSFORMER = transformer_spec(width=16, heads=2, length=6, num_classes=3)
MLP = mlp_spec(width=8, in_channels=5, num_classes=3)


def examples(spec, n_examples=4):
    return torch.randn(n_examples, *spec.input.shape, generator=torch.Generator().manual_seed(1))


def copy_block(layer, attention, feed_forward):
    """Give a layer of torch's transformer the weights of our blocks."""
    mine = {
        layer.norm1: attention.norm1,
        layer.self_attn.out_proj: attention.attention1.out_proj,
        layer.norm2: feed_forward.norm1,
        layer.linear1: feed_forward.linear1,
        layer.linear2: feed_forward.linear2,
    }
    for theirs, own in mine.items():
        theirs.load_state_dict(own.state_dict())
    layer.self_attn.in_proj_weight.data.copy_(attention.attention1.in_proj.weight)
    layer.self_attn.in_proj_bias.data.copy_(attention.attention1.in_proj.bias)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_the_transformer_is_that_of_torch(causal, whole):
    spec = changed(TRANSFORMER, block={"causal": causal}, head=heads.NormLinear())
    topology = with_outputs(chain(3), [3]) if whole else residual_stream(3)
    torch.manual_seed(0)
    net = compile(topology, spec)
    encoder = nn.ModuleList(
        nn.TransformerEncoderLayer(16, 2, 64, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
        for _ in range(3)
    )
    for place, layer in enumerate(encoder, 1):
        step = net.get_submodule(net.keys[place]) if whole else None
        copy_block(
            layer,
            step.attention if whole else net.get_submodule(net.keys[f"attention{place}"]),
            step.feed_forward if whole else net.get_submodule(net.keys[f"mlp{place}"]),
        )
    tokens = examples(spec)
    mask = nn.Transformer.generate_square_subsequent_mask(6) if causal else None
    made = tokens
    for layer in encoder:
        made = layer(made, src_mask=mask, is_causal=causal)
    head = net.get_submodule(net.plan.steps[-1].key)
    torch.testing.assert_close(net(tokens), head.linear(head.norm(made)))


def test_a_vision_transformer_has_the_published_weights():
    # torchvision's vit_b_16 has 86,567,656, with a class token and its position that we do without
    plan = plan_network(residual_stream(1), vision_transformer_spec())
    one_block = sum(step.n_parameters for step in plan.steps if step.kind == "layer")
    assert plan.n_parameters + 11 * one_block == 86_567_656 - 2 * 768


def test_a_causal_transformer_has_the_published_weights():
    # GPT-2 has 124,439,808: these, 50,257 tokens and 1,024 positions of 768 numbers, and a last norm
    spec = transformer_spec(width=768, heads=12, length=1024, causal=True)
    n_blocks = plan_network(residual_stream(12), changed(spec, head=heads.PassedOn())).n_parameters
    assert n_blocks + (50_257 + 1_024) * 768 + 2 * 768 == 124_439_808
    normed = plan_network(residual_stream(12), changed(spec, stem=stems.LinearPosition(), head=heads.NormLinear()))
    assert normed.n_parameters == n_blocks + 768 * 768 + 768 + 1_024 * 768 + 2 * 768 + 769 * 10


class DenseMlp(nn.Module):
    """A DenseNet of BN-ReLU-linear layers, as one would write it."""

    def __init__(self, n_layers, width, n_features, n_classes):
        super().__init__()
        self.stem = nn.Linear(n_features, width)
        self.layers = nn.ModuleList(
            nn.Sequential(nn.BatchNorm1d(width * k), nn.ReLU(), nn.Linear(width * k, width))
            for k in range(1, n_layers + 1)
        )
        joined = width * (n_layers + 1)
        self.head = nn.Sequential(nn.BatchNorm1d(joined), nn.ReLU(), nn.Linear(joined, n_classes))

    def forward(self, vectors):
        features = self.stem(vectors)
        for layer in self.layers:
            features = torch.cat([features, layer(features)], 1)
        return self.head(features)


def test_a_dense_mlp_is_the_one_written_by_hand():
    torch.manual_seed(0)
    net = compile(densenet(4), MLP)
    plain = DenseMlp(4, 8, 5, 3)
    plain.load_state_dict(dict(zip(plain.state_dict(), net.state_dict().values(), strict=True)))
    vectors = examples(MLP)
    assert torch.equal(net(vectors), plain(vectors))
    assert torch.equal(net.eval()(vectors), plain.eval()(vectors))


STEMS = {
    (makes, takes): [kind for kind in parts_of(stems, takes) if (kind.makes or takes) is makes]
    for makes in (Vectors, Sequences)
    for takes in (Images, makes)
}


@st.composite
def networks(draw):
    """Draw a topology of one stage and a spec without images that fits it."""
    plain = reading_inputs(draw(topologies(max_nodes=9)))
    n_nodes, n_edges = plain.n_nodes, plain.n_edges
    features = draw(st.sampled_from([Vectors, Sequences]))
    kinds = parts_of(blocks, features)
    block = draw(st.sampled_from(kinds))

    def column(n_rows, *values):
        return draw(st.lists(st.sampled_from([None, *values]), min_size=n_rows, max_size=n_rows))

    topology = dataclasses.replace(
        plain,
        aggregations=draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes)),
        node_attributes={
            "width": column(n_nodes, 8, 12),  # the heads of an attention that only a node names are four
            "block": (names := column(n_nodes, *(part_name(kind) for kind in kinds))),
            "inner_width": [
                width if "inner_width" in (blocks.CATALOG[name] if name else block).__dataclass_fields__ else None
                for width, name in zip(column(n_nodes, 3), names, strict=True)
            ],
        },
        edge_attributes={"share": column(n_edges, 0.5), "side": column(n_edges, "last")},
    )
    channels = draw(st.sampled_from([3, 4]))
    examples = [Images(channels=channels, size=(4, 8)), with_own(features, {"channels": channels, "length": 5})]
    example = draw(st.sampled_from(examples))
    stem = draw(st.sampled_from(STEMS[features, type(example)]))
    head = draw(st.sampled_from(parts_of(heads, features)))
    assume(head is not heads.PassedOn)  # which makes no logits
    fields = {"dropout": draw(st.sampled_from([0.0, 0.5])), "heads": 2, "causal": draw(st.booleans()), "size": 2}
    if stem is not stems.Identity:
        fields["channels"] = draw(st.sampled_from([None, 6]))
    spec = NetworkSpec(
        growth_rate=4,
        input=example,
        stem=with_own(stem, fields),
        block=with_own(block, fields),
        join=Join(merge_relu=draw(st.booleans())),
        head=head(classes=3),
    )
    return topology, spec


@settings(max_examples=60, deadline=None)
@given(networks())
def test_any_graph_and_choices_go_together(network):
    topology, spec = network
    torch.manual_seed(0)
    net = compile(topology, spec)
    n_inputs = sum(step.kind == "stem" for step in net.plan.steps)
    inputs = [examples(spec) for _ in range(n_inputs)]
    shapes = {}
    hooks = [
        net.get_submodule(step.key).register_forward_hook(
            lambda _module, _inputs, output, key=step.key: shapes.update({key: tuple(output.shape[1:])})
        )
        for step in net.plan.steps
    ]
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH), torch.no_grad():
        net.eval()(*inputs)
    for hook in hooks:
        hook.remove()
    assert shapes == {step.key: step.shape for step in net.plan.steps}
    assert counter.get_total_flops() == 2 * 4 * net.plan.macs
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters
    logits = net.train()(*inputs)
    cross_entropy(logits.movedim(-1, 1), torch.zeros(4, *logits.shape[1:-1], dtype=torch.int64)).backward()
    assert all(weight.grad is not None and torch.isfinite(weight.grad).all() for weight in net.parameters())
    assert trace(net, tuple(inputs)).edges().tolist() == drop_dead_nodes(topology).edges().tolist()


@pytest.mark.parametrize("topology", [denseformer(3), residual_stream(2), log_densenet(4), resnet(3)], ids=str)
@pytest.mark.parametrize("spec", [TRANSFORMER, MLP], ids=["transformer", "mlp"])
def test_topologies_come_back(topology, spec):
    traced = trace(compile(topology, spec), examples(spec))
    assert (traced.edges() == topology.edges()).all()
    assert traced.labels == topology.labels
    assert (traced.aggregations == topology.aggregations).all()


@pytest.fixture(
    params=[
        (log_densenet(4), MLP),
        (denseformer(3), TRANSFORMER),
        (residual_stream(2), changed(TRANSFORMER, stem=stems.LinearPosition(), block={"causal": True})),
        (residual_stream(2), vision_transformer_spec(width=8, heads=2, patch_size=4, image_size=(8, 12))),
    ],
    ids=["mlp", "denseformer", "causal", "vision"],
)
def network(request):
    torch.manual_seed(0)
    return compile(*request.param)


def test_tools_of_torch_take_it(network, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    network.eval()
    inputs = examples(network.plan.spec)
    with torch.no_grad():
        logits = network(inputs)
        torch.testing.assert_close(torch.fx.symbolic_trace(network)(inputs), logits)
        torch.testing.assert_close(torch.compile(network, backend="eager", fullgraph=True)(inputs), logits)
        torch.testing.assert_close(copy.deepcopy(network)(inputs), logits)
        with torch.autocast("cpu", torch.bfloat16):
            assert network(inputs).dtype == torch.bfloat16
    export_network(network, tmp_path / "net.pt2")
    exported = torch.export.load(tmp_path / "net.pt2").module()
    seven = examples(network.plan.spec, 7)
    torch.testing.assert_close(exported(seven), network(seven))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter's own parts
        torch.onnx.export(network, (inputs,), tmp_path / "net.onnx", dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(tmp_path / "net.onnx")
    (made,) = session.run(None, {session.get_inputs()[0].name: inputs.numpy()})
    np.testing.assert_allclose(made, logits.numpy(), rtol=1e-3, atol=1e-5)
    export_network(network, tmp_path / "net.safetensors")
    assert torch.equal(load_network(tmp_path / "net.safetensors").eval()(inputs), logits)


@pytest.mark.parametrize("recompute", ["concat", "block"])
@pytest.mark.parametrize("spec", [MLP, TRANSFORMER], ids=["mlp", "transformer"])
def test_what_is_made_again_is_the_same(spec, recompute):
    spec = changed(spec, block={"dropout": 0.2})
    torch.manual_seed(0)
    plain = compile(densenet(4), spec)
    again = compile(densenet(4), spec, recompute=recompute)
    again.load_state_dict(plain.state_dict())
    for step in range(3):
        for net in (plain, again):
            torch.manual_seed(step)
            cross_entropy(net(examples(spec)), torch.tensor([0, 1, 2, 0])).backward()
    for (name, one), two in zip(plain.named_parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one.grad, two.grad, msg=name)
    for (name, left), right in zip(plain.named_buffers(), again.buffers(), strict=True):
        assert torch.equal(left, right), name


def test_sequences_of_any_length_unless_positions_are_trained():
    net = compile(denseformer(2), TRANSFORMER)
    assert net(torch.randn(2, 9, 16)).shape == (2, 3)
    tokens = compile(denseformer(2), changed(TRANSFORMER, head=heads.NormLinear(), block={"causal": True})).eval()
    long = torch.randn(2, 9, 16)
    # what a token makes depends on nothing after it
    torch.testing.assert_close(tokens(long)[:, :5], tokens(long[:, :5]))


def test_positions_tell_tokens_apart():
    torch.manual_seed(0)
    one, two = examples(TRANSFORMER, 2)[:1], examples(TRANSFORMER, 2)[:1].flip(1)
    without = compile(denseformer(2), TRANSFORMER)
    torch.testing.assert_close(without(one), without(two))
    positions = compile(denseformer(2), changed(TRANSFORMER, stem=stems.LinearPosition()))
    assert not torch.allclose(positions(one), positions(two))


def test_patches_are_the_squares_of_an_image_row_by_row():
    spec = vision_transformer_spec(width=8, heads=2, patch_size=2, image_size=(4, 6))
    stem = compile(chain(1), spec).node0
    image = torch.randn(1, 3, 4, 6)
    squares = [image[:, :, y : y + 2, x : x + 2].flatten(1) for y in (0, 2) for x in (0, 2, 4)]
    weight, bias = stem.patches.conv.weight.flatten(1), stem.patches.conv.bias
    expected = torch.stack([square @ weight.T + bias for square in squares], 1) + stem.position.weight
    torch.testing.assert_close(stem([image]), expected)


def test_fewer_edges_inherit_what_is_left():
    torch.manual_seed(0)
    trained = compile(densenet(5), MLP)
    trained(examples(MLP))  # statistics of its own
    net = compile(log_densenet(5), MLP)
    inherit_weights(net, trained)
    kept = {step.key: step.reads for step in net.plan.steps}
    for step in trained.plan.steps:
        matrix = trained.get_submodule(step.key + (".linear" if step.kind in ("stem", "head") else ".linear1"))
        for source in set(step.reads) - set(kept[step.key]):  # each makes 8 numbers
            matrix.weight.data[:, 8 * source : 8 * (source + 1)] = 0
    vectors = examples(MLP)
    torch.testing.assert_close(net.eval()(vectors), trained.eval()(vectors))


def test_sublayers_are_what_their_labels_say():
    names = {
        "attention": ["norm1", "attention1"],
        "mlp": ["norm1", "linear1", "gelu1", "linear2"],
        "v": ["norm1", "linear1"],
    }
    for topology in (residual_stream(2), value_residual(2)):
        layers = [step for step in plan_network(topology, TRANSFORMER).steps if step.kind == "layer"]
        for step in layers:
            assert [name for name, _ in step.operations] == names[str(step.label).rstrip("12")]
        # images know no such layers
        images = [step for step in plan_network(topology, NetworkSpec()).steps if step.kind == "layer"]
        assert {name for step in images for name, _ in step.operations} == {"norm1", "relu1", "conv1"}


def test_weights_of_another_network_say_what_they_fit():
    assert nearest_fit(compile(densenet(3), MLP).state_dict()) == "a DenseNet with blocks 3 and growth rate 8"
    for topology, n_layers in ((denseformer(3), 3), (residual_stream(2), 4)):
        weights = compile(topology, TRANSFORMER).state_dict()
        assert nearest_fit(weights) == f"a network of {n_layers} layers that make 16 channels each"


def test_stages_need_pixels():
    with pytest.raises(
        PlanError,
        match=r"node 4 \('transition1'\) is in stage 1, one of 2 .*vectors have no resolution, so all nodes",
    ):
        compile(densenet(4, blocks=(3, 1)), MLP)


def test_heads_divide_the_width():
    with pytest.raises(PlanError, match=r"attention of node 1 has 3 heads: must divide the 16 channels that it makes"):
        compile(chain(1), changed(TRANSFORMER, block={"heads": 3}))


def test_images_have_no_attention():
    topology = Topology.from_reads([[], [0]], node_attributes={"block": [None, "attention"]})
    with pytest.raises(
        PlanError, match=r"node 1 has block 'attention': must be one of 'bottleneck_shuffle', .*features are images"
    ):
        compile(topology, NetworkSpec())
