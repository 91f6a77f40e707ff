import pytest
from specs import parts_of

from skipgraph.errors import PlanError
from skipgraph.plan import Images, Join, NetworkSpec, blocks, plan_network, stems, transitions, transports
from skipgraph.topology import Aggregation, NodeKind, Topology

I, L, M, T, O = NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION, NodeKind.OUTPUT  # noqa: E741

IMAGE_TRANSITIONS = parts_of(transitions, Images)


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
        plan_network(topology, NetworkSpec(input=Images(size=(5, 5))))
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
    with pytest.raises(PlanError, match="no node may read one"):
        plan_network(Topology.from_reads([[], [0], [1], [2]], kinds=[I, O, L, O]), NetworkSpec())


def test_several_outputs_have_a_head_each():
    found = steps(Topology.from_reads([[], [0], [1], [1], [3]], kinds=[I, L, O, L, O]))
    assert {"head_node2", "head_node4"} <= set(found)
    assert "node2" not in found


def transition(kind, n_stages=1, width=None, **fields):
    topology = Topology.from_reads([[], [0]], kinds=[I, T], stages=[0, n_stages], node_attributes={"width": [6, width]})
    step = steps(topology, growth_rate=8, input=Images(size=(16, 16)), transition=kind(**fields))["node1"]
    return [name for name, _ in step.operations], step.shape, step.n_parameters


# weights of 6 channels to 6 or, as a shortcut, to the 8 of a layer, with scale and shift
@pytest.mark.parametrize(
    ("kind", "pooling", "expected"),
    [
        ("norm_relu_conv", "mean", (["norm", "relu", "conv", "pool"], (6, 8, 8), 36 + 12)),
        ("norm_relu_conv", "stride", (["norm", "relu", "conv"], (6, 8, 8), 36 + 12)),
        ("norm_relu_conv", "depthwise", (["norm", "relu", "conv", "depthwise", "depthwise_norm"], (6, 8, 8), 36 + 78)),
        ("conv_norm_relu", "max", (["conv", "norm", "relu", "pool"], (6, 8, 8), 36 + 12)),
        ("conv_norm", "stride", (["conv", "norm"], (8, 8, 8), 48 + 16)),
        ("conv_norm", "mean", (["conv", "norm", "pool"], (8, 8, 8), 48 + 16)),
        ("pad", "stride", (["shortcut"], (8, 8, 8), 0)),
        ("pool", "max", (["pool"], (6, 8, 8), 0)),
        ("pool", "stride", (["shortcut"], (6, 8, 8), 0)),
        ("pool", "depthwise", (["depthwise", "depthwise_norm"], (6, 8, 8), 54 + 12)),
    ],
)
def test_transitions(kind, pooling, expected):
    assert transition(transitions.CATALOG[kind], pooling=pooling) == expected


@pytest.mark.parametrize("kind", IMAGE_TRANSITIONS)
@pytest.mark.parametrize("pooling", ["mean", "max", "stride", "depthwise"])
def test_a_width_holds_for_every_transition(kind, pooling):
    assert transition(kind, pooling=pooling, width=7)[1] == (7, 8, 8)
    assert transition(kind, n_stages=2, pooling=pooling, width=7)[1] == (7, 4, 4)
    assert transition(kind, n_stages=0, pooling=pooling, width=7)[1] == (7, 16, 16)


def test_a_relu_waits_until_after_the_merge():
    reads = [[], [0], [0, 1], [2], [3, 2]]
    topology = Topology.from_reads(reads, kinds=[I, L, M, L, L], aggregations=[0, 0, Aggregation.SUM, 0, 0])
    found = {
        key: [name for name, _ in step.operations]
        for key, step in steps(
            topology, block=blocks.ConvNormRelu(), join=Join(merge_relu=True), stem=stems.Conv(channels=4)
        ).items()
    }
    assert found["node1"] == ["conv1", "norm1"]
    assert found["node2"] == ["relu"]
    assert found["node3"] == ["conv1", "norm1", "relu1"]
    kept = steps(topology, block=blocks.ConvNormRelu(), stem=stems.Conv(channels=4))["node1"].operations
    assert [name for name, _ in kept] == ["conv1", "norm1", "relu1"]


def test_a_layer_strides_by_itself_if_all_it_reads_is_of_one_stage():
    topology = Topology.from_reads([[], [0], [0, 1]], stages=[0, 1, 1])
    found = steps(topology, transport=transports.Stride())
    assert found["node1"].joined_shape == (8, 32, 32)
    assert found["node1"].shape == (4, 16, 16)
    assert found["node2"].joined_shape == (12, 16, 16)
    assert {key for key in found if key.startswith("move")} == {"move_node0_xto_stage1"}
