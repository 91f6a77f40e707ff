"""Bounds hold for every small graph and every pattern, and are met where they are proved to be."""

from itertools import combinations, pairwise

import pytest

from skipgraph.design.bounds import (
    MIN_EDGES,
    MIN_TOTAL_DISTANCES,
    min_edges,
    min_live,
    min_max_distance,
    min_mean_distance,
)
from skipgraph.design.request import measure_topology
from skipgraph.patterns import binomial, k_hop, log_densenet, postage_stamp, residue_jumps, two_hop
from skipgraph.topology import Topology


def all_topologies(n_nodes):
    """Every topology over the chain."""
    skips = [(j, i) for j, i in combinations(range(n_nodes), 2) if i - j > 1]
    for mask in range(2 ** len(skips)):
        reads = [[node - 1] if node else [] for node in range(n_nodes)]
        for bit, (j, i) in enumerate(skips):
            if mask >> bit & 1:
                reads[i].append(j)
        yield Topology.from_reads(reads)


@pytest.mark.parametrize("n_nodes", [4, 5, 6])
def test_tables_agree_with_all_graphs(n_nodes):
    measured = [measure_topology(topology) for topology in all_topologies(n_nodes)]
    for hops in (2, 3, 4):
        assert min_edges(n_nodes - 1, hops).value == min(m.edges for m in measured if m.mbd <= hops)
    n_pairs = n_nodes * (n_nodes - 1) // 2
    for n_edges, total in MIN_TOTAL_DISTANCES[n_nodes].items():
        assert total == min(round(m.mean * n_pairs) for m in measured if m.edges <= n_edges)


@pytest.mark.parametrize("n_nodes", [3, 4, 5])
def test_no_small_graph_is_below_a_bound(n_nodes):
    for topology in all_topologies(n_nodes):
        m = measure_topology(topology)
        limits = {"max_edges": m.edges, "max_in_degree": m.in_degree, "max_live": m.live}
        assert m.mbd >= min_max_distance(n_nodes - 1, **limits).value
        assert m.mean >= min_mean_distance(n_nodes - 1, **limits).value - 1e-12
        assert m.edges >= min_edges(n_nodes - 1, m.mbd).value
        assert m.live >= min_live(n_nodes - 1, m.mbd).value
        assert m.in_degree <= m.live


@pytest.mark.parametrize("n_layers", [12, 36, 100, 300])
@pytest.mark.parametrize("pattern", [log_densenet, two_hop, k_hop, binomial, postage_stamp, residue_jumps])
def test_no_pattern_is_below_a_bound(pattern, n_layers):
    m = measure_topology(pattern(n_layers))
    limits = {"max_edges": m.edges, "max_in_degree": m.in_degree, "max_live": m.live}
    assert m.mbd >= min_max_distance(n_layers, **limits).value
    assert m.mean >= min_mean_distance(n_layers, **limits).value - 1e-12
    assert m.edges >= min_edges(n_layers, m.mbd).value
    assert m.live >= min_live(n_layers, m.mbd).value


@pytest.mark.parametrize("hops", [2, 3, 4, 5, 9])
def test_edges_grow_with_layers_and_stay_below_the_constructions(hops):
    counts = [min_edges(n_layers, hops).value for n_layers in range(1, 120)]
    assert all(later > earlier for earlier, later in pairwise(counts))
    assert all(count <= k_hop(n_layers, hops=hops).n_edges for n_layers, count in enumerate(counts, 1))


def test_two_hops_follow_the_conjecture_up_to_the_proved_size():
    for n_nodes, n_edges in MIN_EDGES[2].items():
        assert n_edges == sum(i.bit_length() - 1 for i in range(1, n_nodes + 1))


def test_bounds_at_36_layers():
    bound = min_max_distance(36, max_edges=log_densenet(36).n_edges)
    assert (bound.value, "666 edges" in bound.proof) == (2, True)
    assert min_max_distance(1000, max_in_degree=2).value == 9  # Moore
    assert min_max_distance(1000, max_live=44).value == 2
