"""The binomial topology: live set, in-degree and distance, and that nothing holds more nodes."""

from itertools import combinations
from math import comb

import pytest

from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count
from skipgraph.patterns import binomial, binomial_distance
from skipgraph.topology import Topology


@pytest.mark.parametrize("live", [1, 2, 3, 5, 11])
@pytest.mark.parametrize("n_layers", [1, 2, 5, 9, 19, 20, 36, 150])
def test_promises_are_kept_at_every_size(n_layers, live):
    t = binomial(n_layers, live=live)
    assert t.n_layers == n_layers
    assert max_live_count(t) <= live
    assert in_degrees(t).max() <= live
    assert max_backprop_distance(t) <= binomial_distance(n_layers, live)


@pytest.mark.parametrize(("live", "distance"), [(1, 4), (2, 2), (2, 5), (3, 3), (4, 2), (6, 1), (5, 3)])
def test_full_sizes_are_binomial_coefficients_with_the_stated_edges(live, distance):
    n_nodes = comb(live + distance, distance)
    t = binomial(n_nodes - 1, live=live)
    assert max_backprop_distance(t) == distance
    assert max_live_count(t) == in_degrees(t).max() == live
    assert t.n_edges * (distance + 1) == live * distance * n_nodes
    assert binomial_distance(n_nodes, live) == distance + 1


@pytest.mark.parametrize(("live", "distance"), [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (2, 2)])
def test_no_topology_holds_one_node_more(live, distance):
    # all graphs over the chain, which every finite distance needs
    n_nodes = comb(live + distance, distance) + 1
    skips = list(combinations(range(n_nodes), 2))
    skips = [(j, i) for j, i in skips if i - j > 1]
    for mask in range(2 ** len(skips)):
        reads = [[node - 1] if node else [] for node in range(n_nodes)]
        for bit, (j, i) in enumerate(skips):
            if mask >> bit & 1:
                reads[i].append(j)
        last = [max((i for i in range(n_nodes) if j in reads[i]), default=j) for j in range(n_nodes)]
        if max(sum(last[j] > p for j in range(p + 1)) for p in range(n_nodes)) <= live:
            assert max_backprop_distance(Topology.from_reads(reads)) > distance


@pytest.mark.parametrize(
    ("n_layers", "distances"),
    [
        (64, {1: 64, 2: 10, 3: 6, 4: 4, 6: 3, 10: 2}),
        (256, {2: 22, 3: 10, 4: 7, 5: 6, 6: 5, 7: 4, 10: 3, 44: 2}),
        (1000, {2: 44, 3: 17, 4: 10, 5: 8, 6: 7, 7: 6, 8: 5, 10: 4, 17: 3, 44: 2}),
    ],
)
def test_least_distances_by_live_set(n_layers, distances):
    assert {live: binomial_distance(n_layers, live) for live in distances} == distances
