import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from strategies import topologies

from skipgraph.patterns import densenet, resnet
from skipgraph.plan import Images, NetworkPlan, NetworkSpec, heads, plan_network, stems
from skipgraph.plan.live_bytes import live_bytes_inference, live_bytes_training, tensor_bytes
from skipgraph.topology import Aggregation, NodeKind, Topology

SPEC = NetworkSpec(growth_rate=2, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


def n_additions(program):
    return sum(len(step.reads) - 1 for step in program if step.aggregation in (Aggregation.SUM, Aggregation.MEAN))


def terms(program, position):
    """What a step joins at last, by the keys of steps that are no shared joins, in order."""
    found = []
    for read, part in zip(program[position].reads, program[position].parts, strict=True):
        found += terms(program, read) if program[read].kind == "join" else [(program[read].key, part)]
    return found


def test_an_unrolled_resnet_adds_each_feature_once():
    for n_layers in (5, 10, 20):
        plan = plan_network(resnet(n_layers, view="unrolled"), SPEC)
        # layer i adds up i features; its sum is the one before and one feature
        assert n_additions(plan.steps) == n_layers * (n_layers - 1) / 2
        assert n_additions(plan.program) == n_layers - 1
    assert n_additions(plan_network(resnet(10), SPEC).program) == 10  # has its merges


def divisors(program, position):
    """What the sum that a mean reads is divided by on its way."""
    step = program[position]
    if len(step.reads) > 1:
        return [len(step.reads)] if step.aggregation == Aggregation.MEAN else []
    below = program[step.reads[0]]
    own = [operation.divisor for name, operation in below.operations if name == "scale"]
    return own if own or below.kind != "join" else divisors(program, step.reads[0])


def averaging(topology):
    """The topology with means for sums."""
    return Topology.from_reads(
        [topology.reads(node) for node in range(topology.n_nodes)],
        kinds=topology.kinds,
        stages=topology.stages,
        aggregations=np.where(topology.aggregations == Aggregation.SUM, Aggregation.MEAN, topology.aggregations),
    )


def test_means_go_on_from_sums():
    plan = plan_network(averaging(resnet(6, view="unrolled")), SPEC)
    assert n_additions(plan.program) == 5
    # the last mean is of all six; nobody goes on from it, but it is divided by six, not by two
    assert [step.key for step in plan.program if step.key.startswith("mean_")] == [f"mean_node{n}" for n in range(2, 7)]


def test_in_each_stage_sums_begin_anew():
    few, many = (plan_network(resnet(3 * n, view="unrolled", blocks=(n, n, n)), SPEC) for n in (4, 8))
    # a stage moves the features before it and adds up the moved ones, but its own layers add one each
    assert n_additions(many.program) < 2.2 * n_additions(few.program)
    assert n_additions(many.steps) > 3.8 * n_additions(few.steps)


def test_the_memory_of_a_running_sum_does_not_grow():
    few, many = (plan_network(resnet(n, view="unrolled"), SPEC) for n in (10, 40))
    assert many.peak_inference_bytes == few.peak_inference_bytes
    assert max(live_bytes_inference(many.steps)) > 3 * few.peak_inference_bytes


def test_layers_that_concatenate_alike_share_it():
    # two layers read the same; a third reads it in front of more, which saves nothing
    topology = Topology.from_reads([[], [0], [0, 1], [0, 1], [1, 2], [0, 3, 4]])
    plan = plan_network(topology, SPEC)
    assert [step.reads for step in plan.program if step.key == "join_node2"] == [(0, 1)]
    assert plan.concat_bytes == sum(tensor_bytes(plan.steps[at].joined_shape) for at in (2, 4, 5, 6))
    kept = plan_network(topology, SPEC, recompute="concat")
    assert kept.program == kept.steps


def test_a_concat_takes_the_place_of_its_features():
    plan = plan_network(densenet(20), SPEC)
    # each join is the one before and one feature: as many bytes are copied, a third less is alive
    assert all(len(step.reads) <= 2 for step in plan.program)
    apart = NetworkPlan(plan.topology, plan.spec, plan.steps, "concat")
    assert plan.concat_bytes == apart.concat_bytes
    assert plan.peak_inference_bytes == pytest.approx(apart.peak_inference_bytes * 2 / 3, rel=0.05)
    assert plan.peak_training_bytes == max(live_bytes_training(plan.steps))


def test_nothing_to_share():
    plan = plan_network(resnet(6), SPEC)
    assert plan.program == plan.steps


@settings(max_examples=100, deadline=None)
@given(topologies(max_nodes=12, stages=True))
def test_concats_that_begin_alike_take_no_more_memory(topology):
    plan = plan_network(reading_inputs(topology), NetworkSpec(growth_rate=2, input=Images(size=(64, 64))))
    if all(not step.key.startswith("join_") for step in plan.program):
        assert plan.peak_inference_bytes <= max(live_bytes_inference(plan.steps))


def test_a_feature_that_is_passed_on_is_one_tensor():
    # the merge 1 passes on what comes of 0 in its stage, so a concat of both takes twice what it is made of
    topology = Topology.from_reads(
        [[], [0], [0, 1], [0, 1, 2], [0], [3]],
        kinds=[NodeKind.INPUT, NodeKind.MERGE, NodeKind.TRANSITION, *[NodeKind.LAYER] * 3],
        stages=[0, 1, 0, 1, 0, 0],
    )
    plan = plan_network(topology, SPEC)
    assert plan.peak_inference_bytes <= max(live_bytes_inference(plan.steps))


def test_a_beginning_that_only_takes_memory_is_not_shared():
    # 3 and 6 both begin with 0 + 1, but 0 and 1 are alive until the end anyway
    added = Aggregation.SUM
    reads = [[], [0], [1], [0, 1, 2], [3], [4], [0, 1, 5], [0, 6], [1, 7], [8]]
    topology = Topology.from_reads(reads, aggregations=[0, 0, 0, added, 0, 0, added, 0, 0, added])
    plan = plan_network(topology, NetworkSpec(growth_rate=4, stem=stems.Conv(channels=4)))
    assert plan.program == plan.steps


@st.composite
def adding(draw):
    topology = reading_inputs(draw(topologies(max_nodes=10, stages=True)))
    aggregations = draw(
        st.lists(
            st.sampled_from([Aggregation.CONCAT, Aggregation.SUM, Aggregation.SUM, Aggregation.MEAN]),
            min_size=topology.n_nodes,
            max_size=topology.n_nodes,
        )
    )
    return Topology.from_reads(
        [topology.reads(node) for node in range(topology.n_nodes)],
        kinds=topology.kinds,
        stages=topology.stages,
        aggregations=aggregations,
    )


@settings(max_examples=150, deadline=None)
@given(adding())
def test_every_step_still_joins_the_same(topology):
    plan = plan_network(topology, NetworkSpec(growth_rate=2, input=Images(size=(64, 64)), stem=stems.Conv(channels=2)))
    program = plan.program
    places = {step.key: position for position, step in enumerate(program)}
    assert len(places) == len(program)
    for step in plan.steps:
        ours = program[places[step.key]]
        expected = [(plan.steps[read].key, part) for read, part in zip(step.reads, step.parts, strict=True)]
        assert terms(program, places[step.key]) == expected
        assert (ours.shapes, ours.operations, ours.aggregation) == (step.shapes, step.operations, step.aggregation)
        if step.aggregation == Aggregation.MEAN and len(step.reads) > 1:
            assert divisors(program, places[step.key]) == [len(step.reads)]
    assert n_additions(program) <= n_additions(plan.steps)
    assert all(read < position for position, step in enumerate(program) for read in step.reads)
    joins = [step.key for step in program if step.kind == "join"]
    readers = {key: sum(places[key] in step.reads for step in program) for key in joins}
    assert all(count > (0 if key.startswith("mean_") else 1) for key, count in readers.items())


def test_joins_of_other_weights_remain_apart():
    topology = dataclasses.replace(
        Topology.from_reads([[], [0], [0, 1], [0, 1], [2, 3]], aggregations=[0, 0, *[Aggregation.WEIGHTED] * 3]),
        edge_attributes={"initial_weight": [None, 1.0, 0.0, 0.0, 1.0, 0.5, 0.5]},
    )
    plan = plan_network(topology, SPEC)
    assert [step.kind for step in plan.program].count("join") == 0
    assert [step.initial_weights for step in plan.program[2:5]] == [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5)]
