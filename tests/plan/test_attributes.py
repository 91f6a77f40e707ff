import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skipgraph.errors import PlanError
from skipgraph.plan import Join, NetworkSpec, blocks, plan_network
from skipgraph.plan.attributes import Attributes
from skipgraph.plan.operations import Convolution
from skipgraph.topology import Aggregation, NodeKind, Topology

PAIR = Topology.from_reads([[], [0], [0, 1]])


def with_edges(topology=PAIR, **columns):
    return dataclasses.replace(topology, edge_attributes=columns)


def attributes_of(topology):
    return Attributes(topology, NetworkSpec())


def steps(topology, **spec):
    return {step.key: step for step in plan_network(topology, NetworkSpec(**{"growth_rate": 4, **spec})).steps}


def test_channels_are_the_first_ones_unless_told_otherwise():
    assert attributes_of(with_edges(channels=[None, 3, None])).part(0, 2, 8) == (0, 3)
    assert attributes_of(with_edges(channels=[None, 3, None], side=[None, "last", None])).part(0, 2, 8) == (5, 8)
    assert attributes_of(with_edges(channels=[None, 3, None])).part(0, 1, 8) is None
    assert attributes_of(with_edges(channels=[None, 8, None])).part(0, 2, 8) is None
    # a number counts for more than a share
    assert attributes_of(with_edges(channels=[3, None, None], share=[0.5, 0.5, None])).part(0, 1, 8) == (0, 3)


@given(st.integers(2, 1000), st.floats(0.01, 0.99))
def test_shares_that_sum_to_one_split_a_feature(width, share):
    attributes = attributes_of(with_edges(share=[share, 1 - share, None], side=["first", "last", None]))
    first, last = (attributes.part(0, node, width) or (0, width) for node in (1, 2))
    assert first[0] == 0
    assert last[1] == width
    assert abs((first[1] - first[0]) - share * width) <= 1
    # only a share of less than half a channel overlaps, as at least one is carried
    assert first[1] == last[0] or min(first[1], width - last[0]) == 1


@given(st.integers(2, 400))
def test_tenths_split_a_feature_too(width):
    # 1 - 0.9 is not quite 0.1 in binary
    for tenths in range(1, 10):
        attributes = attributes_of(with_edges(share=[tenths / 10, 1 - tenths / 10, None], side=["first", "last", None]))
        first, last = (attributes.part(0, node, width) or (0, width) for node in (1, 2))
        assert first[1] == last[0] or min(first[1], width - last[0]) == 1


def test_a_reader_joins_these_channels():
    found = steps(with_edges(channels=[None, 3, 2]))
    assert found["node2"].joined_shape == (5, 32, 32)
    assert found["node2"].parts == ((0, 3), (0, 2))
    # the head reads what the last layer reads, and that layer
    assert found["head"].joined_shape == (3 + 2 + 4, 32, 32)


def test_a_sum_projects_what_it_takes():
    merge = dataclasses.replace(PAIR, kinds=[0, NodeKind.LAYER, NodeKind.MERGE], aggregations=[0, 0, Aggregation.SUM])
    found = steps(with_edges(merge, channels=[None, 3, None]))
    assert found["project_node0_xto_node2"].parts == ((0, 3),)
    assert found["project_node0_xto_node2"].n_parameters == 3 * 4
    assert found["node2"].parts == (None, None)
    assert "project_node0_xto_node2" not in steps(with_edges(merge, channels=[None, 4, None]))


def test_more_channels_than_there_are():
    with pytest.raises(PlanError, match="node 2 reads 9 channels of node 0, which has 8"):
        plan_network(with_edges(channels=[None, 9, None]), NetworkSpec(growth_rate=4))


def test_kernels_groups_and_inner_widths_of_nodes():
    topology = Topology.from_reads(
        [[], [0], [1], [2]],
        node_attributes={
            "kernel": [5, "1x7", None, None],
            "groups": [None, None, 2, None],
            "inner_width": [None, None, 6, None],
            "block": [None, None, "bottleneck", None],
        },
    )
    found = {key: dict(step.operations) for key, step in steps(topology).items()}
    assert found["node0"]["conv"].kernel_size == 5
    assert found["node1"]["conv1"].kernel_size == (1, 7)
    assert (found["node2"]["conv1"].out_channels, found["node2"]["conv1"].groups) == (6, 1)
    assert (found["node2"]["conv2"].in_channels, found["node2"]["conv2"].groups) == (6, 2)
    assert found["node3"]["conv1"].kernel_size == 3


@pytest.mark.parametrize(
    ("kernel", "rule"),
    [
        (["5x5", None], "node 0 has kernel '5x5': must be an odd whole number from 1$"),
        ([None, "1x2"], "node 1 has kernel '1x2': must be an odd whole number from 1, or two of them"),
        ([None, "1x7x1"], "node 1 has kernel '1x7x1': must be"),
        ([None, True], "node 1 has kernel True: must be"),
    ],
)
def test_kernels_follow_the_rule_of_their_part(kernel, rule):
    topology = Topology.from_reads([[], [0]], node_attributes={"kernel": kernel})
    with pytest.raises(PlanError) as caught:
        plan_network(topology, NetworkSpec())
    assert re.search(rule, caught.value.faults[0])


def test_a_fully_connected_layer_reads_any_square():
    topology = Topology.from_reads(
        [[], [0], [1]],
        kinds=[NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT],
        node_attributes={"kernel": [None, 6, None], "block": [None, "fully_connected", None]},
    )
    operations: dict[str, Any] = dict(plan_network(topology, NetworkSpec()).steps[1].operations)
    assert (operations["pool1"].size, operations["conv1"].kernel_size) == (6, 6)


def test_all_faults_at_once():
    topology = Topology.from_reads(
        [[], [0], [1]],
        labels=["in", "a", "b"],
        node_attributes={
            "growth": [None, 0, None],
            "kernel": [None, 2, None],
            "groups": [None, True, None],
            "inner_width": [None, None, "x"],
            "block": [None, None, "x"],
        },
    )
    topology = dataclasses.replace(
        topology, edge_attributes={"channels": [0, None], "share": [None, 1.5], "side": ["left", None]}
    )
    with pytest.raises(PlanError) as caught:
        plan_network(topology, NetworkSpec())
    faults = caught.value.faults
    assert len(faults) == 8
    assert "node 1 ('a') has kernel 2: must be an odd whole number from 1, or two of them" in faults
    assert "the edge from node 0 ('in') to node 1 ('a') has channels 0: must be a whole number from 1" in faults
    assert "the edge from node 1 ('a') to node 2 ('b') has share 1.5: must be above 0 and at most 1" in faults


def test_groups_must_divide_channels():
    with pytest.raises(
        PlanError, match="conv1 of node 1 has 3 groups: must divide both the 8 channels that it takes and the 4"
    ):
        plan_network(PAIR, NetworkSpec(growth_rate=4, block=blocks.Basic(groups=3)))


def test_a_block_without_the_field_that_a_node_overrides_is_refused():
    topology = Topology.from_reads([[], [0], [1]], node_attributes={"inner_width": [None, 6, None]})
    with pytest.raises(PlanError, match="node 1 has inner_width 6: its block basic has no such field"):
        plan_network(topology, NetworkSpec())
    plan_network(topology, NetworkSpec(block=blocks.Bottleneck()))


def test_a_named_block_takes_over_what_fields_both_have():
    topology = Topology.from_reads([[], [0], [1]], node_attributes={"block": [None, "conv_relu", None]})
    spec = NetworkSpec(block=blocks.Bottleneck(bias=True, dropout=0.5, width=2))
    operations = dict(plan_network(topology, spec).steps[1].operations)
    assert list(operations) == ["conv1", "conv1_dropout", "relu1"]
    assert operations["conv1"] == Convolution(24, 12, 3, bias=True)


def test_dead_nodes_may_say_anything():
    topology = Topology.from_reads([[], [0], [0]], node_attributes={"kernel": [None, 2, None]})
    plan_network(topology, NetworkSpec())


def weighted(*weights):
    aggregations = [0, 0, Aggregation.WEIGHTED]
    return with_edges(dataclasses.replace(PAIR, aggregations=aggregations), initial_weight=[None, *weights])


def test_weights_of_edges():
    assert steps(weighted(0.25, -1))["node2"].initial_weights == (0.25, -1.0)
    assert steps(weighted(None, 2))["node2"].initial_weights == (0.5, 2.0)
    found = steps(with_edges(initial_weight=[3, None, None]))
    assert all(step.initial_weights is None for step in found.values())


@pytest.mark.parametrize("weight", ["1", True, float("nan"), float("inf"), 10**400])
def test_weights_that_are_no_numbers(weight):
    with pytest.raises(PlanError, match=r"edge from node 1 to node 2 has initial_weight .*: must be a finite number"):
        plan_network(weighted(None, weight), NetworkSpec())


def test_shares_of_a_softmax_are_positive():
    spec = NetworkSpec(join=Join(edge_weights="softmax"))
    assert plan_network(weighted(1e-300, 2), spec).steps[2].initial_weights == (1e-300, 2.0)
    with pytest.raises(PlanError) as caught:
        plan_network(weighted(0.0, -0.5), spec)
    assert [fault.split(" has ")[1] for fault in caught.value.faults] == [
        f"initial_weight {weight}: must be a number above 0, as edge_weights are a softmax" for weight in (0.0, -0.5)
    ]
