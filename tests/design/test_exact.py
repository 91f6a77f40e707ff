"""Exact solvers find every proved value, agree with each other and say when a problem is impossible."""

from math import comb

import pytest

from skipgraph.design.bounds import MIN_EDGES, MIN_TOTAL_DISTANCES
from skipgraph.design.exact import solve_exactly
from skipgraph.errors import ArgumentError

# proved by enumeration up to 9 nodes
EDGES = [(n, hops) for hops in MIN_EDGES for n in range(4, 11)]


@pytest.mark.parametrize(("n_nodes", "hops"), EDGES)
def test_fewest_edges(n_nodes, hops):
    pytest.importorskip("ortools")
    result = solve_exactly(n_nodes - 1, minimise="edges", max_mbd=hops, solver="cp_sat")
    assert (result.status, result.value, result.bound) == ("optimal", MIN_EDGES[hops][n_nodes], result.value)


@pytest.mark.parametrize(("n_nodes", "n_edges"), [(n, m) for n in range(4, 8) for m in MIN_TOTAL_DISTANCES[n]])
def test_least_mean(n_nodes, n_edges):
    pytest.importorskip("ortools")
    result = solve_exactly(n_nodes - 1, minimise="mean", max_edges=n_edges, solver="cp_sat")
    n_pairs = n_nodes * (n_nodes - 1) / 2
    assert result.status == "optimal"
    assert result.value == pytest.approx(MIN_TOTAL_DISTANCES[n_nodes][n_edges] / n_pairs)


@pytest.mark.parametrize(("n_nodes", "hops"), [(4, 2), (5, 2), (6, 2), (7, 2), (5, 3), (6, 3), (6, 4)])
def test_highs_finds_the_same_edges(n_nodes, hops):
    result = solve_exactly(n_nodes - 1, minimise="edges", max_mbd=hops, solver="milp")
    assert (result.status, result.value, result.solver) == ("optimal", MIN_EDGES[hops][n_nodes], "milp")


def test_highs_finds_the_same_mean():
    result = solve_exactly(4, minimise="mean", max_edges=5, solver="milp")
    assert (result.status, result.value) == ("optimal", pytest.approx(1.6))  # type: ignore[comparison-overlap]  # mypy takes approx for another type


@pytest.mark.parametrize(("live", "hops"), [(1, 3), (2, 2), (3, 2), (2, 3)])
def test_live_set_allows_a_binomial_coefficient_of_nodes_and_no_more(live, hops):
    n_nodes = comb(live + hops, hops)
    fits = solve_exactly(n_nodes - 1, minimise="edges", max_mbd=hops, max_live=live)
    assert fits.status == "optimal"
    assert solve_exactly(n_nodes, minimise="edges", max_mbd=hops, max_live=live).status == "infeasible"


@pytest.mark.parametrize(("degree", "hops", "largest"), [(2, 2, 7)])
def test_in_degree_allows_the_moore_bound(degree, hops, largest):
    assert solve_exactly(largest - 1, minimise="edges", max_mbd=hops, max_in_degree=degree).status == "optimal"
    assert solve_exactly(largest, minimise="edges", max_mbd=hops, max_in_degree=degree).status == "infeasible"


def test_a_stopped_search_claims_no_more_than_it_knows():
    result = solve_exactly(17, minimise="edges", max_mbd=3, time_seconds=0.5)
    assert result.status in ("feasible", "unknown")
    assert result.value is None or result.bound < result.value


def test_arguments_are_checked():
    with pytest.raises(ArgumentError, match="max_mbd must be a whole number from 1 or None, got 0"):
        solve_exactly(5, minimise="edges", max_mbd=0)
    with pytest.raises(ArgumentError, match="minimise must be"):
        solve_exactly(5, minimise="live")


@pytest.mark.parametrize("n_layers", [100, 10**18])
@pytest.mark.parametrize("minimise", ["edges", "mean"])
def test_programs_that_no_memory_holds_are_refused_at_once(n_layers, minimise):
    with pytest.raises(ArgumentError, match=r"n_layers 10+ would make a program of more than 500,000 variables"):
        solve_exactly(n_layers, minimise=minimise, max_mbd=5)


def test_many_layers_within_one_hop_make_a_small_program():
    assert solve_exactly(40, minimise="edges", max_mbd=1, solver="milp").value == 40 * 41 / 2
