"""Degrees and edge lengths against networkx."""

import networkx as nx
import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    count_redundant_edges,
    edge_length_histogram,
    edge_lengths,
    gini,
    in_degree_gini,
    in_degrees,
    out_degree_gini,
    out_degrees,
)
from skipgraph.topology import Topology


@given(topologies())
def test_degrees_are_those_of_networkx(topology):
    graph = oracles.weighted_digraph(topology)
    nodes = range(topology.n_nodes)
    assert in_degrees(topology).tolist() == [graph.in_degree(node) for node in nodes]
    assert out_degrees(topology).tolist() == [graph.out_degree(node) for node in nodes]


@given(topologies())
def test_edge_lengths_follow_the_order_of_the_edges(topology):
    assert edge_lengths(topology).tolist() == [i - j for j, i in topology.edges().tolist()]


@given(topologies())
def test_length_histogram_counts_every_edge(topology):
    lengths = [i - j for j, i in topology.edges().tolist()]
    assert edge_length_histogram(topology).tolist() == [
        lengths.count(length) for length in range(max(lengths, default=0) + 1)
    ]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(values):
    differences = [abs(a - b) for a in values for b in values]
    mean = np.mean(values)
    assert gini(values) == pytest.approx(np.mean(differences) / (2 * mean) if mean else 0)


def test_gini_of_regular_and_of_star():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 100))])
    star = Topology.from_reads([[], *([0] for _ in range(1, 100))])
    assert in_degree_gini(chain) == in_degree_gini(star) == pytest.approx(0.01)  # the input alone reads nothing
    assert out_degree_gini(chain) == pytest.approx(0.01)
    assert out_degree_gini(star) == pytest.approx(0.99)


@given(topologies())
def test_redundant_edges_are_outside_the_transitive_reduction(topology):
    graph = oracles.weighted_digraph(topology)
    assert count_redundant_edges(topology) == topology.n_edges - nx.transitive_reduction(graph).number_of_edges()


@pytest.mark.parametrize(("values", "message"), [([], "at least one value"), ([1, -2], "at least 0, got -2")])
def test_what_has_no_gini_is_named(values, message):
    with pytest.raises(ArgumentError, match=message):
        gini(values)
