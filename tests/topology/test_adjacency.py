"""Conversion from and to adjacency matrices."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from scipy import sparse
from strategies import topologies

from skipgraph.errors import ArgumentError, TopologyError
from skipgraph.topology import from_adjacency, to_adjacency


@given(topologies(kinds=False))
def test_adjacency_is_the_transposed_of_networkx(topology):
    ours = to_adjacency(topology)
    assert ours.dtype == bool
    theirs = nx.to_numpy_array(topology.to_networkx(), dtype=np.dtype(bool))
    np.testing.assert_array_equal(ours.toarray(), theirs.T)
    assert from_adjacency(ours) == topology
    assert from_adjacency(ours.toarray()) == topology


def test_from_adjacency_takes_weights_and_stored_zeros():
    matrix = sparse.csr_array(([2.0, 0.0, -1.0, 1.0], ([1, 2, 2, 2], [0, 0, 1, 1])), shape=(3, 3))
    assert from_adjacency(matrix, name="m").edges().tolist() == [[0, 1]]
    assert from_adjacency(np.array([[0, 0], [0.5, 0]])).name == ""


@pytest.mark.parametrize("matrix", [np.zeros((2, 3)), np.zeros(3)])
def test_adjacency_must_be_square(matrix):
    with pytest.raises(ArgumentError, match="must be square, got shape"):
        from_adjacency(matrix)


def test_adjacency_upper_triangle_is_refused():
    with pytest.raises(TopologyError, match=r"node 1 reads \(2,\)"):
        from_adjacency([[0, 0, 0], [1, 0, 1], [1, 0, 0]])
