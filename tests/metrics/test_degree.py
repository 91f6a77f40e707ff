"""Degrees against networkx."""

import oracles
from hypothesis import given
from strategies import topologies

from skipgraph.metrics import (
    in_degrees,
    out_degrees,
)


@given(topologies())
def test_degrees_are_those_of_networkx(topology):
    graph = oracles.weighted_digraph(topology)
    nodes = range(topology.n_nodes)
    assert in_degrees(topology).tolist() == [graph.in_degree(node) for node in nodes]
    assert out_degrees(topology).tolist() == [graph.out_degree(node) for node in nodes]
