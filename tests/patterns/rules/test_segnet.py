"""SegNet is a chain: indices carry no gradient."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.patterns import chain, segnet
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize(("n_levels", "depths"), [(1, 1), (3, 1), (5, (2, 2, 3, 3, 3))])
def test_distances_are_those_of_the_chain(n_levels, depths):
    t = segnet(n_levels, layers_per_level=depths)
    joined = np.flatnonzero(np.isin(t.kinds, [NodeKind.INPUT, NodeKind.LAYER]))
    expected = metrics.backprop_distances(chain(t.n_layers))
    assert np.array_equal(metrics.backprop_distances(t)[np.ix_(joined, joined)], expected)
    assert contract(t, NodeKind.TRANSITION).edges().tolist() == chain(t.n_layers).edges().tolist()


def test_the_published_network():
    t = segnet(5, layers_per_level=(2, 2, 3, 3, 3))
    assert t.n_layers == 26
    layers = t.kinds == NodeKind.LAYER
    assert np.bincount(t.stages[layers]).tolist() == [4, 4, 6, 6, 6]
    unpooled = [by for by in t.node_attributes["pooled_by"] if by]
    assert unpooled == ["pool5", "pool4", "pool3", "pool2", "pool1"]
    assert set(unpooled) <= set(t.labels)
    # a pooling and the unpooling that uses its indices join the same two stages
    for node, by in enumerate(t.node_attributes["pooled_by"]):
        if by:
            pool = t.labels.index(by)
            assert t.stages[pool] == t.stages[node] + 1 == t.stages[t.reads(node)[0]]
