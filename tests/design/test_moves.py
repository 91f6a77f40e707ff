"""Distances stay exact under moves, pruning is that of the bit sets, and compiled moves are the same moves."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design import moves
from skipgraph.design.pruning import prune_reads
from skipgraph.patterns import k_hop, log_densenet, two_hop
from skipgraph.topology import Topology

FREE = moves.Limits(
    hops=3, in_degree=moves.NO_LIMIT, live=moves.NO_LIMIT, weight=1.0, price=2.0, hunting=True
)  # fmt: skip


def started(topology, hops, first=None):
    n_nodes = topology.n_nodes
    skips = moves.skips_of(topology, np.zeros(n_nodes, np.int64) if first is None else first, hops)
    best = np.zeros((3, max(skips.source.size, 1)), np.int64)
    best[2, 0] = 2**62
    return skips, best


def annealed(anneal, topology, limits, n_moves, *, heat=3.0, seed=0, first=None):
    skips, best = started(topology, limits.hops, first)
    rng = np.random.default_rng(seed)
    tried = anneal(skips, limits, heat, rng.random((n_moves, 4)), rng.standard_exponential(n_moves), best)
    return skips, best, tried


def graph_of(skips):
    graph = nx.path_graph(skips.first.size, create_using=nx.DiGraph)
    graph.add_edges_from(zip(skips.source.tolist(), skips.target.tolist(), strict=True))
    return graph


def exact(skips):
    """All distances by networkx."""
    return {(i, j): d for j, row in nx.all_pairs_shortest_path_length(graph_of(skips)) for i, d in row.items()}


@pytest.mark.parametrize("topology", [log_densenet(30), k_hop(24), two_hop(17)], ids=["log", "k_hop", "two_hop"])
@pytest.mark.parametrize("hops", [2, 4, 400])
def test_distances_and_sums_are_exact_after_many_moves(topology, hops):
    skips, _, _ = annealed(moves.anneal, topology, FREE._replace(hops=hops), 400)
    distances = exact(skips)
    assert all(skips.distances[pair] == d for pair, d in distances.items())
    assert skips.sums.tolist() == [sum(distances.values()), sum(max(d - hops, 0) for d in distances.values())]
    assert graph_of(skips).number_of_edges() == topology.n_edges  # no skip twice, none on the chain


@pytest.mark.parametrize("n_layers", [40, 300])
def test_long_distances_are_told_apart_only_where_they_may_stay(n_layers):
    reads = [[node - 1] if node else [] for node in range(n_layers + 1)]
    reads[n_layers].append(0)
    chained = Topology.from_reads(map(sorted, reads))
    for hops in (n_layers, 30):
        skips, _, _ = annealed(moves.anneal, chained, FREE._replace(hops=hops), 60, heat=1e9)
        furthest = np.iinfo(skips.distances.dtype).max - 1
        assert all(skips.distances[pair] == min(d, furthest) for pair, d in exact(skips).items())
        assert hops < 200 or furthest > n_layers


def test_moves_keep_the_limits():
    start = log_densenet(36)
    first = np.zeros(37, np.int64)
    first[20:] = 3
    limits = FREE._replace(hops=5, in_degree=7, live=22, hunting=False)
    begin, _ = started(start, 5, first)
    skips, best, tried = annealed(moves.anneal, start, limits, 1500, heat=5.0, first=first)
    graph = graph_of(skips)
    assert tried == 1500
    assert max(degree for _, degree in graph.in_degree()) <= 7
    last = {node: max(graph.successors(node), default=node) for node in graph}
    assert max(sum(node <= p < last[node] for node in graph) for p in graph) <= 22
    assert max(exact(skips).values()) <= 5
    before = set(zip(begin.source.tolist(), begin.target.tolist(), strict=True))
    after = set(zip(skips.source.tolist(), skips.target.tolist(), strict=True))
    assert all(first[target] <= source for source, target in after - before)
    assert best[2, 0] <= begin.sums[0]


def test_a_hunt_ends_with_the_first_topology_without_excess():
    limits = FREE._replace(hops=4)
    skips, best, tried = annealed(moves.anneal, log_densenet(20), limits, 2000, seed=3)
    assert tried < 2000
    assert skips.sums[1] == 0
    assert max(exact(skips).values()) <= 4
    assert best[:2].tolist() == [skips.source.tolist(), skips.target.tolist()]


@st.composite
def chained(draw):
    """Draw a topology in which all pairs are joined."""
    n_nodes = draw(st.integers(3, 12))
    further = [draw(st.sets(st.integers(0, node - 1), max_size=4)) for node in range(1, n_nodes)]
    return Topology.from_reads([[], *({node - 1, *row} for node, row in enumerate(further, 1))])


@settings(deadline=None)
@given(chained(), st.integers(2, 6))
def test_pruning_by_distances_drops_what_the_bit_sets_drop(topology, hops):
    skips, _ = started(topology, hops)
    if skips.sums[1]:
        return
    edges = list(zip(skips.source.tolist(), skips.target.tolist(), strict=True))
    order = sorted(range(len(edges)), key=lambda place: (edges[place][0] - edges[place][1], edges[place]))
    left = moves.drop(skips, np.array(order, np.int64), hops)
    rows = prune_reads([topology.reads(node) for node in range(topology.n_nodes)], hops)
    kept = {(source, node) for node, row in enumerate(rows) for source in row if node - source > 1}
    assert {edge for edge, stays in zip(edges, left, strict=True) if stays} == kept


@pytest.mark.parametrize(
    "limits",
    [FREE, FREE._replace(hops=5, in_degree=7, live=25, hunting=False), FREE._replace(hops=36)],
    ids=["hunt", "polish", "far"],
)
def test_compiled_moves_are_the_same(limits):
    pytest.importorskip("numba")
    from skipgraph.design import moves_numba

    plain, plain_best, plain_tried = annealed(moves.anneal, log_densenet(36), limits, 500, seed=7)
    compiled, compiled_best, compiled_tried = annealed(moves_numba.anneal, log_densenet(36), limits, 500, seed=7)
    assert plain_tried == compiled_tried
    np.testing.assert_array_equal(plain_best, compiled_best)
    for name in ("distances", "source", "target", "n_into", "sums"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(compiled, name), err_msg=name)
    skips, _ = started(k_hop(36), 5)
    others, _ = started(k_hop(36), 5)
    order = np.arange(skips.source.size)
    np.testing.assert_array_equal(moves.drop(skips, order, 5), moves_numba.drop(others, order, 5))
