"""A search is never worse than its starts, keeps every limit, repeats, and may be stopped at any time."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design import design_topology
from skipgraph.design.bounds import MIN_EDGES, MIN_TOTAL_DISTANCES, min_live
from skipgraph.design.constructions import best_constructions
from skipgraph.design.incumbent import Incumbent
from skipgraph.design.problem import Problem
from skipgraph.design.search import improve
from skipgraph.design.search_time import SearchTime
from skipgraph.errors import ArgumentError

OBJECTIVES = ("mbd", "mean", "edges", "live")


@cache
def every_graph(n_nodes):
    """Edges, MBD, mean BD, in-degree and live set of every topology over the chain, by brute force on adjacencies."""
    skips = [(j, i) for j, i in combinations(range(n_nodes), 2) if i - j > 1]
    masks = np.arange(2 ** len(skips))
    reads = np.zeros((masks.size, n_nodes, n_nodes), bool)
    for node in range(1, n_nodes):
        reads[:, node, node - 1] = True
    for bit, (j, i) in enumerate(skips):
        reads[:, i, j] = masks >> bit & 1
    distances = np.zeros((masks.size, n_nodes, n_nodes), int)
    live = np.zeros((masks.size, n_nodes), int)
    for i in range(1, n_nodes):
        for j in range(i):
            ways = np.where(reads[:, i, j:i], distances[:, j:i, j], 99)
            distances[:, i, j] = 1 + ways.min(axis=1)
    for p in range(n_nodes):
        live[:, p] = reads[:, p + 1 :, : p + 1].any(axis=1).sum(axis=1)
    return {
        "edges": reads.sum(axis=(1, 2)),
        "mbd": distances.max(axis=(1, 2)),
        "mean": distances.sum(axis=(1, 2)) / (n_nodes * (n_nodes - 1) / 2),
        "in_degree": reads.sum(axis=2).max(axis=1),
        "live": live.max(axis=1),
    }


limits = st.one_of(st.none(), st.integers(1, 8))


@settings(deadline=None, max_examples=80)
@given(st.integers(2, 6), limits, limits, limits, limits, st.sampled_from(OBJECTIVES), st.integers(0, 3))
def test_small_problems_against_every_graph(n_layers, edges, mbd, in_degree, live, objective, seed):
    asked = {
        "max_edges": None if edges is None else edges + n_layers - 1,
        "max_mbd": mbd, "max_in_degree": in_degree, "max_live": live,
    }  # fmt: skip
    graphs = every_graph(n_layers + 1)
    allowed = np.ones(graphs["edges"].size, bool)
    for name, limit in asked.items():
        allowed &= True if limit is None else graphs[name.removeprefix("max_")] <= limit
    refused, design = "", None
    try:
        design = design_topology(n_layers, **asked, minimise=objective, steps=150, seed=seed)
    except ArgumentError as error:
        refused = str(error)
    if design is None:
        # refused with a proof, or honestly not found
        assert not allowed.any() or "no bound rules them out" in refused
        return
    assert allowed.any()
    optimum = graphs[objective][allowed].min()
    value = getattr(design.measures, objective)
    assert design.bound <= optimum + 1e-9 <= value + 2e-9
    for name, limit in asked.items():
        assert limit is None or getattr(design.measures, name.removeprefix("max_")) <= limit


@pytest.mark.parametrize(("n_nodes", "n_edges"), [(n, m) for n in (6, 7, 8) for m in MIN_TOTAL_DISTANCES[n]])
def test_the_least_mean_of_small_graphs_is_found(n_nodes, n_edges):
    design = design_topology(n_nodes - 1, max_edges=n_edges, minimise="mean", steps=2500)
    n_pairs = n_nodes * (n_nodes - 1) / 2
    assert design.measures.mean * n_pairs == pytest.approx(MIN_TOTAL_DISTANCES[n_nodes][n_edges])


@pytest.mark.parametrize(("hops", "n_nodes"), [(2, 10), (3, 10), (3, 12), (4, 11), (5, 12)])
def test_the_proved_fewest_edges_are_found(hops, n_nodes):
    design = design_topology(n_nodes - 1, max_mbd=hops, minimise="edges", steps=6000, seed=1)
    assert design.measures.edges == MIN_EDGES[hops][n_nodes]


# theory: minimum MBD of 12 nodes with so many edges, by the proved table of fewest edges
@pytest.mark.parametrize(("n_edges", "mbd"), [(14, 5), (16, 4), (18, 3), (25, 2), (66, 1)])
def test_the_least_mbd_of_12_nodes_is_found(n_edges, mbd):
    assert design_topology(11, max_edges=n_edges, steps=6000, seed=1).measures.mbd == mbd


# brute force over every graph: the least live set within limits on edges as well, where constructions need not do
@pytest.mark.parametrize("max_mbd", [2, 3])
@pytest.mark.parametrize("n_layers", [5, 6])
def test_the_least_live_set_of_small_graphs_is_found(n_layers, max_mbd):
    graphs = every_graph(n_layers + 1)
    for max_edges in range(MIN_EDGES[max_mbd][n_layers + 1], 2 * n_layers + 1):
        allowed = (graphs["edges"] <= max_edges) & (graphs["mbd"] <= max_mbd)
        design = design_topology(n_layers, max_mbd=max_mbd, max_edges=max_edges, minimise="live", steps=2500)
        assert design.measures.live == graphs["live"][allowed].min()


def test_a_smaller_live_set_than_that_of_constructions_is_found_at_36_layers():
    problem = {"max_mbd": 4, "max_edges": 74, "minimise": "live"}
    start = design_topology(36, **problem, steps=0).measures
    found = design_topology(36, **problem, steps=15_000).measures
    assert (found.mbd, found.edges) <= (4, 74)
    assert min_live(36, 4).value <= found.live < start.live


@pytest.mark.parametrize("max_mbd", [2, 3, 4])
def test_the_live_set_of_binomial_is_the_least_there_is(max_mbd):
    design = design_topology(36, max_mbd=max_mbd, minimise="live", steps=50)
    assert (design.measures.live, design.gap) == (min_live(36, max_mbd).value, 0)


def test_limits_that_no_construction_keeps_are_approached():
    problem = {"max_mbd": 5, "max_edges": 14}
    with pytest.raises(ArgumentError, match="was found"):
        best_constructions(Problem(11, **problem))
    # theory: 12 nodes within 5 hops take 14 edges
    design = design_topology(11, **problem, minimise="mean", steps=20_000)
    assert (design.measures.edges, design.measures.mbd) == (14, 5)
    with pytest.raises(ArgumentError, match="allow more time"):
        design_topology(11, **problem, steps=0)


PROBLEMS = [
    Problem(24, max_edges=45, blocks=(24,)),
    Problem(24, max_edges=45, max_in_degree=3, minimise="mean", blocks=(24,)),
    Problem(20, max_mbd=4, max_live=6, minimise="edges", blocks=(20,)),
    Problem(20, max_mbd=4, max_edges=50, minimise="live", blocks=(20,)),
    Problem(24, max_edges=50, blocks=(8, 10, 6), across="forbid"),
]


def improved(starts, problem, time, seed):
    incumbent = Incumbent(problem, time)
    improve(starts, incumbent, time, np.random.default_rng(seed))
    return incumbent.best


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
@pytest.mark.parametrize("steps", [0, 1, 700])
def test_never_worse_than_the_best_construction_and_within_the_limits(problem, steps):
    starts = best_constructions(problem)
    topology, measures = improved(starts, problem, SearchTime(60, steps), 4)
    assert problem.rank(measures) <= problem.rank(starts[0][1])
    assert problem.broken_limits(topology, measures) == []
    assert improved(starts, problem, SearchTime(60, steps), 4)[0] == topology


def test_another_seed_is_another_search_and_the_global_one_stands_still():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    topologies = [design_topology(24, max_edges=45, steps=900, seed=seed).topology for seed in (0, 1)]
    assert topologies[0] != topologies[1]
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_more_edges_never_give_a_worse_design():
    designs = [design_topology(30, max_edges=m, steps=1500).measures for m in (36, 48, 72, 110)]
    assert sorted(designs, key=lambda m: -m.mbd) == designs
    assert sorted(designs, key=lambda m: -m.mean) == designs


def test_left_over_edges_are_spent():
    assert design_topology(40, max_edges=300, max_in_degree=9, steps=1300).measures.edges == 300
    dense = design_topology(30, max_edges=300, steps=500).measures
    n_pairs = 30 * 31 / 2
    # with two hops the mean is 2 - m / P for m edges
    assert (dense.edges, dense.mbd, dense.mean) == (300, 2, pytest.approx(2 - 300 / n_pairs))  # type: ignore[comparison-overlap]  # mypy takes approx for another type


def test_compiled_search_is_the_same_search():
    pytest.importorskip("numba")
    import sys

    from skipgraph.design.compiled import compile_moves, loaded_moves

    arguments = {"max_edges": 60, "steps": 1500, "seed": 3}
    kernel = sys.modules.pop("skipgraph.design.moves_numba", None)
    try:
        assert loaded_moves().__name__ == "skipgraph.design.moves"
        plain = design_topology(30, **arguments)
    finally:
        if kernel is not None:
            sys.modules["skipgraph.design.moves_numba"] = kernel
    assert compile_moves(30) is loaded_moves()
    assert design_topology(30, **arguments).topology == plain.topology
