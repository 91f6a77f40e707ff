"""From any graph to a network that trains, and back."""

import copy

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from specs import changed
from strategies import topologies
from torch import nn

from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.tracing import trace

SPEC = NetworkSpec(growth_rate=2, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))

odd_labels = st.recursive(
    st.one_of(
        st.integers(),
        st.sampled_from(["a.b", "a-b", "a b", "a_b", "", ".", "é", "層", "node1", "1", "join", "forward", "training"]),
        st.text(max_size=4),
        st.none(),
        st.booleans(),
    ),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=3,
)


@st.composite
def dags(draw):
    """Draw a topology with odd labels, stages, widths and aggregations."""
    plain = reading_inputs(draw(topologies(max_nodes=14, stages=True)))
    n_nodes = plain.n_nodes
    return Topology.from_reads(
        [plain.reads(node) for node in range(n_nodes)],
        kinds=plain.kinds,
        stages=plain.stages,
        labels=draw(st.lists(odd_labels, min_size=n_nodes, max_size=n_nodes, unique_by=lambda one: (one,))),
        aggregations=draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes)),
        node_attributes={"width": draw(st.lists(st.sampled_from([None, 1, 3]), min_size=n_nodes, max_size=n_nodes))},
    )


def live_part(topology):
    """The nodes that the last one depends on, found by a walk, without attributes."""
    kept, waiting = set(), [topology.n_nodes - 1]
    while waiting:
        node = waiting.pop()
        kept.add(node)
        waiting += set(topology.reads(node)) - kept
    order = sorted(kept)
    return Topology.from_reads(
        [[order.index(source) for source in topology.reads(node)] for node in order],
        kinds=topology.kinds[order],
        stages=topology.stages[order],
        aggregations=topology.aggregations[order],
        labels=[topology.labels[node] for node in order],
    )


def inputs_of(topology):
    generator = torch.Generator().manual_seed(0)
    n_inputs = int(np.count_nonzero(topology.kinds == NodeKind.INPUT))
    return tuple(torch.randn(2, 3, 16, 16, generator=generator) for _ in range(n_inputs))


@settings(max_examples=60, deadline=None)
@given(dags())
def test_any_graph_comes_back(topology):
    alive = live_part(topology)
    assert trace(compile(topology, SPEC), inputs_of(alive)) == alive


@settings(max_examples=60, deadline=None)
@given(dags())
def test_any_graph_gives_every_live_parameter_a_gradient(topology):
    alive = live_part(topology)
    torch.manual_seed(0)
    net = compile(topology, SPEC).train()
    # a ReLU may be shut for all pixels and a norm makes the same of all that is: with neither, every path is open
    for module in list(net.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.ReLU | nn.BatchNorm2d):
                setattr(module, name, Open(child))
    logits = net(*inputs_of(alive))
    assert logits.shape == (2, 3)
    assert torch.isfinite(logits).all()
    nn.functional.cross_entropy(logits, torch.tensor([0, 2])).backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        # gates that weigh equal features all alike need none; all else does
        assert parameter.grad.any() or ".gate." in f".{name}", name


class Open(nn.Module):
    """Stands in for a ReLU or a batch norm; has the weights of the norm."""

    def __init__(self, replaced):
        super().__init__()
        self.slope = None
        if isinstance(replaced, nn.BatchNorm2d):
            self.weight, self.bias = replaced.weight, replaced.bias

    def forward(self, x):
        if hasattr(self, "weight"):
            return x * self.weight.view(-1, 1, 1) + self.bias.view(-1, 1, 1)
        return nn.functional.leaky_relu(x, 0.5)


@settings(max_examples=12, deadline=None)
@given(dags(), st.sampled_from(["concat", "block"]), st.booleans())
def test_any_graph_is_the_same_when_it_is_made_again(topology, recompute, merge_relu):
    spec = changed(SPEC, block={"dropout": 0.3}, join={"merge_relu": merge_relu})
    torch.manual_seed(0)
    plain, again = compile(topology, spec), compile(topology, spec, recompute=recompute)
    again.load_state_dict(copy.deepcopy(plain.state_dict()))
    for net in (plain, again):
        torch.manual_seed(1)
        for _ in range(2):
            net(*inputs_of(live_part(topology))).square().sum().backward()
    for key, value in plain.state_dict().items():
        torch.testing.assert_close(again.state_dict()[key], value, rtol=0, atol=0, equal_nan=True)
    for (key, one), other in zip(plain.named_parameters(), again.parameters(), strict=True):
        # shared joins add their gradients up in another order
        largest = one.grad.abs().max().item()
        torch.testing.assert_close(other.grad, one.grad, rtol=1e-3, atol=1e-3 * largest, msg=key, equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(topology=dags())
def test_any_graph_comes_back_from_a_file(tmp_path_factory, topology):
    torch.manual_seed(0)
    net, images = compile(topology, SPEC).eval(), inputs_of(live_part(topology))
    path = tmp_path_factory.mktemp("nets") / "net.safetensors"
    export_network(net, path)
    again = load_network(path).eval()
    assert again.topology == topology
    assert torch.equal(again(*images), net(*images))
