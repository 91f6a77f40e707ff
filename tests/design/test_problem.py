"""A problem ranks, allows and refuses as its words say, and refuses only what no graph can do."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design.problem import Measures, Problem, check_problem, measure_topology
from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, log_densenet, nearest, two_hop
from skipgraph.topology import Topology

NOTHING = {
    "max_edges": None, "max_mbd": None, "max_in_degree": None, "max_live": None,
    "blocks": None, "across": "free", "regular": False, "minimise": "mbd",
}  # fmt: skip
MEASURES = Measures(edges=50, mbd=4, mean=2.5, live=9, in_degree=5)


def small_measures(n_layers):
    """The measures of every topology over the chain."""
    skips = [(j, i) for j, i in combinations(range(n_layers + 1), 2) if i - j > 1]
    for mask in range(2 ** len(skips)):
        reads = [[node - 1] if node else [] for node in range(n_layers + 1)]
        for bit, (j, i) in enumerate(skips):
            if mask >> bit & 1:
                reads[i].append(j)
        yield measure_topology(Topology.from_reads(reads))


FOUR_LAYERS = list(small_measures(4))
limits = st.one_of(st.none(), st.integers(1, 10))


@settings(deadline=None)
@given(limits, limits, limits, limits)
def test_only_what_no_graph_can_do_is_refused(edges, mbd, in_degree, live):
    asked = NOTHING | {"max_edges": edges, "max_mbd": mbd, "max_in_degree": in_degree, "max_live": live}
    try:
        problem = check_problem(4, **asked)
    except ArgumentError:
        problem = Problem(4, edges, mbd, in_degree, live)
        assert not any(problem.allows(measures) for measures in FOUR_LAYERS)
    else:
        assert problem.blocks == (4,)


@pytest.mark.parametrize("objective", ["mbd", "mean", "edges", "live"])
def test_the_bound_of_a_wish_is_below_all_that_is_allowed(objective):
    for limits in ({}, {"max_edges": 6}, {"max_in_degree": 2}, {"max_live": 2}, {"max_mbd": 2}):
        problem = check_problem(4, **(NOTHING | limits | {"minimise": objective}))
        allowed = [getattr(measures, objective) for measures in FOUR_LAYERS if problem.allows(measures)]
        assert problem.bound().value <= min(allowed) + 1e-12


@pytest.mark.parametrize("limit", ["max_edges", "max_mbd", "max_in_degree", "max_live"])
def test_each_limit_is_met_at_its_value_and_broken_one_below(limit):
    value = getattr(MEASURES, limit.removeprefix("max_"))
    assert Problem(20, **{limit: value}).allows(MEASURES)
    assert not Problem(20, **{limit: value - 1}).allows(MEASURES)


def test_rank_puts_the_wish_first_then_mbd_mean_and_edges():
    worse_mean = Measures(edges=10, mbd=4, mean=2.6, live=1, in_degree=1)
    fewer_hops = Measures(edges=99, mbd=3, mean=9.0, live=9, in_degree=9)
    assert Problem(20).rank(fewer_hops) < Problem(20).rank(MEASURES) < Problem(20).rank(worse_mean)
    by_edges = Problem(20, minimise="edges")
    assert by_edges.rank(worse_mean) < by_edges.rank(MEASURES) < by_edges.rank(fewer_hops)
    assert Problem(20, minimise="mean").rank(MEASURES) < Problem(20, minimise="mean").rank(worse_mean)
    assert Problem(20, minimise="live").rank(worse_mean) < Problem(20, minimise="live").rank(MEASURES)


def test_closed_borders_leave_the_last_node_before_a_block():
    problem = Problem(6, blocks=(2, 3, 1), across="forbid")
    assert problem.first_readable().tolist() == [0, 0, 0, 2, 2, 2, 5]
    assert not Problem(6, blocks=(2, 3, 1)).first_readable().any()


def test_closed_borders_take_a_hop_for_each_block():
    asked = NOTHING | {"blocks": (2, 1, 3), "across": "forbid"}
    assert check_problem(6, **asked).bound().value == 3
    with pytest.raises(ArgumentError, match="allows no MBD below 3: each of 3 blocks takes a hop"):
        check_problem(6, **(asked | {"max_mbd": 2}))
    # as dense as the borders allow
    reads = [[], [0], [0, 1], [2], [3], [3, 4], [3, 4, 5]]
    assert measure_topology(Topology.from_reads(reads)).mbd == 3
    assert check_problem(6, **(NOTHING | {"blocks": (2, 1, 3)})).bound().value == 1


def test_broken_limits_are_named():
    problem = Problem(6, max_edges=20, blocks=(3, 3), across="forbid")
    assert problem.broken_limits(chain(6), measure_topology(chain(6))) == []
    broken = problem.broken_limits(densenet(6), measure_topology(densenet(6)))
    assert "edges 21 is above 20" in broken
    assert "node 6 reads node 2 over the border of its block" in broken
    assert len(broken) == 1 + 3 * 3  # nodes 4, 5, 6 read nodes 0, 1, 2
    regular = Problem(12, regular=True)
    assert regular.broken_limits(nearest(12), measure_topology(nearest(12))) == []
    assert len(regular.broken_limits(two_hop(12), measure_topology(two_hop(12)))) == 1


def test_measures_are_those_of_the_metrics():
    assert measure_topology(log_densenet(36)) == Measures(
        edges=159, mbd=5, mean=measured_mean(36), live=21, in_degree=6
    )


def measured_mean(n_layers):
    # the distance is the number of ones in the gap, from the paper's rule
    gaps = np.arange(1, n_layers + 1)
    ones = np.array([int(gap).bit_count() for gap in gaps])
    return float((ones * (n_layers + 1 - gaps)).sum() / (n_layers * (n_layers + 1) / 2))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"minimise": "width"}, "minimise must be one of mbd, mean, edges, live"),
        ({"across": "both"}, "across must be one of free, forbid, got 'both'"),
        ({"regular": True, "across": "forbid", "blocks": (2, 2)}, "regular offsets cannot stop at the border"),
        ({"blocks": (2, 3)}, "blocks"),
        ({"max_live": True}, "max_live must be None or a whole number, got True"),
        ({"max_edges": 1.5}, "max_edges must be None or a whole number, got 1.5"),
    ],
)
def test_words_out_of_place_are_refused(asked, words):
    with pytest.raises(ArgumentError, match=words):
        check_problem(4, **(NOTHING | asked))
