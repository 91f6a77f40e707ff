"""Inherited weights: a network with fewer edges is the trained one with zeros on the edges that are gone."""

import copy
import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from specs import changed, small_spec
from torch import nn

from skipgraph.errors import FormatError
from skipgraph.networks import fc_densenet_spec
from skipgraph.nn import compile
from skipgraph.nn.inherit import inherit_weights
from skipgraph.patterns import cspnet, densenet, fc_densenet, log_densenet
from skipgraph.plan import Images, NetworkSpec, blocks, heads, transports
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.edit import sparsify, with_outputs

SPEC = NetworkSpec(growth_rate=3, input=Images(size=(8, 8)), head=heads.NormReluPoolLinear(classes=4))


def with_statistics(net):
    """Give norms statistics that tell channels apart, as after training."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight.data, module.bias.data, module.running_mean):
                tensor.normal_()
            module.running_var.uniform_(0.5, 2)
    return net.eval()


def with_zeros(trained, net):
    """Return the trained network with zero weights for what comes along edges that `net` does not have."""
    silenced = copy.deepcopy(trained)
    reads = {step.key: {net.plan.steps[read].key for read in step.reads} for step in net.plan.steps}
    for step in trained.plan.steps:
        kinds = nn.Conv2d | nn.ConvTranspose2d | nn.Linear
        taking = [m for m in silenced.get_submodule(step.key).modules() if isinstance(m, kinds)]
        if taking and isinstance(taking[0], nn.Conv2d) and taking[0].groups == step.joined_shape[0] > 1:
            taking = taking[1:]  # a depthwise convolution mixes no channels
        start = 0
        for read, part in zip(step.reads, step.parts, strict=True):
            width = trained.plan.steps[read].shape[0] if part is None else part[1] - part[0]
            if trained.plan.steps[read].key not in reads[step.key]:
                weight = taking[0].weight.data
                (weight if isinstance(taking[0], nn.ConvTranspose2d) else weight.swapaxes(0, 1))[
                    start : start + width
                ] = 0
            start += width
    return silenced


@settings(max_examples=15)
@given(
    st.data(),
    st.sampled_from([blocks.Basic(), blocks.Bottleneck(), blocks.ConvNormRelu(), blocks.Separable()]),
)
def test_fewer_edges_are_zero_weights(data, block):
    n_nodes = data.draw(st.integers(3, 7))
    dense = Topology.from_reads(range(node) for node in range(n_nodes))
    kept = [data.draw(st.sets(st.integers(0, node - 2), max_size=node)) if node > 1 else () for node in range(n_nodes)]
    sparse = Topology.from_reads([{*row, node - 1} if node else [] for node, row in enumerate(kept)])
    spec = small_spec(classes=4, side=4, block=block)
    torch.manual_seed(n_nodes)
    trained = with_statistics(compile(dense, spec))
    net = compile(sparse, spec).eval()
    inherit_weights(net, trained)
    images = torch.randn(2, 3, 4, 4)
    torch.testing.assert_close(net(images), with_zeros(trained, net)(images))


def test_edges_that_carry_some_channels():
    dense = cspnet(4, bypass=0.4)
    reads = [list(dense.reads(node)) for node in range(dense.n_nodes)]
    gone = {(0, 4), (2, 4)}
    sparse = Topology.from_reads(
        [[source for source in row if (source, node) not in gone] for node, row in enumerate(reads)]
    )
    sparse = dataclasses.replace(sparsify(dense, sparse), provenance=dense.provenance)
    trained = with_statistics(compile(dense, SPEC))
    net = compile(sparse, SPEC).eval()
    inherit_weights(net, trained)
    images = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(net(images), with_zeros(trained, net)(images))


def test_other_channels_and_groups_are_refused():
    reads = [[], [0], [0, 1]]
    first = dataclasses.replace(Topology.from_reads(reads), edge_attributes={"share": [None, 0.5, None]})
    last = dataclasses.replace(first, edge_attributes={**first.edge_attributes, "side": [None, "last", None]})
    with pytest.raises(FormatError, match="node2 reads other channels of node0 there"):
        inherit_weights(compile(last, SPEC), compile(first, SPEC))
    shuffled = dataclasses.replace(SPEC, block=blocks.BottleneckShuffle(groups=2), growth_rate=4)
    with pytest.raises(FormatError, match="node3 takes what it reads in groups of channels, so no channel can"):
        inherit_weights(
            compile(Topology.from_reads([[], [0], [0, 1], [0, 2]]), shuffled), compile(densenet(3), shuffled)
        )


def test_stages_and_several_outputs():
    dense = densenet(7, blocks=(3, 4))
    # the transition reads all its block, as its width follows from it
    reads = [(), (0,), (1,), (0, 2), (0, 1, 2, 3), (4,), (5,), (4, 6), (5, 7)]
    sparse = sparsify(dense, Topology.from_reads(reads))
    trained = with_statistics(compile(with_outputs(dense, [3, 8]), SPEC))
    net = compile(with_outputs(sparse, [3, 8]), SPEC).eval()
    inherit_weights(net, trained)
    images = torch.randn(2, 3, 8, 8)
    for made, expected in zip(net(images), with_zeros(trained, net)(images), strict=True):
        torch.testing.assert_close(made, expected)


@pytest.mark.parametrize("upsampling", ["transposed_conv", "norm_transposed_conv", "bilinear"])
def test_fewer_edges_on_the_way_down_and_up(upsampling):
    dense = fc_densenet(1, layers=(3, 3, 2), growth_rate=3, input_channels=4)
    reads = [list(dense.reads(node)) for node in range(dense.n_nodes)]
    thinner = {node: row[1:] for node, row in enumerate(reads) if len(row) > 1}
    sparse = sparsify(dense, Topology.from_reads([thinner.get(node, row) for node, row in enumerate(reads)]))
    assert len(sparse.reads(sparse.labels.index("up2"))) == 2 < len(dense.reads(dense.labels.index("up2")))
    spec = fc_densenet_spec(num_classes=4, image_size=(8, 8))
    spec = changed(spec, transition={"upsampling": upsampling}, transport={"upsampling": upsampling})
    trained = with_statistics(compile(dense, spec))
    net = compile(sparse, spec).eval()
    inherit_weights(net, trained)
    images = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(net(images), with_zeros(trained, net)(images))


def test_all_edges_are_the_same_network():
    trained = with_statistics(compile(densenet(5), SPEC))
    net = compile(densenet(5), SPEC).eval()
    inherit_weights(net, trained)
    images = torch.randn(2, 3, 8, 8)
    assert torch.equal(net(images), trained(images))


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.WEIGHTED, Aggregation.GATED])
def test_joins_of_one_width_keep_what_belongs_to_their_edges(aggregation):
    dense = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]], aggregations=[aggregation] * 4)
    sparse = Topology.from_reads([[], [0], [0, 1], [0, 2]], aggregations=[aggregation] * 4)
    trained, net = compile(dense, SPEC), compile(sparse, SPEC)
    for name, weight in trained.named_parameters():
        if ".join." in name:
            weight.data.normal_()
    inherit_weights(net, trained)
    for name, weight in net.get_submodule("node3.join").named_parameters():
        # one number for each edge; or three rows for the gates of each edge but the first
        kept = [0, 2] if aggregation == Aggregation.WEIGHTED else [3, 4, 5]
        assert torch.equal(weight, trained.get_parameter(f"node3.join.{name}")[kept])
    assert torch.equal(net.node3.conv1.weight, trained.node3.conv1.weight)


@pytest.mark.parametrize(
    ("topology", "spec", "message"),
    [
        (densenet(5), SPEC, "node5 is not in it; head does not read node5 there"),
        (
            densenet(4),
            NetworkSpec(growth_rate=3, block=blocks.Bottleneck(), head=heads.NormReluPoolLinear(classes=4)),
            "node1 has different operations",
        ),
        (
            densenet(4),
            NetworkSpec(growth_rate=3, head=heads.NormReluPoolLinear(classes=5)),
            r"head.linear.weight has shape \(4, 18\), here \(5, 18\)",
        ),
        (
            Topology.from_reads([[], [0], [0, 1], [0, 1], [0, 3]], aggregations=[0, 0, 0, 1, 0]),
            SPEC,
            "node3 joins by concat there, here by sum",
        ),
    ],
)
def test_what_cannot_inherit(topology, spec, message):
    trained, net = compile(densenet(4), SPEC), compile(topology, spec)
    before = copy.deepcopy(net.state_dict())
    with pytest.raises(FormatError, match=message):
        inherit_weights(net, trained)
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())


def test_gates_need_the_feature_they_depend_on():
    gated = [Aggregation.GATED] * 4
    trained = compile(Topology.from_reads([[], [0], [0, 1], [0, 1, 2]], aggregations=gated), SPEC)
    net = compile(Topology.from_reads([[], [0], [0, 1], [1, 2]], aggregations=gated), SPEC)
    with pytest.raises(FormatError, match="node3 has gates that depend on node0 there, which it does not read"):
        inherit_weights(net, trained)


def test_log_densenet_out_of_a_densenet_keeps_a_log_share_of_the_weights():
    trained, net = compile(densenet(12), SPEC), compile(log_densenet(12), SPEC)
    inherit_weights(net, trained)
    # layer 12 reads the layers 11, 10, 8 and 4; the stem has 6 channels, each layer 3
    channels = [6 + 3 * (layer - 1) + place for layer in (4, 8, 10, 11) for place in range(3)]
    assert torch.equal(net.node12.conv1.weight, trained.node12.conv1.weight[:, channels])


def test_strides_and_softmaxes_are_no_part_of_weights():
    strided = Topology.from_reads([[], [0], [1]], stages=[0, 1, 1])
    spec = NetworkSpec(
        growth_rate=3,
        input=Images(size=(16, 16)),
        transport=transports.Stride(),
        head=heads.NormReluPoolLinear(classes=4),
    )
    flat = compile(Topology.from_reads([[], [0], [1]]), spec)
    with pytest.raises(FormatError, match="node1 has different operations in the trained network"):
        inherit_weights(flat, compile(strided, spec))
    weighted = Topology.from_reads([[], [0], [0, 1]], aggregations=[Aggregation.WEIGHTED] * 3)
    free = compile(weighted, SPEC)
    shares = compile(weighted, changed(SPEC, join={"edge_weights": "softmax"}))
    with pytest.raises(FormatError, match="node2 has weights that are softmax there, here free"):
        inherit_weights(free, shares)


def test_readers_of_a_sum_know_it_again_where_one_summand_is_left():
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.LAYER]
    residual, plain = (
        Topology.from_reads(reads, kinds=kinds, aggregations=[0, 0, Aggregation.SUM, 0])
        for reads in ([[], [0], [0, 1], [2]], [[], [0], [1], [2]])
    )
    trained, net = compile(residual, SPEC), compile(plain, SPEC)
    inherited = inherit_weights(net, trained)
    assert not inherited.sliced
    assert not inherited.left
    assert torch.equal(net.node3.conv1.weight, trained.node3.conv1.weight)
