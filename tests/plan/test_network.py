import pytest
from oracles_fc import CAMVID, fc_log_densenet_bill, fc_log_densenet_v2_bill
from outputs import with_heads
from work import count_calls

from skipgraph.networks import fc_log_densenet_spec, log_densenet_spec, resnet_cifar_spec
from skipgraph.patterns import (
    chain,
    densenet,
    fc_log_densenet,
    fc_log_densenet_v2,
    log_densenet,
    log_densenet_v2,
    resnet_cifar,
)
from skipgraph.plan import Images, NetworkSpec, plan_network, stems
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import contract

SIZE = (352, 480)


def test_the_published_fc_log_densenet():
    topology = fc_log_densenet(5, layers=CAMVID, early="first_end")
    ends = [topology.labels.index(sum(CAMVID[: block + 1])) for block in range(len(CAMVID))]
    plan = plan_network(with_heads(topology, ends), fc_log_densenet_spec(image_size=SIZE))
    # recounted from the authors' code, with a prediction at the end of each block; 4.7M published
    assert plan.n_parameters == 4_060_825
    one = plan_network(topology, fc_log_densenet_spec(image_size=SIZE))
    head = next(step for step in one.steps if step.kind == "head")
    assert (one.macs - head.macs) / 1e9 == pytest.approx(70.50, abs=5e-3)


@pytest.mark.parametrize(("blocks", "size"), [((1, 2, 1), (64, 32)), ((3, 1, 2, 5, 4), (64, 64)), (CAMVID, SIZE)])
def test_fc_log_densenets_against_lists_of_channels(blocks, size):
    spec = fc_log_densenet_spec(growth_rate=8, image_size=size)
    one = plan_network(fc_log_densenet(len(blocks) // 2, layers=blocks, early="first_end"), spec)
    expected, _ = fc_log_densenet_bill(blocks, 8, 24, size, first_end=True)
    assert (one.n_parameters, one.macs) == (expected.parameters, expected.macs)
    two = plan_network(fc_log_densenet_v2(len(blocks) // 2, layers=blocks), spec)
    expected = fc_log_densenet_v2_bill(blocks, 8, 24, size)
    assert (two.n_parameters, two.macs) == (expected.parameters, expected.macs)


def test_moves_without_transition_nodes_cost_the_same():
    spec = fc_log_densenet_spec(growth_rate=4, image_size=(32, 16))
    nodes = fc_log_densenet(3, layers=(2, 3, 1, 4, 2, 2, 3))
    one, other = plan_network(nodes, spec), plan_network(contract(nodes, NodeKind.TRANSITION), spec)
    assert (one.n_parameters, one.macs, len(one.steps)) == (other.n_parameters, other.macs, len(other.steps))


def test_compressed_maps_of_log_densenet_v2():
    spec = log_densenet_spec(growth_rate=16)
    shapes = {step.key: step.shape for step in plan_network(log_densenet_v2(36, blocks=(12,) * 3), spec).steps}
    # the input keeps its 2 * 16 channels, 12 layers of 16 become 16 * (1 + floor(log2(37)))
    assert shapes["node_c2"] == (32 + 96, 16, 16)
    assert shapes["node_c3"] == (32 + 96 + 96, 8, 8)
    few = plan_network(log_densenet_v2(36, blocks=(3, 13, 20)), spec)
    assert {step.key: step.shape for step in few.steps}["node_new2"] == (3 * 16, 16, 16)


def test_a_published_log_densenet_moves_each_feature():
    plan = plan_network(log_densenet(36, blocks=(12,) * 3), log_densenet_spec(growth_rate=16))
    # counted with the authors' code
    assert sum(step.kind == "transition" for step in plan.steps) == 34
    moves = [step.n_parameters for step in plan.steps if step.kind == "transition"]
    assert set(moves) == {16 * 16 + 32, 32 * 32 + 64}
    joins = [16 * len(row) + 16 * (0 in row) for row in map(log_densenet(36).reads, range(1, 37))]
    layers = sum(2 * join + 64 * join + 2 * 64 + 9 * 64 * 16 for join in joins)
    assert plan.n_parameters == 27 * 32 + layers + sum(moves) + 2 * (joins[-1] + 16) + (joins[-1] + 16 + 1) * 10


def test_a_resnet_costs_its_depth():
    few, many = (plan_network(resnet_cifar(6 * n + 2), resnet_cifar_spec()) for n in (10, 20))
    assert len(many.steps) < 2 * len(few.steps)
    assert many.peak_inference_bytes == few.peak_inference_bytes


def test_a_plan_is_as_much_work_as_there_are_edges():
    def bill(topology):
        plan = plan_network(topology, NetworkSpec())
        return plan.peak_training_bytes, plan.peak_inference_bytes

    small, large = log_densenet(250), log_densenet(1000)
    few, many = (count_calls(bill, topology)[0] for topology in (small, large))
    assert many / few < 1.2 * large.n_edges / small.n_edges


def test_a_chain_needs_no_more_for_more_layers():
    # the most is at the head: the concat of two features of 4 channels and its normalized copy
    plan = plan_network(chain(20), NetworkSpec(growth_rate=4, input=Images(size=(8, 8)), stem=stems.Conv(channels=4)))
    assert plan.peak_inference_bytes == 4 * 4 * 64 * 4


def test_concat_bytes_grow_with_the_square():
    spec = NetworkSpec(growth_rate=2, input=Images(size=(8, 8)), stem=stems.Conv(channels=2))
    # layer i joins i features for i > 1, the head joins 11
    assert plan_network(densenet(10), spec).concat_bytes == (sum(range(2, 11)) + 11) * 2 * 64 * 4


def test_table_and_rows():
    plan = plan_network(densenet(3), NetworkSpec(growth_rate=4))
    text = str(plan)
    assert len(text.splitlines()) == len(plan.program) + 3
    assert f"{plan.n_parameters:,} parameters" in text
    rows = plan.rows()
    keys = [row["key"] for row in rows]
    assert keys == ["node0", "node1", "join2_node2", "node2", "join3_node3", "node3", "head"]
    assert sum(row["parameters"] for row in rows) == plan.n_parameters
    assert sum(row["macs"] for row in rows) == plan.macs
    assert rows[5]["joined_shape"] == (16, 32, 32)
    assert rows[0]["last_use"] == 2


def test_dead_nodes_are_left_out_and_named():
    plan = plan_network(Topology.from_reads([[], [0], [0], [2]], labels=["in", "dead", "a", "b"]), NetworkSpec())
    assert plan.dead_nodes == (1,)
    assert "node_dead" not in {step.key for step in plan.steps}
    assert "'dead'" in str(plan)
