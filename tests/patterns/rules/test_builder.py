"""What a builder keeps of the nodes drawn into it."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import hyper_connections
from skipgraph.patterns.rules._builder import MAX_LISTED_EDGES, TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind


def finished(builder):
    return builder.finish(hyper_connections, {"n_layers": 1, "n_streams": 2}, "A paper, 2000")


def test_nodes_stand_at_the_stage_of_what_they_read_first():
    builder = TopologyBuilder()
    down = builder.transition("down", 0, stage=2)
    layer = builder.layer("a", down)
    assert builder.stages[layer] == 2
    assert builder.stages[builder.merge("m", down, layer, aggregation=Aggregation.SUM)] == 2
    t = finished(builder)
    assert t.stages.tolist() == [0, 2, 2, 2]
    assert t.kinds.tolist() == [NodeKind.INPUT, NodeKind.TRANSITION, NodeKind.LAYER, NodeKind.MERGE]
    assert t.name == "hyper_connections(n_streams=2)"


def test_weights_go_with_their_edges_in_whatever_order_they_are_given():
    builder = TopologyBuilder()
    first = builder.layer("a", 0)
    builder.add(NodeKind.MERGE, "m", (first, 0), aggregation=Aggregation.WEIGHTED, weights=(0.25, 0.75))
    t = finished(builder)
    assert t.edges().tolist() == [[0, 1], [0, 2], [1, 2]]
    assert t.edge_attributes["initial_weight"] == (None, 0.75, 0.25)


def test_attributes_are_none_where_a_node_has_none():
    builder = TopologyBuilder({"width": 16})
    builder.layer("a", 0)
    builder.layer("b", 0, attributes={"width": 4, "dilation": 2})
    t = finished(builder)
    assert dict(t.node_attributes) == {"width": (16, None, 4), "dilation": (None, None, 2)}


def test_too_many_edges_are_refused_by_name_and_number():
    check_listed_edges("p", "n_levels", 7, MAX_LISTED_EDGES)
    with pytest.raises(ArgumentError, match="p with n_levels 7 would have about"):
        check_listed_edges("p", "n_levels", 7, MAX_LISTED_EDGES + 1)
