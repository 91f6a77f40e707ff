"""Designs keep their limits, beat what was published, repeat, and refuse with a proof what cannot be."""

import inspect
import sys

import pytest

from skipgraph.design import Bound, design_topology, measure_topology
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.metrics import max_backprop_distance, mean_backprop_distance
from skipgraph.patterns import k_hop, log_densenet
from skipgraph.topology import NodeKind


def test_better_than_log_densenet_on_its_own_budget():
    published = measure_topology(log_densenet(36))
    design = design_topology(36, max_edges=159, max_in_degree=6, max_live=21, steps=400)
    assert (published.edges, published.mbd, published.in_degree) == (159, 5, 6)
    assert design.measures.edges <= 159
    assert design.measures.in_degree <= 6
    assert design.measures.live <= 21
    assert design.measures.mbd <= 3 < published.mbd
    assert design.measures.mean < published.mean - 0.15


def test_1000_layers_within_three_hops():
    design = design_topology(1000, max_edges=4700, steps=0)
    assert design.measures.edges <= 4700
    assert (design.measures.mbd, design.bound, design.gap) == (3, 3, 0)


def test_1000_layers_better_than_log_densenet_at_its_edges():
    published = log_densenet(1000)
    design = design_topology(1000, max_edges=published.n_edges, max_in_degree=11, steps=0)
    assert design.measures.in_degree <= 11
    assert design.measures.mbd < max_backprop_distance(published)
    assert design.measures.mean < mean_backprop_distance(published)


def test_regular_design_at_36_layers():
    design = design_topology(
        36, max_mbd=3, minimise="edges", max_in_degree=6, max_live=16, regular=True, steps=3000, seed=1
    )
    m = design.measures
    assert m.edges <= 145
    assert m.mbd <= 3
    assert m.in_degree <= 6
    assert m.live <= 16
    gaps = {tuple(i - j for j in design.topology.reads(i)) for i in range(20, 37)}
    assert len(gaps) == 1


@pytest.mark.parametrize("minimise", ["mbd", "mean", "edges", "live"])
def test_every_wish_keeps_the_limits_and_the_bound(minimise):
    design = design_topology(
        20, max_edges=50, max_mbd=6, max_in_degree=4, max_live=8, minimise=minimise, steps=200, seed=2
    )
    m = measure_topology(design.topology)
    assert m == design.measures
    assert (m.edges <= 50, m.mbd <= 6, m.in_degree <= 4, m.live <= 8) == (True,) * 4
    assert getattr(m, minimise) >= design.bound
    assert design.gap == pytest.approx(getattr(m, minimise) - design.bound)
    assert f"{design.bound:.6g}" in design.certificate


def test_steps_make_a_design_repeatable_and_more_of_them_no_worse():
    short = design_topology(18, max_edges=36, steps=100, seed=5)
    again = design_topology(18, max_edges=36, steps=100, seed=5)
    assert short.topology == again.topology
    assert short.measures.mbd <= design_topology(18, max_edges=36, steps=0).measures.mbd


def test_small_designs_reach_the_proved_fewest_edges():
    assert design_topology(9, max_mbd=2, minimise="edges", steps=0).gap == 0
    assert design_topology(9, max_mbd=3, minimise="edges", steps=600).measures.edges <= 15


def test_blocks_give_stages_and_forbidden_borders_are_kept():
    design = design_topology(36, max_edges=90, blocks=(12, 12, 12), across="forbid", steps=50)
    t = design.topology
    assert set(t.stages.tolist()) == {0, 1, 2}
    # only one feature, the last of each block, crosses each border
    assert len(t.nodes_of_kind(NodeKind.TRANSITION)) == 2
    assert max_backprop_distance(t) == design.measures.mbd
    free = design_topology(36, max_edges=90, blocks=(12, 12, 12), steps=0)
    assert free.measures.mbd <= design.measures.mbd


@pytest.mark.parametrize(
    ("limits", "proof"),
    [
        ({"max_edges": 35}, "max_edges 35 is below 36: each layer must read the node before it"),
        ({"max_mbd": 1, "max_edges": 100}, "max_mbd 1 needs max_edges of at least 666"),
        ({"max_in_degree": 0}, "max_in_degree 0 is below 1"),
        ({"max_mbd": 2, "max_in_degree": 3}, "max_in_degree 3 allows no MBD below 3"),
        ({"max_mbd": 2, "max_live": 4}, "max_mbd 2 needs max_live of at least 8"),
    ],
)
def test_impossible_limits_are_refused_with_the_proof(limits, proof):
    with pytest.raises(ArgumentError, match=proof):
        design_topology(36, **limits)


def test_all_contradictions_are_listed():
    with pytest.raises(ArgumentError, match=r"max_edges 3 .*; max_live 0 "):
        design_topology(36, max_edges=3, max_live=0)


# the moves in plain Python, the offsets of --regular, and a start that a search must find first
INTERRUPTED = [
    {"max_edges": 24, "minimise": "mbd"},
    {"max_edges": 24, "max_mbd": 6, "minimise": "mean", "blocks": (6, 6)},
    {"max_mbd": 4, "minimise": "edges"},
    {"max_mbd": 4, "max_edges": 30, "minimise": "live"},
    {"max_edges": 40, "regular": True},
]


def interrupted(arguments, moment):
    """Design, interrupted at this call or return after a topology was told of; also how many there were."""
    told, n_seen = [], 0
    ends = (design_topology.__code__, inspect.unwrap(design_topology).__code__)  # nothing can be given after these

    def look(frame, event, _argument):
        nonlocal n_seen
        if not told or frame.f_code.co_filename == __file__ or frame.f_code in ends:
            return
        n_seen += 1
        if n_seen == moment:
            raise KeyboardInterrupt

    sys.setprofile(look)
    try:
        design = design_topology(12, **arguments, steps=30, progress=lambda _, best: told.append(best))
    finally:
        sys.setprofile(None)
    return design, told, n_seen


@pytest.mark.parametrize("arguments", INTERRUPTED, ids=repr)
def test_an_interrupt_at_any_moment_gives_the_best_so_far(arguments):
    interrupted(arguments, 0)  # fills the caches
    whole, _, n_moments = interrupted(arguments, 0)
    assert n_moments > 500
    for moment in (*range(1, 10), *range(10, n_moments, n_moments // 25), *range(n_moments - 15, n_moments + 1)):
        design, told, n_seen = interrupted(arguments, moment)
        assert n_seen >= moment
        value = getattr(design.measures, arguments.get("minimise", "mbd"))
        assert value <= min(getattr(best, arguments.get("minimise", "mbd")) for best in told)
        assert value >= whole.bound
        for name in ("edges", "mbd"):
            assert getattr(design.measures, name) <= arguments.get(f"max_{name}", 100)


def test_an_interrupt_before_there_is_a_topology_is_raised(monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("skipgraph.design.designer.improve", interrupt)
    assert design_topology(12, max_edges=24, steps=5).measures.edges <= 24
    monkeypatch.setattr("skipgraph.design.designer.best_constructions", interrupt)
    with pytest.raises(KeyboardInterrupt):
        design_topology(12, max_edges=24, steps=5)


EARLY = [
    (5000, {"max_edges": 20_000}, 4),
    (5000, {"max_mbd": 4, "minimise": "edges"}, 4),
    (2000, {"max_in_degree": 2}, 22),
    (2000, {"max_live": 2}, 80),
    (2000, {"max_edges": 2400, "minimise": "mean"}, 30),
    (36, {"max_edges": 60}, 7),
    (36, {"max_edges": 90, "blocks": (12, 12, 12), "across": "forbid"}, 9),
    (500, {"max_edges": 3000, "regular": True}, 12),
]


@pytest.mark.parametrize(("n_layers", "arguments", "mbd"), EARLY, ids=repr)
def test_cheap_constructions_come_before_the_clock_and_an_early_stop(n_layers, arguments, mbd, monkeypatch):
    # the catalogue's k_hop(5000, hops=4) has 18,103 edges and MBD 4, the chain MBD 5000
    stopped = design_topology(n_layers, **arguments, stop=lambda: True)
    assert stopped.measures.mbd <= mbd
    assert stopped.is_interrupted
    seconds = iter(range(10**9))
    monkeypatch.setattr("skipgraph.design.search_time.monotonic", lambda: 1e6 * next(seconds))  # as busy as can be
    late = design_topology(n_layers, **arguments, time_seconds=1.0)
    assert late.measures.mbd <= mbd
    assert not late.is_interrupted


def test_hubs_need_no_more_edges_than_those_of_the_catalogue():
    stopped = design_topology(5000, max_mbd=4, minimise="edges", stop=lambda: True)
    assert stopped.measures.edges == k_hop(5000, hops=4).n_edges == 18_103


def test_a_value_below_its_bound_is_an_error(monkeypatch):
    proof = Bound(5, "a false proof")
    monkeypatch.setattr("skipgraph.design.problem.Problem.bound", lambda _: proof)
    with pytest.raises(SkipgraphError, match=r"mbd 1, below the bound 5 .*\(a false proof\): this is a fault"):
        design_topology(12, steps=0)


def test_a_stop_ends_the_search_with_the_best_so_far():
    told = []
    design = design_topology(
        24, max_edges=60, steps=10**9, progress=lambda _, best: told.append(best), stop=lambda: len(told) > 4
    )
    assert design.measures.edges <= 60
    assert 5 <= len(told) < 20
    assert design_topology(24, max_edges=60, steps=10**9, stop=lambda: True).measures.edges <= 60


@pytest.mark.parametrize(
    "arguments",
    [
        {"max_edges": 1500},
        {"max_edges": 550, "minimise": "mean"},
        {"max_edges": 500},
        {"max_in_degree": 4},
        {"max_live": 20, "minimise": "mean"},
        {"max_mbd": 4, "minimise": "edges"},
        {"max_mbd": 20, "minimise": "edges"},
        {"max_mbd": 5, "minimise": "live"},
        {"max_edges": 3000, "regular": True},
        {"max_edges": 1500, "blocks": (200, 200, 100), "across": "forbid"},
        {"max_mbd": 8, "max_edges": 1400, "minimise": "mean"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("seconds", [0.01, 2.5])
def test_all_parts_look_at_the_clock(arguments, seconds, monkeypatch):
    looks = []

    def clock():
        looks.append(None)
        return 0.02 * len(looks)  # a clock that only a look moves

    monkeypatch.setattr("skipgraph.design.search_time.monotonic", clock)
    measures = design_topology(500, **arguments, time_seconds=seconds).measures
    assert len(looks) < 50 * (seconds + 1.5)  # the first construction may take a second more
    for name in ("edges", "mbd", "in_degree", "live"):
        assert getattr(measures, name) <= arguments.get(f"max_{name}", 10**6)
