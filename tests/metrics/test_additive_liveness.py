"""Live tensors where readers add, against matchings of networkx."""

import networkx as nx
from hypothesis import given
from strategies import topologies

from skipgraph.metrics import (
    additive_live_counts,
    live_counts,
    max_additive_live_count,
)


@given(topologies())
def test_additive_counts_are_largest_matchings(topology):
    counts = additive_live_counts(topology).tolist()
    assert max_additive_live_count(topology) == max(counts)
    for cut, count in enumerate(counts):
        crossing = [(("source", j), ("reader", i)) for j, i in topology.edges().tolist() if j <= cut < i]
        graph = nx.Graph(crossing)
        matching = nx.bipartite.maximum_matching(graph, top_nodes={source for source, _ in crossing})
        assert count == len(matching) // 2
    assert (additive_live_counts(topology) <= live_counts(topology)).all()
