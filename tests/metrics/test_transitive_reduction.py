"""Redundant edges against the transitive reduction of networkx."""

import networkx as nx
import oracles
from hypothesis import given
from strategies import topologies

from skipgraph.metrics import (
    count_redundant_edges,
)


@given(topologies())
def test_redundant_edges_are_outside_the_transitive_reduction(topology):
    graph = oracles.weighted_digraph(topology)
    assert count_redundant_edges(topology) == topology.n_edges - nx.transitive_reduction(graph).number_of_edges()
