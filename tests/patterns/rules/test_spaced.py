"""Hubs on every q-th node: distance and edges follow from both parts."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import max_backprop_distance
from skipgraph.patterns import count_spaced_edges, spaced


@pytest.mark.parametrize("spacing", [2, 3, 5, 9])
@pytest.mark.parametrize("hops", [1, 2, 3])
def test_distance_and_edges(spacing, hops):
    for n_layers in (1, 2, 8, 9, 10, 36, 90):
        t = spaced(n_layers, spacing=spacing, hops=hops)
        assert max_backprop_distance(t) <= hops + 2 * (spacing - 1)
        assert t.n_edges == count_spaced_edges(n_layers, spacing, hops)


def test_only_spaced_nodes_have_skips():
    t = spaced(40, spacing=4, hops=2)
    skips = [(j, i) for j, i in t.edges().tolist() if i - j > 1]
    assert skips
    assert all(j % 4 == 0 and i % 4 == 0 for j, i in skips)


def test_spacing_is_checked():
    with pytest.raises(ArgumentError, match="spacing must be an integer of at least 2, got 1"):
        spaced(5, spacing=1)
