"""Hyper-connections: the literal view multiplied out gives the unrolled one."""

import numpy as np
import pytest

from skipgraph.patterns import densenet, hyper_connections
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


def weight_matrix(topology):
    """W[i, j], the weight by which node i starts to read node j; 1 where none is stated."""
    matrix = np.zeros((topology.n_nodes, topology.n_nodes))
    column = topology.edge_attributes["initial_weight"]
    for (source, target), weight in zip(topology.edges().tolist(), column, strict=True):
        matrix[target, source] = 1.0 if weight is None else weight
    return matrix


@pytest.mark.parametrize("n_layers", [1, 2, 5, 8])
@pytest.mark.parametrize("n_streams", [1, 2, 4])
def test_at_first_it_is_a_residual_network(n_layers, n_streams):
    t = hyper_connections(n_layers, n_streams=n_streams)
    matrix = weight_matrix(t)
    layers = t.nodes_of_kind(NodeKind.LAYER)
    keep = np.concatenate([[0], layers])
    # sum the products of weights over all paths whose inner nodes are merges
    through = matrix.copy()
    through[:, keep] = 0
    total = np.linalg.solve(np.eye(t.n_nodes) - through, matrix)[np.ix_(layers, keep)]
    assert total == pytest.approx(np.tril(np.ones((n_layers, n_layers + 1))))
    # the output is the sum of n equal streams
    assert matrix[-1].sum() == (n_streams if n_layers else 1)


@pytest.mark.parametrize("n_streams", [1, 3, 4])
@pytest.mark.parametrize("n_layers", [1, 2, 6])
def test_counts(n_layers, n_streams):
    t = hyper_connections(n_layers, n_streams=n_streams)
    assert t.n_layers == n_layers
    assert t.nodes_of_kind(NodeKind.MERGE).size == n_layers * n_streams + 1
    per_layer = n_streams + n_streams * (n_streams + 1)
    assert t.n_edges == 1 + 2 * n_streams + (n_layers - 1) * per_layer + n_streams


@pytest.mark.parametrize("n_layers", [1, 2, 6])
def test_the_unrolled_view_is_complete(n_layers):
    t = hyper_connections(n_layers, view="unrolled")
    assert t.edges().tolist() == densenet(n_layers).edges().tolist()
    assert set(t.aggregations[1:].tolist()) == {Aggregation.WEIGHTED}
    literal = contract(hyper_connections(n_layers), NodeKind.MERGE)
    assert literal.edges().tolist() == t.edges().tolist()


def test_layers_start_with_one_stream_each_in_turn():
    t = hyper_connections(6, n_streams=3)
    matrix = weight_matrix(t)
    for layer in range(2, 7):
        node = t.labels.index(layer)
        (first,) = np.flatnonzero(matrix[node]).tolist()
        assert matrix[node, first] == 1.0
        assert t.labels[first] == f"h{layer - 1}.{(layer - 1) % 3 + 1}"
        assert len(t.reads(node)) == 3
