"""Spectral numbers against networkx and closed forms."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import algebraic_connectivity, effective_resistance, spectral_gap
from skipgraph.topology import NodeKind, Topology


def undirected(topology):
    graph = nx.Graph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_edges_from(topology.edges().tolist())
    return graph


@given(topologies())
def test_eigenvalues_are_those_of_networkx(topology):
    assume(topology.n_nodes > 1)
    graph = undirected(topology)
    laplacian = np.sort(np.linalg.eigvalsh(nx.laplacian_matrix(graph).toarray().astype(float)))
    normalized = np.sort(np.linalg.eigvalsh(nx.normalized_laplacian_matrix(graph).toarray()))
    assert algebraic_connectivity(topology) == pytest.approx(max(0, laplacian[1]), abs=1e-9)
    assert spectral_gap(topology) == pytest.approx(max(0, normalized[1]), abs=1e-9)
    assert (algebraic_connectivity(topology) > 1e-9) == (spectral_gap(topology) > 1e-9) == nx.is_connected(graph)


@given(topologies())
def test_resistance_is_that_of_networkx(topology):
    graph, last = undirected(topology), topology.n_nodes - 1
    if last == 0:
        assert effective_resistance(topology) == 0
    elif not nx.has_path(graph, 0, last):
        assert effective_resistance(topology) == float("inf")
    else:
        part = graph.subgraph(nx.node_connected_component(graph, 0))
        assert effective_resistance(topology) == pytest.approx(nx.resistance_distance(part, 0, last))
        assert effective_resistance(topology, source=last, target=0) == pytest.approx(effective_resistance(topology))


@pytest.mark.parametrize("n_layers", [1, 2, 7, 60])
def test_closed_forms(n_layers):
    n_nodes = n_layers + 1
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, n_nodes))])
    dense = Topology.from_reads(range(i) for i in range(n_nodes))
    assert algebraic_connectivity(chain) == pytest.approx(2 - 2 * np.cos(np.pi / n_nodes))
    assert spectral_gap(chain) == pytest.approx(1 - np.cos(np.pi / n_layers))
    assert effective_resistance(chain) == pytest.approx(n_layers)
    assert algebraic_connectivity(dense) == pytest.approx(n_nodes)
    assert spectral_gap(dense) == pytest.approx(n_nodes / n_layers)
    assert effective_resistance(dense) == pytest.approx(2 / n_nodes)


def test_parts_and_faults():
    parts = Topology.from_reads([[], [0], [], [2]], kinds=[0, 1, NodeKind.INPUT, 1])
    assert algebraic_connectivity(parts) == spectral_gap(parts) == pytest.approx(0)
    assert effective_resistance(parts) == float("inf")
    assert effective_resistance(parts, target=1) == pytest.approx(1)
    with pytest.raises(ArgumentError, match="has one node"):
        spectral_gap(Topology.from_reads([[]]))
    with pytest.raises(ArgumentError, match="unknown target 7"):
        effective_resistance(parts, target=7)
