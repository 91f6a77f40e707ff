"""Bounds hold for every small graph and every pattern, and are met where they are proved to be."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from skipgraph.design import bounds
from skipgraph.design.bounds import (
    MIN_EDGES,
    MIN_TOTAL_DISTANCES,
    min_edges,
    min_live,
    min_max_distance,
    min_mean_distance,
)
from skipgraph.design.problem import measure_topology
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


@pytest.mark.parametrize("hops", [2, 3, 4, 5, 6, 7])
def test_the_recursion_by_itself_never_passes_the_proved_table(hops, monkeypatch):
    # without the table only the proof of the docstring is left
    monkeypatch.setattr(bounds, "MIN_EDGES", {})
    bounds._fewest.cache_clear()
    proved = {n: n - 1 for n in range(2, hops + 2)} | MIN_EDGES[hops]
    for n_nodes in range(4, 13):
        assert min_edges(n_nodes - 1, hops).value <= proved[n_nodes]
    bounds._fewest.cache_clear()


@pytest.mark.parametrize(("hops", "start"), [(3, 24), (4, 160)])
def test_edges_between_blocks_add_to_the_windows(hops, start):
    # 12 nodes and the next 12 share one: what windows alone give
    for n_nodes in (start * 2, 1001):
        windows = (n_nodes - 1) // 11 * MIN_EDGES[hops][12]
        bound = min_edges(n_nodes - 1, hops)
        assert bound.value > windows
        assert "between blocks" in bound.proof
        assert bound.value <= k_hop(n_nodes - 1, hops=hops).n_edges


@pytest.mark.parametrize(("n_nodes", "seed"), [(6, 0), (7, 1), (40, 2), (200, 3)])
def test_few_skips_leave_a_large_mean(n_nodes, seed):
    rng = np.random.default_rng(seed)
    for n_skips in range(1, 12):
        reads = [{node - 1} if node else set() for node in range(n_nodes)]
        for _ in range(n_skips):
            source, target = sorted(rng.choice(n_nodes, 2, replace=False).tolist())
            reads[target].add(source)
        m = measure_topology(Topology.from_reads(reads))
        assert m.mean >= min_mean_distance(n_nodes - 1, max_edges=m.edges).value - 1e-12


@pytest.mark.parametrize(
    ("n_nodes", "n_edges", "total"), [(n, m, d) for n, row in MIN_TOTAL_DISTANCES.items() for m, d in row.items()]
)
def test_the_mean_bound_without_the_table_is_below_it(n_nodes, n_edges, total, monkeypatch):
    monkeypatch.setattr(bounds, "MIN_TOTAL_DISTANCES", {})
    n_pairs = n_nodes * (n_nodes - 1) / 2
    assert min_mean_distance(n_nodes - 1, max_edges=n_edges).value <= total / n_pairs + 1e-12
    if n_edges == n_nodes - 1:
        assert min_mean_distance(n_nodes - 1, max_edges=n_edges).value == pytest.approx(total / n_pairs)


def test_the_mean_bound_names_the_skips_where_they_are_few():
    bound = min_mean_distance(1000, max_edges=1100)
    assert "100 skips" in bound.proof
    assert bound.value > 3.6 > 2 - 1100 / 500500


def test_two_hops_follow_the_conjecture_up_to_the_proved_size():
    for n_nodes, n_edges in MIN_EDGES[2].items():
        assert n_edges == sum(i.bit_length() - 1 for i in range(1, n_nodes + 1))


def test_bounds_at_36_layers():
    bound = min_max_distance(36, max_edges=log_densenet(36).n_edges)
    assert (bound.value, "666 edges" in bound.proof) == (2, True)
    assert min_max_distance(1000, max_in_degree=2).value == 9  # Moore
    assert min_max_distance(1000, max_live=44).value == 2
