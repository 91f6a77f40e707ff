"""Constructions keep the limits they are chosen for, and the best of them comes first."""

from math import inf

import networkx as nx
import pytest

from skipgraph.design.budget import Budget
from skipgraph.design.portfolio import best_constructions, pruned_topology
from skipgraph.design.request import Request, measure_topology
from skipgraph.errors import ArgumentError
from skipgraph.patterns import binomial, chain, k_hop, log_densenet, residue_jumps, two_hop

REQUESTS = [
    Request(36, max_edges=150),
    Request(36, max_edges=60, minimise="mean"),
    Request(40, max_in_degree=4),
    Request(40, max_live=5, minimise="mean"),
    Request(40, max_mbd=4, minimise="edges"),
    Request(40, max_mbd=4, max_in_degree=4, minimise="live"),
    Request(36, max_edges=100, blocks=(12, 18, 6), across="forbid"),
    Request(1, max_edges=1, blocks=(1,)),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=repr)
def test_limits_are_kept_and_measured_and_the_best_comes_first(request_):
    found = best_constructions(request_)
    for topology, measures in found:
        assert topology.n_layers == request_.n_layers
        assert request_.broken_limits(topology, measures) == []
        graph = nx.DiGraph(topology.edges().tolist())
        lengths = [d for _, row in nx.all_pairs_shortest_path_length(graph) for d in row.values() if d]
        assert measures.mbd == max(lengths)
        assert measures.mean == pytest.approx(sum(lengths) / len(lengths))
    ranks = [request_.rank(measures) for _, measures in found]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("pattern", [chain, two_hop, k_hop, binomial, log_densenet, residue_jumps])
@pytest.mark.parametrize("wish", ["mbd", "mean", "edges", "live"])
def test_no_pattern_of_the_package_is_better_within_its_own_measures(pattern, wish):
    measures = measure_topology(pattern(30))
    request = Request(30, measures.edges, measures.mbd, measures.in_degree, measures.live, minimise=wish)
    assert request.rank(best_constructions(request)[0][1])[0] <= getattr(measures, wish)


def test_more_edges_never_give_a_larger_mbd():
    before = inf
    for max_edges in range(36, 200, 20):
        mbd = best_constructions(Request(36, max_edges=max_edges))[0][1].mbd
        assert mbd <= before
        before = mbd


def test_no_limits_at_all_are_for_the_densenet():
    assert best_constructions(Request(12))[0][1].mbd == 1


def test_what_no_construction_does_is_said():
    with pytest.raises(ArgumentError, match="no topology of 12 layers within these limits was found"):
        best_constructions(Request(12, max_edges=12, max_mbd=2))


def test_pruning_keeps_the_larger_of_both_distances():
    budget = Budget(1.0, 0)
    assert measure_topology(pruned_topology(k_hop(36), 3, budget)).mbd == 3
    assert measure_topology(pruned_topology(log_densenet(36), 2, budget)).mbd == 5
    assert measure_topology(pruned_topology(log_densenet(36), 7, budget)).mbd <= 7


@pytest.mark.parametrize(("max_edges", "mbd"), [(3000, 6), (2000, 15), (1500, 16), (1100, 50)])
def test_so_many_layers_that_no_search_follows_have_hubs_however_late_it_is(max_edges, mbd, monkeypatch):
    monkeypatch.setattr("skipgraph.design.moves.MOST_LAYERS", 500)
    request = Request(1000, max_edges=max_edges)
    seconds = iter(range(10**6))
    monkeypatch.setattr("skipgraph.design.budget.monotonic", lambda: next(seconds))
    # each look at the clock takes a second: the chain alone would have MBD 1000
    topology, measures = best_constructions(request, Budget(12.0, None))[0]
    assert topology.n_edges <= max_edges
    assert measures.mbd <= mbd
