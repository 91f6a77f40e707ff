"""Rounds end with the time, and better states are offered to the incumbent."""

import numpy as np
import pytest

from skipgraph.design import moves
from skipgraph.design.annealing import Annealing
from skipgraph.design.incumbent import Incumbent
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.patterns import chain, log_densenet


def started(topology, *, steps, hops, hunting):
    time = SearchTime(60.0, steps)
    incumbent = Incumbent(Problem(topology.n_layers, max_edges=topology.n_edges), time)
    skips = moves.skips_of(topology, np.zeros(topology.n_nodes, np.int64), hops)
    rng = np.random.default_rng(1)
    return Annealing(skips, incumbent, time, rng, hops=hops, live=None, hunting=hunting), incumbent, time


@pytest.mark.parametrize("until", [0.5, 1.0])
def test_rounds_end_at_the_share_of_the_steps(until):
    annealing, _, time = started(log_densenet(30), steps=2000, hops=5, hunting=False)
    shares = []
    for share in annealing.rounds(until):
        shares.append(share)
        annealing.run(until, heat=0.0, weight=1.0, price=0.0)
    assert shares == sorted(shares)
    assert (shares[0], time.spent()) == (0.0, until)


def test_what_has_no_skips_ends_the_steps_at_once():
    annealing, incumbent, time = started(chain(9), steps=3, hops=9, hunting=False)
    assert list(annealing.rounds(1.0)) == []
    assert time.spent() > 0
    assert incumbent.is_empty


def test_a_better_state_is_offered_and_measured():
    start = log_densenet(30)
    annealing, incumbent, _ = started(start, steps=3000, hops=5, hunting=False)
    for _ in annealing.rounds(1.0):
        annealing.run(1.0, heat=0.0, weight=1.0, price=0.0)
    annealing.offer()
    assert not annealing.has_better
    topology, measures = incumbent.best
    assert measures == measure_topology(topology)
    assert measures.mean < measure_topology(start).mean
    assert measures.mbd <= 5


def test_a_hunt_takes_any_state_without_excess():
    annealing, _, _ = started(log_densenet(30), steps=10, hops=5, hunting=True)
    for _ in annealing.rounds(1.0):
        annealing.run(1.0, heat=1e9, weight=0.0, price=0.0)
        if annealing.has_better:
            return
    pytest.fail("ten free moves keep the MBD once")
