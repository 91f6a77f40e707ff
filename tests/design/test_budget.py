"""A budget counts steps or seconds, never runs backwards and tells what it is told."""

import pytest

from skipgraph.design import budget as budget_module
from skipgraph.design.budget import Budget
from skipgraph.design.request import Measures

MEASURES = Measures(edges=5, mbd=2, mean=1.5, live=2, in_degree=2)


def test_steps_are_counted_exactly():
    budget = Budget(1e-9, 10)
    assert budget.spent() == 0.0
    budget.step()
    budget.step(4)
    assert budget.spent() == 0.5
    budget.step(7)
    assert budget.spent() == 1.2
    assert Budget(10, 0).spent() == 1.0


def test_seconds_are_those_of_a_clock_that_never_goes_back(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(budget_module, "monotonic", lambda: now[0])
    budget = Budget(8.0, None)
    budget.step(1000)
    assert budget.spent() == 0.0
    now[0] += 2.0
    assert budget.spent() == 0.25


@pytest.mark.parametrize(
    ("taken", "until", "left"), [(0, 1.0, 10), (0, 0.5, 5), (0, 0.55, 6), (4, 0.5, 1), (9, 0.5, 1)]
)
def test_steps_left_end_at_a_share(taken, until, left):
    budget = Budget(1.0, 10)
    budget.step(taken)
    assert budget.left(until, 100) == left
    assert budget.left(until, 1) == 1
    assert Budget(1.0, None).left(until, 64) == 64


def test_only_long_searches_are_worth_a_compiler():
    assert not Budget(10.0, 400).is_long(36)
    assert Budget(10.0, 400_000).is_long(36)
    assert Budget(10.0, None).is_long(36)
    assert not Budget(1.0, None).is_long(36)


def test_progress_is_told_a_share_of_at_most_one():
    told = []
    budget = Budget(1.0, 4, lambda share, best: told.append((share, best)))
    for _ in range(3):
        budget.tell(MEASURES)
        budget.step(3)
    assert told == [(0.0, MEASURES), (0.75, MEASURES), (1.0, MEASURES)]
    Budget(1.0, 4).tell(MEASURES)
