"""Centralities against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import betweenness_centrality, katz_centrality, max_betweenness, max_pagerank, pagerank
from skipgraph.topology import Topology


def directed(topology):
    graph = nx.DiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_edges_from(topology.edges().tolist())
    return graph


def column(scores, topology):
    return [scores[node] for node in range(topology.n_nodes)]


@given(topologies(), st.floats(0.05, 0.9))
def test_katz_is_that_of_networkx(topology, damping):
    graph = directed(topology)
    expected = [1] if len(graph) == 1 else column(nx.katz_centrality_numpy(graph, alpha=damping), topology)
    np.testing.assert_allclose(katz_centrality(topology, damping=damping), expected, rtol=1e-7)


@given(topologies(), st.floats(0, 1))
def test_pagerank_is_that_of_networkx(topology, damping):
    expected = column(nx.pagerank(directed(topology), alpha=damping, tol=1e-13, max_iter=1000), topology)
    np.testing.assert_allclose(pagerank(topology, damping=damping), expected, atol=1e-9)


@given(topologies())
def test_betweenness_is_that_of_networkx(topology):
    expected = column(nx.betweenness_centrality(directed(topology)), topology)
    np.testing.assert_allclose(betweenness_centrality(topology), expected, atol=1e-12)


@given(topologies())
def test_largest_are_the_largest(topology):
    assert max_pagerank(topology) == pagerank(topology).max()
    assert max_betweenness(topology) == betweenness_centrality(topology).max()


def test_a_hub_is_between_everything():
    n_sides = 10
    reads = [[], *([0] for _ in range(n_sides)), range(n_sides + 1), *([n_sides + 1] for _ in range(n_sides))]
    topology = Topology.from_reads(reads)
    assert betweenness_centrality(topology).argmax() == n_sides + 1
    n_nodes = topology.n_nodes
    assert max_betweenness(topology) == pytest.approx((n_sides + 1) * n_sides / ((n_nodes - 1) * (n_nodes - 2)))


def test_bad_damping_is_named():
    topology = Topology.from_reads([[], [0]])
    with pytest.raises(ArgumentError, match="damping 0: must be a positive number"):
        katz_centrality(topology, damping=0)
    with pytest.raises(ArgumentError, match=r"damping 1\.2: must lie in 0\.\.1"):
        pagerank(topology, damping=1.2)
