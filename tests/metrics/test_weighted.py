"""Weighted distances against Dijkstra."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import backprop_distances, edge_weighted_distances, weighted_distances
from skipgraph.metrics.sweep import entering_costs
from skipgraph.topology import Topology


@given(topologies(), st.data())
def test_agrees_with_dijkstra(topology, data):
    costs = data.draw(st.lists(st.integers(0, 9), min_size=topology.n_nodes, max_size=topology.n_nodes))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_weighted_edges_from((j, i, costs[i]) for j, i in topology.edges().tolist())
    expected = np.full((topology.n_nodes, topology.n_nodes), np.inf)
    for j, row in nx.all_pairs_dijkstra_path_length(graph):
        for i, distance in row.items():
            expected[i, j] = distance
    np.testing.assert_array_equal(weighted_distances(topology, costs), expected)


@given(topologies(), st.data())
def test_costs_of_edges_agree_with_dijkstra(topology, data):
    costs = data.draw(st.lists(st.integers(0, 9), min_size=topology.n_edges, max_size=topology.n_edges))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_weighted_edges_from((j, i, cost) for (j, i), cost in zip(topology.edges().tolist(), costs, strict=True))
    expected = np.full((topology.n_nodes, topology.n_nodes), np.inf)
    for j, row in nx.all_pairs_dijkstra_path_length(graph):
        for i, distance in row.items():
            expected[i, j] = distance
    if topology.n_edges:
        weighted = replace(topology, edge_attributes={"ms": costs})
        np.testing.assert_array_equal(edge_weighted_distances(weighted, "ms"), expected)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1, None], r"the edge from node 1 to node 2 has ms None: must be a finite number of at least 0"),
        ([-1, 0], r"the edge from node 0 to node 1 has ms -1: must be a finite"),
        ([1, "2"], r"has ms '2': must be a finite"),
        ([True, 2], r"has ms True: must be a finite"),
        ([1, float("nan")], r"has ms nan: must be a finite"),
    ],
)
def test_bad_costs_of_edges_are_named(column, message):
    topology = Topology([0, 0, 1, 2], [0, 1], edge_attributes={"ms": column})
    with pytest.raises(ArgumentError, match=message):
        edge_weighted_distances(topology, "ms")


def test_an_attribute_that_no_edge_has_is_named():
    with pytest.raises(ArgumentError, match="has no edge attribute 'ms': it has none"):
        edge_weighted_distances(Topology.from_reads([[], [0]]), "ms")
    topology = Topology([0, 0, 1], [0], edge_attributes={"weight": [1], "cost": [2]})
    with pytest.raises(ArgumentError, match="has no edge attribute 'ms': it has 'cost', 'weight'"):
        edge_weighted_distances(topology, "ms")


@given(topologies())
def test_layers_of_cost_one_are_backprop_distances(topology):
    expected = backprop_distances(topology).astype(float)
    expected[expected == 255] = np.inf
    np.testing.assert_array_equal(weighted_distances(topology, entering_costs(topology)), expected)


@pytest.mark.parametrize(
    ("costs", "message"),
    [
        ([1, 2], r"costs must hold 3 values, one for each node, got shape \(2,\)"),
        ([0, -1.5, 0], r"cost -1\.5 of node 1: must be finite and at least 0"),
        ([0, 0, float("nan")], r"cost nan of node 2"),
    ],
)
def test_bad_costs_are_named(costs, message):
    with pytest.raises(ArgumentError, match=message):
        weighted_distances(Topology.from_reads([[], [0], [1]]), costs)
