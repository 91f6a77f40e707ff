"""Edge lengths against the list of edges."""

from hypothesis import given
from strategies import topologies

from skipgraph.metrics import (
    edge_length_histogram,
    edge_lengths,
)


@given(topologies())
def test_edge_lengths_follow_the_order_of_the_edges(topology):
    assert edge_lengths(topology).tolist() == [i - j for j, i in topology.edges().tolist()]


@given(topologies())
def test_length_histogram_counts_every_edge(topology):
    lengths = [i - j for j, i in topology.edges().tolist()]
    assert edge_length_histogram(topology).tolist() == [
        lengths.count(length) for length in range(max(lengths, default=0) + 1)
    ]
