"""A choice that is added by its name alone is refused everywhere; it never becomes another choice's network."""

from dataclasses import dataclass, replace

import pytest

from skipgraph.cli.parse_spec import make_spec
from skipgraph.errors import ArgumentError, PlanError
from skipgraph.plan import (
    Block,
    Head,
    NetworkSpec,
    Operation,
    Stem,
    Transition,
    Transport,
    blocks,
    plan_network,
    stems,
    transitions,
)
from skipgraph.plan.resizing import coarser
from skipgraph.topology import Topology

PAIR = Topology.from_reads([[], [0]])


@pytest.mark.parametrize("base", [Block, Stem, Head, Transition, Transport, Operation])
def test_a_part_without_operations_cannot_be_made(base):
    half_added = dataclass(frozen=True)(type("HalfAdded", (base,), {}))
    with pytest.raises(TypeError, match="abstract"):
        half_added()


@pytest.mark.parametrize("field", ["stem", "block", "transition", "transport", "head", "input"])
def test_an_unknown_name_is_refused(field):
    with pytest.raises(ArgumentError, match=f"{field} must be one of"):
        make_spec(None, [f"{field}=half_added"], options={})
    with pytest.raises(ArgumentError, match=f"{field} must be a"):
        NetworkSpec(**{field: "half_added"})


def test_an_unknown_block_of_a_node_is_refused():
    topology = replace(PAIR, node_attributes={"block": [None, "half_added"]})
    with pytest.raises(PlanError, match="node 1 has block 'half_added': must be one of"):
        plan_network(topology, NetworkSpec())


def test_a_word_without_a_branch_is_refused():
    with pytest.raises(AssertionError, match="unreachable"):
        coarser("half_added", 4, 1)
    for part, field in ((transitions.NormReluConv, "pooling"), (stems.TwoConvs, "pooling")):
        with pytest.raises(ArgumentError, match=f"{field} must be one of"):
            part(**{field: "half_added"})


def test_an_unknown_aggregation_has_no_bill():
    step = plan_network(Topology.from_reads([[], [0], [0, 1]]), NetworkSpec(block=blocks.Basic())).steps[2]
    for name in ("join_weights", "n_parameters", "join_saves_reads"):
        with pytest.raises(AssertionError, match="unreachable"):
            getattr(replace(step, aggregation="max"), name)
