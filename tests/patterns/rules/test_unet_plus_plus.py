"""UNet++ against its definition X(i, j), written out by hand for three levels."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import unet_plus_plus
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


def reads(topology):
    plain = contract(topology, NodeKind.TRANSITION)
    return {plain.labels[node]: {plain.labels[s] for s in plain.reads(node)} for node in range(1, plain.n_nodes)}


def test_three_levels():
    assert reads(unet_plus_plus(3)) == {
        "x0.0": {0},
        "x1.0": {"x0.0"},
        "x2.0": {"x1.0"},
        "x0.1": {"x0.0", "x1.0"},
        "x1.1": {"x1.0", "x2.0"},
        "x0.2": {"x0.0", "x0.1", "x1.1"},
    }


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8])
def test_counts(n):
    t = unet_plus_plus(n)
    assert t.n_layers == n * (n + 1) // 2
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == (n - 1) + n * (n - 1) // 2
    if n == 5:
        assert t.n_layers == 15
    # each X(i, j) reads j of its row and one from below; each X(i, 0) but the first one above
    assert contract(t, NodeKind.TRANSITION).n_edges == n + sum((n - j) * (j + 1) for j in range(1, n))


def test_every_column_of_the_finest_row_can_answer():
    t = unet_plus_plus(4, deep_supervision=True)
    outputs = t.nodes_of_kind(NodeKind.OUTPUT).tolist()
    assert [[t.labels[s] for s in t.reads(node)] for node in outputs] == [["x0.1"], ["x0.2"], ["x0.3"]]
    with pytest.raises(ArgumentError, match="deep_supervision must be True or False, got 1"):
        unet_plus_plus(4, deep_supervision=1)
