"""Clustering and path length against networkx, and what the random graphs must keep."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import average_path_length, clustering_coefficient, small_world, small_world_sigma
from skipgraph.metrics.small_worldness import _exchange_ends
from skipgraph.topology import Topology


def undirected(topology):
    graph = nx.Graph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_edges_from(topology.edges().tolist())
    return graph


@given(topologies())
def test_clustering_and_path_length_are_those_of_networkx(topology):
    graph = undirected(topology)
    assert clustering_coefficient(topology) == pytest.approx(nx.average_clustering(graph))
    if topology.n_nodes > 1 and nx.is_connected(graph):
        assert average_path_length(topology) == pytest.approx(nx.average_shortest_path_length(graph))
    else:
        with pytest.raises(ArgumentError, match=r"one node|is not connected"):
            average_path_length(topology)


@given(topologies(), st.integers(0, 9))
def test_random_graphs_keep_every_degree(topology, seed):
    edges = _exchange_ends(topology.edges(), topology.n_nodes, np.random.default_rng(seed))
    graph = nx.Graph(edges.tolist())
    assert graph.number_of_edges() == topology.n_edges  # no two edges became one
    assert nx.number_of_selfloops(graph) == 0
    degrees = dict(undirected(topology).degree())
    assert dict(graph.degree()) == {node: degree for node, degree in degrees.items() if degree}


def test_random_graphs_are_random():
    lattice = Topology.from_reads([j for j in range(i) if i - j in (1, 2, 3)] for i in range(100))
    found = small_world(lattice, seed=0)
    # a lattice is clustered and long, a random graph of the same degrees is neither
    assert found.clustering > 0.55
    assert found.random_clustering < 0.15
    assert found.path_length > 2 * found.random_path_length
    again = small_world(lattice, seed=np.random.default_rng(0))
    assert found == again
    assert (
        small_world_sigma(lattice, seed=0)
        == found.sigma
        == pytest.approx((found.clustering / found.random_clustering) / (found.path_length / found.random_path_length))
    )
    assert small_world(lattice, seed=1) != found


def test_rewiring_a_ring_makes_a_small_world():
    # Watts and Strogatz 1998: a few random links shorten paths long before they break clusters
    ring = nx.watts_strogatz_graph(200, 8, 0.05, seed=1)
    topology = Topology.from_reads(
        [j for j in range(i) if ring.has_edge(i, j)] or [max(0, i - 1)] * (i > 0) for i in range(200)
    )
    assert small_world_sigma(topology, seed=0) > 5


def test_a_tree_has_no_sigma_and_a_complete_graph_has_one():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 12))])
    assert np.isnan(small_world_sigma(chain, seed=0)) or small_world_sigma(chain, seed=0) == 0
    assert small_world_sigma(Topology.from_reads(range(i) for i in range(12)), seed=0) == 1


def test_the_global_generator_does_not_move():
    state = np.random.get_state()[1].copy()  # noqa: NPY002  # the global generator must not move
    small_world(Topology.from_reads(range(i) for i in range(9)), seed=3)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002  # likewise


def test_bad_arguments_are_named():
    with pytest.raises(ArgumentError, match="n_random must be a whole number from 1 to 10000, got 0"):
        small_world(Topology.from_reads([[], [0]]), seed=0, n_random=0)
