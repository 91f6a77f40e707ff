"""A budget counts steps or seconds, never runs backwards and tells what it is told."""

import pytest

from skipgraph.design import budget as budget_module
from skipgraph.design.budget import Budget


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


def test_only_long_searches_are_worth_a_compiler():
    assert not Budget(10.0, 400).is_long(36)
    assert Budget(10.0, 400_000).is_long(36)
    assert Budget(10.0, None).is_long(36)
    assert not Budget(1.0, None).is_long(36)


def test_work_without_steps_is_late_by_the_clock_alone(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(budget_module, "monotonic", lambda: now[0])
    budget, steps = Budget(10.0, None), Budget(10.0, 5)
    now[0] = 5.0
    assert (budget.is_late(), budget.is_late(0.5), budget.is_late(0.5, grace_seconds=1.0)) == (False, True, False)
    with budget.paused():
        now[0] = 50.0
    assert not budget.is_late()
    now[0] = 55.0
    assert budget.is_late()
    assert budget.share(2.0) == 0.2
    assert (steps.is_late(), steps.share(2.0)) == (False, 1.0)


def test_a_stop_ends_all(monkeypatch):
    for budget in (Budget(10.0, None, lambda: True), Budget(10.0, 100, lambda: True)):
        assert budget.spent() == 1.0
        assert budget.is_late(grace_seconds=100.0)


def test_slow_steps_are_watched_closely(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(budget_module, "monotonic", lambda: now[0])
    budget = Budget(10.0, None)
    n_steps = budget.left(1.0, 1000)
    assert 1 <= n_steps < 20
    now[0] += 0.001 * n_steps
    budget.step(n_steps)
    assert 50 <= budget.left(1.0, 1000) <= 100
    assert budget.left(1.0, 10) == 10
    now[0] += 5.0
    budget.step(1)
    assert budget.left(1.0, 1000) == 1
