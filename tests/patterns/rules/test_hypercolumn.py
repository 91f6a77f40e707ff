"""Hypercolumns: every stage feeds the end."""

import pytest

from skipgraph import metrics
from skipgraph.patterns import hypercolumn
from skipgraph.topology import Aggregation, NodeKind


@pytest.mark.parametrize(("n_levels", "depth"), [(1, 1), (3, 2), (5, 3)])
def test_every_stage_is_near_the_end(n_levels, depth):
    t = hypercolumn(n_levels, layers_per_level=depth)
    assert t.n_layers == n_levels * depth
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == 2 * (n_levels - 1)
    end = t.n_nodes - 1
    assert (t.labels[end], int(t.aggregations[end]), int(t.stages[end])) == ("hypercolumn", Aggregation.CONCAT, 0)
    row = metrics.backprop_distances(t)[end]
    # the end of each stage is one free step away, the layer before it one layer further
    for layer, node in enumerate(t.nodes_of_kind(NodeKind.LAYER).tolist()):
        assert row[node] == depth - 1 - layer % depth
    # along each path down and straight up again
    assert metrics.path_lengths(t) == {depth * level: 1 for level in range(1, n_levels + 1)}
