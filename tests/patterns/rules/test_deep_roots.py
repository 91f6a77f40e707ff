"""Deep Roots: groups halve, and save edges of channels but no depth."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import deep_roots


@pytest.mark.parametrize(
    ("shape", "n_groups", "counts"),
    [
        ("root", 8, [8, 4, 2, 1, 1]),
        ("tree", 8, [1, 1, 2, 4, 8]),
        ("column", 8, [8] * 5),
        ("root", 6, [6, 3, 1, 1, 1]),
        ("root", 1, [1] * 5),
    ],
)
def test_groups_of_each_block(shape, n_groups, counts):
    t = deep_roots(5, n_groups=n_groups, shape=shape)
    assert [len(t.reads(t.labels.index(str(block)))) for block in range(1, 6)] == counts
    assert t.n_layers == sum(counts) + 5
    assert t.n_edges == 2 * sum(counts)
    shares = [share for share in t.node_attributes["input_share"] if share is not None]
    assert sum(shares) == pytest.approx(5)  # each block sees all channels once


@pytest.mark.parametrize("n_blocks", [1, 3, 8])
def test_distances_are_those_of_the_chain(n_blocks):
    t = deep_roots(n_blocks)
    assert list(metrics.path_lengths(t)) == [2 * n_blocks]
    assert metrics.max_backprop_distance(t) == 2 * n_blocks


def test_an_unknown_shape_is_refused():
    with pytest.raises(ArgumentError, match="shape must be one of root, column, tree, got 'bush'"):
        deep_roots(3, shape="bush")
