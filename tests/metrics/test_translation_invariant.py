"""Topologies that read by the same offsets everywhere: found, and answered without a matrix."""

import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.metrics import backprop_distances, distance_histogram, distances_by_gap, max_backprop_distance
from skipgraph.metrics.translation_invariant import distances_of_offsets, reading_offsets
from skipgraph.topology import NodeKind, Topology


def by_offsets(offsets, n_layers):
    return Topology.from_reads([i - d for d in offsets if d <= i] for i in range(n_layers + 1))


@given(st.sets(st.integers(1, 12), max_size=5), st.integers(0, 25))
def test_offsets_are_found_and_give_the_matrix(more_offsets, n_layers):
    offsets = {1, *more_offsets}
    topology = by_offsets(offsets, n_layers)
    found = reading_offsets(topology)
    assert found.tolist() == sorted(d for d in offsets if d <= n_layers)
    of_gap = distances_of_offsets(found, n_layers + 1)
    matrix = backprop_distances(topology)
    for i in range(n_layers + 1):
        assert matrix[i, : i + 1].tolist() == of_gap[i::-1].tolist()


@given(topologies())
def test_found_offsets_are_those_of_every_node(topology):
    found = reading_offsets(topology)
    plain = topology.kinds[0] == NodeKind.INPUT and (topology.kinds[1:] == NodeKind.LAYER).all()
    lengths = [sorted(i - j for j in topology.reads(i)) for i in range(topology.n_nodes)]
    same = plain and all(lengths[i] == [d for d in lengths[-1] if d <= i] for i in range(topology.n_nodes))
    assert (found is not None) == same


def test_sums_that_no_offsets_make_are_unjoined():
    assert distances_of_offsets(np.array([2, 5]), 9).tolist() == [0, -1, 1, -1, 2, 1, 3, 2, 4]


@pytest.mark.parametrize(("offsets", "mbd"), [([1, 3, 5, 6, 13, 14], 4), ([1, 4, 7, 16, 21, 57], 5)])
def test_an_optimal_stamp_base_has_its_distance(offsets, mbd):
    # a set of offsets whose sums of at most mbd elements reach every gap, found by exhaustive means
    reachable = {0}
    for _ in range(mbd):
        reachable |= {total + d for total in reachable for d in offsets}
    n_layers = next(gap for gap in range(10_000) if gap not in reachable) - 1
    assert max_backprop_distance(by_offsets(offsets, n_layers)) == mbd
    assert max_backprop_distance(by_offsets(offsets, n_layers + 1)) == mbd + 1


def test_one_edge_less_is_no_translation():
    topology = by_offsets([1, 4], 30)
    assert reading_offsets(oracles.without_edge(topology, 20, 24)) is None


def test_long_topologies_are_answered_from_the_gap_alone():
    n_layers = 2**17 - 1
    topology = by_offsets([2**k for k in range(17)], n_layers)
    popcounts = np.bitwise_count(np.arange(n_layers + 1))
    np.testing.assert_array_equal(distances_by_gap(topology), popcounts)
    histogram = distance_histogram(topology)
    assert histogram.sum() == n_layers * (n_layers + 1) // 2
    assert max_backprop_distance(topology) == 17
