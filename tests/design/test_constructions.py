"""Constructions keep the limits they are chosen for, and the best of them comes first."""

from math import inf

import networkx as nx
import pytest

from skipgraph.design.constructions import best_constructions, pruned_topology
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.errors import ArgumentError
from skipgraph.patterns import binomial, chain, k_hop, log_densenet, residue_jumps, two_hop

PROBLEMS = [
    Problem(36, max_edges=150),
    Problem(36, max_edges=60, minimise="mean"),
    Problem(40, max_in_degree=4),
    Problem(40, max_live=5, minimise="mean"),
    Problem(40, max_mbd=4, minimise="edges"),
    Problem(40, max_mbd=4, max_in_degree=4, minimise="live"),
    Problem(36, max_edges=100, blocks=(12, 18, 6), across="forbid"),
    Problem(1, max_edges=1, blocks=(1,)),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_limits_are_kept_and_measured_and_the_best_comes_first(problem):
    found = best_constructions(problem)
    for topology, measures in found:
        assert topology.n_layers == problem.n_layers
        assert problem.broken_limits(topology, measures) == []
        graph = nx.DiGraph(topology.edges().tolist())
        lengths = [d for _, row in nx.all_pairs_shortest_path_length(graph) for d in row.values() if d]
        assert measures.mbd == max(lengths)
        assert measures.mean == pytest.approx(sum(lengths) / len(lengths))
    ranks = [problem.rank(measures) for _, measures in found]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("pattern", [chain, two_hop, k_hop, binomial, log_densenet, residue_jumps])
@pytest.mark.parametrize("objective", ["mbd", "mean", "edges", "live"])
def test_no_pattern_of_the_package_is_better_within_its_own_measures(pattern, objective):
    measures = measure_topology(pattern(30))
    problem = Problem(30, measures.edges, measures.mbd, measures.in_degree, measures.live, minimise=objective)
    assert problem.rank(best_constructions(problem)[0][1])[0] <= getattr(measures, objective)


def test_more_edges_never_give_a_larger_mbd():
    before = inf
    for max_edges in range(36, 200, 20):
        mbd = best_constructions(Problem(36, max_edges=max_edges))[0][1].mbd
        assert mbd <= before
        before = mbd


def test_no_limits_at_all_are_for_the_densenet():
    assert best_constructions(Problem(12))[0][1].mbd == 1


def test_what_no_construction_does_is_said():
    with pytest.raises(ArgumentError, match="no topology of 12 layers within these limits was found"):
        best_constructions(Problem(12, max_edges=12, max_mbd=2))


def test_pruning_keeps_the_larger_of_both_distances():
    time = SearchTime(1.0, 0)
    assert measure_topology(pruned_topology(k_hop(36), 3, time)).mbd == 3
    assert measure_topology(pruned_topology(log_densenet(36), 2, time)).mbd == 5
    assert measure_topology(pruned_topology(log_densenet(36), 7, time)).mbd <= 7


@pytest.mark.parametrize(("max_edges", "mbd"), [(3000, 6), (2000, 15), (1500, 16), (1100, 50)])
def test_so_many_layers_that_no_search_follows_have_hubs_however_late_it_is(max_edges, mbd, monkeypatch):
    monkeypatch.setattr("skipgraph.design.tuning.MATRIX_LAYERS", 500)
    problem = Problem(1000, max_edges=max_edges)
    seconds = iter(range(10**6))
    monkeypatch.setattr("skipgraph.design.search_time.monotonic", lambda: next(seconds))
    # each look at the clock takes a second: the chain alone would have MBD 1000
    topology, measures = best_constructions(problem, SearchTime(12.0, None))[0]
    assert topology.n_edges <= max_edges
    assert measures.mbd <= mbd
