import time

import pytest

from skipgraph.patterns import chain, densenet, fc_densenet_layout, log_densenet
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.plan.operations import BatchNorm
from skipgraph.topology import Aggregation, NodeKind, Topology


def cifar_resnet(n_blocks):
    """Three stages of `n_blocks` residual blocks."""
    kinds, stages, aggregations, reads = [NodeKind.INPUT], [0], [Aggregation.CONCAT], [[]]
    for block in range(3 * n_blocks):
        total = 2 * block
        kinds += [NodeKind.LAYER, NodeKind.MERGE]
        stages += [block // n_blocks] * 2
        aggregations += [Aggregation.CONCAT, Aggregation.SUM]
        reads += [[total], [total, total + 1]]
    return Topology.from_reads(reads, kinds=kinds, stages=stages, aggregations=aggregations)


# recounted from the authors' code; published: 1.0M, 7.0M, 0.8M, 7,978,856
@pytest.mark.parametrize(
    ("topology", "spec", "n_parameters", "mega_macs"),
    [
        (densenet(36, blocks=(12,) * 3), NetworkSpec.densenet(), 1_019_722, 264.8),
        (densenet(96, blocks=(32,) * 3), NetworkSpec.densenet(), 6_979_642, 1770),
        (densenet(48, blocks=(16,) * 3), NetworkSpec.densenet_bc(), 769_162, 287.9),
        (densenet(58, blocks=(6, 12, 24, 16)), NetworkSpec.densenet_imagenet(), 7_978_856, 2834),
    ],
    ids=["40-12", "100-12", "BC-100-12", "121"],
)
def test_published_densenets(topology, spec, n_parameters, mega_macs):
    plan = plan_network(topology, spec)
    assert plan.n_parameters == n_parameters
    assert plan.macs / 1e6 == pytest.approx(mega_macs, rel=5e-4)


# recounted from the authors' code; published: 0.27M, 0.85M, 1.7M
@pytest.mark.parametrize(("n_blocks", "n_parameters"), [(3, 269_722), (9, 853_018), (18, 1_727_962)])
def test_published_resnets(n_blocks, n_parameters):
    assert plan_network(cifar_resnet(n_blocks), NetworkSpec.resnet_cifar()).n_parameters == n_parameters


# with two statistics for each channel of a norm, as published: 1.4M, 3.5M and 9.4M
@pytest.mark.parametrize(
    ("depth", "n_parameters", "with_statistics", "giga_macs"),
    [(56, 1_376_795, 1_397_963, 30.03), (67, 3_463_243, 3_502_923, 70.38), (103, None, 9.4e6, None)],
)
def test_published_fc_densenets(depth, n_parameters, with_statistics, giga_macs):
    plan = plan_network(fc_densenet_layout(depth), NetworkSpec.fc_densenet(image_size=(352, 480)))
    operations = [operation for step in plan.steps for _, operation in step.operations]
    channels = sum(operation.channels for operation in operations if isinstance(operation, BatchNorm))
    if n_parameters is None:  # recounted from the authors' code for the other two only
        assert plan.n_parameters + 2 * channels == pytest.approx(with_statistics, abs=5e4)
        return
    assert plan.n_parameters == n_parameters
    assert plan.n_parameters + 2 * channels == with_statistics
    assert plan.macs / 1e9 == pytest.approx(giga_macs, abs=5e-3)


def test_a_resnet_costs_its_depth():
    few, many = (plan_network(cifar_resnet(n), NetworkSpec.resnet_cifar()) for n in (10, 20))
    assert len(many.steps) < 2 * len(few.steps)
    assert many.peak_inference_bytes == few.peak_inference_bytes


def test_a_thousand_layers_in_a_second():
    topology = log_densenet(1000)
    start = time.perf_counter()
    plan = plan_network(topology, NetworkSpec())
    assert plan.peak_training_bytes > plan.peak_inference_bytes > 0
    assert time.perf_counter() - start < 1


def test_a_chain_needs_no_more_for_more_layers():
    # the most is at the head: the concat of two features of 4 channels and its normalized copy
    plan = plan_network(chain(20), NetworkSpec(growth_rate=4, stem_channels=4, image_size=(8, 8)))
    assert plan.peak_inference_bytes == 4 * 4 * 64 * 4


def test_concat_bytes_grow_with_the_square():
    spec = NetworkSpec(growth_rate=2, stem_channels=2, image_size=(8, 8))
    # layer i joins i features for i > 1, the head joins 11
    assert plan_network(densenet(10), spec).concat_bytes == (sum(range(2, 11)) + 11) * 2 * 64 * 4


def test_table_and_rows():
    plan = plan_network(densenet(3), NetworkSpec(growth_rate=4))
    text = str(plan)
    assert len(text.splitlines()) == len(plan.steps) + 3
    assert f"{plan.n_parameters:,} parameters" in text
    rows = plan.rows()
    assert [row["key"] for row in rows] == ["node0", "node1", "node2", "node3", "head"]
    assert sum(row["parameters"] for row in rows) == plan.n_parameters
    assert sum(row["macs"] for row in rows) == plan.macs
    assert rows[3]["joined_shape"] == (16, 32, 32)
    assert rows[0]["last_use"] == 4


def test_dead_nodes_are_left_out_and_named():
    plan = plan_network(Topology.from_reads([[], [0], [0], [2]], labels=["in", "dead", "a", "b"]), NetworkSpec())
    assert plan.dead_nodes == (1,)
    assert "node_dead" not in {step.key for step in plan.steps}
    assert "'dead'" in str(plan)
