"""What a sketch keeps of the nodes drawn into it."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import hyper_connections
from skipgraph.patterns.sketch import MAX_SKETCHED_EDGES, Sketch, check_sketch
from skipgraph.topology import Aggregation, NodeKind


def finished(sketch):
    return sketch.finish(hyper_connections, {"n_layers": 1, "n_streams": 2}, "A paper, 2000")


def test_nodes_stand_at_the_stage_of_what_they_read_first():
    sketch = Sketch()
    down = sketch.transition("down", 0, stage=2)
    layer = sketch.layer("a", down)
    assert sketch.stages[layer] == 2
    assert sketch.stages[sketch.merge("m", down, layer, aggregation=Aggregation.SUM)] == 2
    t = finished(sketch)
    assert t.stages.tolist() == [0, 2, 2, 2]
    assert t.kinds.tolist() == [NodeKind.INPUT, NodeKind.TRANSITION, NodeKind.LAYER, NodeKind.MERGE]
    assert t.name == "hyper_connections(n_streams=2)"


def test_weights_go_with_their_edges_in_whatever_order_they_are_given():
    sketch = Sketch()
    first = sketch.layer("a", 0)
    sketch.add(NodeKind.MERGE, "m", (first, 0), aggregation=Aggregation.WEIGHTED, weights=(0.25, 0.75))
    t = finished(sketch)
    assert t.edges().tolist() == [[0, 1], [0, 2], [1, 2]]
    assert t.edge_attributes["initial_weight"] == (None, 0.75, 0.25)


def test_attributes_are_none_where_a_node_has_none():
    sketch = Sketch({"width": 16})
    sketch.layer("a", 0)
    sketch.layer("b", 0, attributes={"width": 4, "dilation": 2})
    t = finished(sketch)
    assert dict(t.node_attributes) == {"width": (16, None, 4), "dilation": (None, None, 2)}


def test_too_many_edges_are_refused_by_name_and_number():
    check_sketch("p", "n_levels", 7, MAX_SKETCHED_EDGES)
    with pytest.raises(ArgumentError, match="p with n_levels 7 would have about"):
        check_sketch("p", "n_levels", 7, MAX_SKETCHED_EDGES + 1)
