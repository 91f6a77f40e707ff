import pytest

from skipgraph.errors import PlanError
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.topology import Aggregation, NodeKind, Topology

I, L, M, T, O = NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION, NodeKind.OUTPUT  # noqa: E741


def steps(topology, **spec):
    return {step.key: step for step in plan_network(topology, NetworkSpec(**{"growth_rate": 4, **spec})).steps}


def test_a_feature_moves_once_for_all_its_readers_and_one_stage_at_a_time():
    topology = Topology.from_reads([[], [0], [0, 1], [0, 1, 2], [1, 3]], stages=[0, 0, 2, 2, 1])
    found = steps(topology)
    moves = {key for key in found if key.startswith("move")}
    assert moves == {
        "move_node0_xto_stage1",
        "move_node0_xto_stage2",
        "move_node1_xto_stage1",
        "move_node1_xto_stage2",
        "move_node3_xto_stage1",
    }
    assert found["node2"].joined_shape == (12, 8, 8)
    assert found["node4"].joined_shape == (8, 16, 16)


def test_summands_are_projected_to_the_widest():
    topology = Topology.from_reads(
        [[], [0], [0, 1]],
        kinds=[I, L, M],
        aggregations=[0, 0, Aggregation.SUM],
        node_attributes={"width": [8, 6, None]},
    )
    found = steps(topology)
    assert found["node2"].shape[0] == 8
    assert found["project_node1_xto_node2"].n_parameters == 48
    assert "project_node0_xto_node2" not in found


def test_a_width_of_a_merge_holds_for_all_it_reads():
    topology = Topology.from_reads(
        [[], [0], [0, 1]], kinds=[I, L, M], aggregations=[0, 0, Aggregation.MEAN], node_attributes={"width": [8, 6, 5]}
    )
    assert steps(topology)["node2"].shape[0] == 5


def test_widths_and_blocks_of_nodes():
    topology = Topology.from_reads(
        [[], [0], [1]], node_attributes={"width": [None, 7, None], "block": [None, None, "bottleneck"]}
    )
    found = steps(topology)
    assert found["node1"].shape[0] == 7
    assert [name for name, _ in found["node2"].operations][-1] == "conv2"


def test_growth_of_nodes():
    topology = Topology.from_reads(
        [[], [0], [1], [1], [2, 3]],
        kinds=[I, L, T, L, M],
        stages=[0, 0, 1, 1, 1],
        node_attributes={"growth": [3, 2, 5, None, None], "width": [None, 7, None, None, None]},
    )
    found = steps(topology, growth_rate=(4, 6))
    # a width counts for more than a growth
    assert [found[f"node{node}"].shape[0] for node in range(4)] == [12, 7, 30, 6]


def test_all_conflicts_at_once():
    # 5 pixels become 2 and then 4 again
    topology = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]], stages=[0, 1, 0, 0])
    with pytest.raises(PlanError) as caught:
        plan_network(topology, NetworkSpec(image_size=(5, 5)))
    assert any("node 0" in fault and "node 1" in fault and "4x4" in fault for fault in caught.value.faults)


def test_bad_attributes_are_all_named():
    topology = Topology.from_reads([[], [0], [1]], node_attributes={"width": [0, 2.5, 3], "block": [None, "x", None]})
    with pytest.raises(PlanError) as caught:
        plan_network(topology, NetworkSpec())
    assert len(caught.value.faults) == 3


def test_too_small_an_image():
    with pytest.raises(PlanError, match="too small"):
        plan_network(Topology.from_reads([[], [0]], stages=[0, 6]), NetworkSpec())


def test_an_output_is_read_by_nobody():
    with pytest.raises(PlanError, match="an output is a head"):
        plan_network(Topology.from_reads([[], [0], [1], [2]], kinds=[I, O, L, O]), NetworkSpec())


def test_several_outputs_have_a_head_each():
    found = steps(Topology.from_reads([[], [0], [1], [1], [3]], kinds=[I, L, O, L, O]))
    assert {"head_node2", "head_node4"} <= set(found)
    assert "node2" not in found
