import dataclasses
from typing import get_args

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from small import small_pattern
from specs import changed, parts_of, with_own
from strategies import topologies
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from skipgraph.errors import ArgumentError, PlanError
from skipgraph.networks import densenet_spec
from skipgraph.nn import compile
from skipgraph.patterns import densenet, log_densenet
from skipgraph.patterns.catalog import CATALOG
from skipgraph.plan import Images, Join, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.plan.resizing import Pooling, Upsampling
from skipgraph.plan.stems.stem import ConvStem
from skipgraph.topology import Aggregation, NodeKind, Topology

SMALL = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


class DenseNet(nn.Module):
    """A plain DenseNet for CIFAR, written out by hand."""

    def __init__(self, depth, growth, n_blocks=3, classes=10):
        super().__init__()
        width = 16
        self.stem = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.blocks, self.transitions = nn.ModuleList(), nn.ModuleList()
        for block in range(n_blocks):
            layers = nn.ModuleList()
            for _ in range(depth):
                layers.append(
                    nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, growth, 3, 1, 1, bias=False))
                )
                width += growth
            self.blocks.append(layers)
            if block < n_blocks - 1:
                self.transitions.append(
                    nn.Sequential(
                        nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, width, 1, bias=False), nn.AvgPool2d(2)
                    )
                )
        self.norm, self.linear = nn.BatchNorm2d(width), nn.Linear(width, classes)

    def forward(self, x):
        x = self.stem(x)
        for block, layers in enumerate(self.blocks):
            for layer in layers:  # type: ignore[attr-defined]  # a ModuleList
                x = torch.cat([x, layer(x)], 1)
            if block < len(self.transitions):
                x = self.transitions[block](x)
        return self.linear(functional.relu(self.norm(x)).mean((2, 3)))


def transplant(source, target):
    """Copy weights in the order of construction, which both networks share."""
    # the keys of the two differ, the sequence of shapes does not
    theirs, ours = list(source.state_dict().values()), target.state_dict()
    assert [tuple(tensor.shape) for tensor in theirs] == [tuple(tensor.shape) for tensor in ours.values()]
    target.load_state_dict(dict(zip(ours, theirs, strict=True)))


def count(net):
    return sum(parameter.numel() for parameter in net.parameters())


def classify(net, size=16, classes=3):
    torch.manual_seed(1)
    logits = net(torch.randn(4, 3, size, size))
    outputs = logits if isinstance(logits, tuple) else (logits,)
    sum(functional.cross_entropy(output, torch.arange(4) % classes) for output in outputs).backward()


def without_gradient(net):
    return [key for key, weight in net.named_parameters() if weight.grad is None or not weight.grad.abs().sum() > 0]


def test_one_dense_block_equals_a_network_written_by_hand():
    torch.manual_seed(0)
    plain = DenseNet(12, 12, n_blocks=1).eval()
    net = compile(densenet(12), densenet_spec()).eval()
    assert count(net) == count(plain) == net.plan.n_parameters
    transplant(plain, net)
    images = torch.randn(2, 3, 32, 32)
    torch.testing.assert_close(net(images), plain(images))


def test_densenet_40_equals_a_network_written_by_hand():
    plain, net = DenseNet(12, 12), compile(densenet(36, blocks=(12,) * 3), densenet_spec())
    assert count(net) == count(plain) == 1_019_722  # authors' code, recounted


@pytest.mark.parametrize("name", CATALOG)
def test_every_pattern_trains_as_planned(name):
    topology, side = small_pattern(name)
    torch.manual_seed(0)
    net = compile(topology, changed(SMALL, input={"size": (side, side)}))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(torch.zeros(1, 3, side, side))
    assert counter.get_total_flops() == 2 * net.plan.macs
    assert count(net) == net.plan.n_parameters
    classify(net.train(), side)
    assert without_gradient(net) == []


@settings(max_examples=30, deadline=None)
@given(topologies(max_nodes=10, stages=True, with_labels=True))
def test_random_graphs_run_as_planned(topology):
    topology = reading_inputs(topology)
    torch.manual_seed(0)
    net = compile(topology, SMALL)
    n_inputs = sum(step.kind == "stem" for step in net.plan.steps)
    images = [torch.randn(4, 3, 16, 16) for _ in range(n_inputs)]
    shapes = {}
    for step in net.plan.steps:
        net.get_submodule(step.key).register_forward_hook(
            lambda _module, _inputs, output, key=step.key: shapes.update({key: tuple(output.shape[1:])})
        )
    functional.cross_entropy(net(*images), torch.arange(4) % 3).backward()
    assert shapes == {step.key: step.shape for step in net.plan.steps}
    assert count(net) == net.plan.n_parameters
    assert all(weight.grad is not None for weight in net.parameters())
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(*[image[:1] for image in images])
    assert counter.get_total_flops() == 2 * net.plan.macs


# a fully connected layer makes one pixel of all, and means of a grid have no stride
APART = (blocks.FullyConnected, blocks.GridConvNormRelu)
SAME_SIZE = [kind for kind in parts_of(blocks, Images) if kind not in APART]
# stems whose sides follow from strides and paddings of their own
ANY_SIZE = [kind for kind in parts_of(stems, Images) if kind not in (stems.Alexnet, stems.Convs)]
WITH_KERNEL = [kind for kind in SAME_SIZE if "kernel" in kind.__dataclass_fields__]


@settings(max_examples=25, deadline=None)
@given(st.data(), topologies(max_nodes=9, stages=True))
def test_edges_may_carry_some_channels(data, topology):
    def column(length, *values):
        return data.draw(st.lists(st.sampled_from([None, *values]), min_size=length, max_size=length))

    topology = reading_inputs(topology)
    n_edges, n_nodes = topology.n_edges, topology.n_nodes
    topology = dataclasses.replace(
        topology,
        aggregations=data.draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes)),
        node_attributes={"width": column(n_nodes, 2, 5), "kernel": column(n_nodes, 1)},
        edge_attributes={
            "channels": column(n_edges, 1),  # which every feature has
            "share": column(n_edges, 0.2, 0.5),
            "side": column(n_edges, "last"),
        },
    )
    torch.manual_seed(0)
    net = compile(topology, dataclasses.replace(SMALL, block=data.draw(st.sampled_from(WITH_KERNEL))()))
    images = [torch.randn(4, 3, 16, 16) for step in net.plan.steps if step.kind == "stem"]
    logits = net(*images)
    functional.cross_entropy(logits, torch.arange(4) % 3).backward()
    assert count(net) == net.plan.n_parameters
    assert all(weight.grad is not None for weight in net.parameters())
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(*[image[:1] for image in images])
    assert counter.get_total_flops() == 2 * net.plan.macs


@settings(max_examples=25, deadline=None)
@given(st.data(), topologies(max_nodes=8, stages=True))
def test_any_choices_go_together(data, topology):
    topology = reading_inputs(topology)
    n_nodes = topology.n_nodes
    topology = dataclasses.replace(
        topology,
        aggregations=data.draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes)),
        node_attributes={
            "width": data.draw(st.lists(st.sampled_from([None, 4, 6]), min_size=n_nodes, max_size=n_nodes))
        },
    )
    block, stem, transition, transport = (
        data.draw(st.sampled_from(kinds))
        for kinds in (SAME_SIZE, ANY_SIZE, parts_of(transitions, Images), parts_of(transports, Images))
    )
    assume(stem.makes in (Images, None))
    bias = data.draw(st.booleans())
    resizing = {
        "pooling": data.draw(st.sampled_from(sorted({*get_args(Pooling)} - {"max_3x3"}))),
        "upsampling": data.draw(st.sampled_from(get_args(Upsampling))),
        "bias": bias,
    }
    n_groups = data.draw(st.sampled_from([1, 2]))
    spec = NetworkSpec(
        growth_rate=4,
        input=Images(size=(64, 64)),
        stem=stem(bias=bias) if issubclass(stem, ConvStem) else stem(),
        block=with_own(block, {"bias": bias, "groups": n_groups}),
        transition=transition(**resizing),
        transport=transport(**resizing),
        join=Join(merge_relu=data.draw(st.booleans())),
        head=heads.NormReluPoolLinear(classes=3),
    )
    try:
        net = compile(topology, spec)
    except PlanError as error:
        if not all("groups: must divide" in fault for fault in error.faults):
            raise
        return  # an image's three channels do not fit into two groups
    shapes = {}
    for step in net.plan.steps:
        net.get_submodule(step.key).register_forward_hook(
            lambda _module, _inputs, output, key=step.key: shapes.update({key: tuple(output.shape[1:])})
        )
    images = [torch.randn(1, 3, 64, 64) for step in net.plan.steps if step.kind == "stem"]
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(*images)
    assert shapes == {step.key: step.shape for step in net.plan.steps}
    assert counter.get_total_flops() == 2 * net.plan.macs
    assert count(net) == net.plan.n_parameters


def test_the_seed_is_the_callers():
    state = torch.get_rng_state()
    torch.manual_seed(3)
    one = compile(log_densenet(4), SMALL).state_dict()
    torch.manual_seed(3)
    two = compile(log_densenet(4), SMALL).state_dict()
    three = compile(log_densenet(4), SMALL).state_dict()
    assert all(torch.equal(one[key], two[key]) for key in one)
    assert not torch.equal(one["node1.conv1.weight"], three["node1.conv1.weight"])
    torch.set_rng_state(state)


def test_initialisation_is_by_fan_in():
    torch.manual_seed(0)
    net = compile(densenet(30), NetworkSpec(growth_rate=24))
    weight = net.get_submodule("node30").conv1.weight
    fan_in = weight[0].numel()
    assert weight.std().item() == pytest.approx((2 / fan_in) ** 0.5, rel=0.02)
    assert net.head.linear.bias.abs().max() == 0


def test_keys_come_from_labels_and_stay_when_nodes_are_added():
    labels = ["in put", "a.b", "ü-1"]
    small = compile(Topology.from_reads([[], [0], [1]], labels=labels), SMALL)
    large = compile(Topology.from_reads([[], [0], [0], [1, 2]], labels=["in put", "a.b", (0, 1), "ü-1"]), SMALL)
    assert {key.split(".")[0] for key in small.state_dict()} <= {key.split(".")[0] for key in large.state_dict()}
    assert [small.labels[small.keys[label]] for label in labels] == labels


def test_tensors_are_dropped_after_their_last_use():
    import weakref

    net = compile(log_densenet(12), SMALL)
    alive, most = [], []

    def watch(_module, _inputs, output):
        alive.append(weakref.ref(output))
        most.append(sum(reference() is not None for reference in alive))

    for step in net.plan.program:
        net.get_submodule(step.key).register_forward_hook(watch)
    with torch.no_grad():
        net(torch.zeros(1, 3, 16, 16))
    expected = [
        sum(made <= at and (made == at or at < use) for made, use in enumerate(net.plan.last_uses))
        for at in range(len(net.plan.program))
    ]
    assert most == expected
    assert max(most) < len(net.plan.program)


def test_several_outputs_give_a_tuple():
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT, NodeKind.LAYER, NodeKind.OUTPUT]
    net = compile(Topology.from_reads([[], [0], [1], [1], [3]], kinds=kinds), SMALL)
    assert [tuple(logits.shape) for logits in net(torch.zeros(2, 3, 16, 16))] == [(2, 3), (2, 3)]


@pytest.mark.parametrize("aggregation", Aggregation)
def test_every_aggregation_trains(aggregation):
    topology = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]], aggregations=[0, *[aggregation] * 3])
    torch.manual_seed(0)
    net = compile(
        topology,
        NetworkSpec(
            growth_rate=3,
            input=Images(size=(16, 16)),
            stem=stems.Conv(channels=5),
            head=heads.NormReluPoolLinear(classes=3),
        ),
    )
    classify(net)
    assert without_gradient(net) == []
    assert count(net) == net.plan.n_parameters


def separable(step):
    channels, width = step.joined_shape[0], step.shape[0]
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
        nn.BatchNorm2d(channels),
        nn.Conv2d(channels, width, 1),
    )


def test_blocks_of_a_factory():
    torch.manual_seed(0)
    net = compile(log_densenet(5), SMALL, factory=separable)
    assert isinstance(net.node3.block[0], nn.Conv2d)
    assert net.node3.block[1].num_batches_tracked == 0
    classify(net)
    # a bias before a norm moves nothing
    assert [key for key in without_gradient(net) if not key.endswith("0.bias")] == []
    torch.fx.symbolic_trace(net)


def test_blocks_that_do_not_fit_are_all_named():
    with pytest.raises(PlanError) as caught:
        compile(log_densenet(3), SMALL, factory=lambda step: nn.Conv2d(step.joined_shape[0], 5, 3))
    assert len(caught.value.faults) == 3
    assert "block of 1 makes (2, 5, 14, 14) of (2, 6, 16, 16), expected (2, 3, 16, 16)" in caught.value.faults[0]
    with pytest.raises(PlanError, match="does not take"):
        compile(log_densenet(3), SMALL, factory=lambda _: nn.Conv2d(1, 3, 3))
    with pytest.raises(ArgumentError, match="must make torch modules, got int"):
        compile(log_densenet(3), SMALL, factory=lambda _: 3)  # type: ignore[return-value]  # no module, on purpose


def test_what_no_memory_holds_is_refused_before_any_tensor():
    spec = NetworkSpec(growth_rate=10**7)
    with pytest.raises(MemoryError, match=r"parameters need [\d,]+ bytes, [\d,]+ are available"):
        compile(densenet(2), spec)
    with torch.device("meta"):
        net = compile(densenet(2), spec)
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters
