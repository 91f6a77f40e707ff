"""A search time counts steps or seconds, never runs backwards, and ends at a stop."""

import pytest

from skipgraph.design import search_time as search_time_module
from skipgraph.design.search_time import SearchTime


def test_steps_are_counted_exactly():
    time = SearchTime(1e-9, 10)
    assert time.spent() == 0.0
    time.step()
    time.step(4)
    assert time.spent() == 0.5
    time.step(7)
    assert time.spent() == 1.2
    assert SearchTime(10, 0).spent() == 1.0


def test_seconds_are_those_of_a_clock_that_never_goes_back(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(search_time_module, "monotonic", lambda: now[0])
    time = SearchTime(8.0, None)
    time.step(1000)
    assert time.spent() == 0.0
    now[0] += 2.0
    assert time.spent() == 0.25


@pytest.mark.parametrize(
    ("taken", "until", "left"), [(0, 1.0, 10), (0, 0.5, 5), (0, 0.55, 6), (4, 0.5, 1), (9, 0.5, 1)]
)
def test_steps_left_end_at_a_share(taken, until, left):
    time = SearchTime(1.0, 10)
    time.step(taken)
    assert time.left(until, 100) == left
    assert time.left(until, 1) == 1


def test_only_long_searches_are_worth_a_compiler():
    assert not SearchTime(10.0, 400).is_long(36)
    assert SearchTime(10.0, 400_000).is_long(36)
    assert SearchTime(10.0, None).is_long(36)
    assert not SearchTime(1.0, None).is_long(36)


def test_work_without_steps_is_late_by_the_clock_alone(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(search_time_module, "monotonic", lambda: now[0])
    time, steps = SearchTime(10.0, None), SearchTime(10.0, 5)
    now[0] = 5.0
    assert (time.is_late(), time.is_late(0.5), time.is_late(0.5, grace_seconds=1.0)) == (False, True, False)
    with time.paused():
        now[0] = 50.0
    assert not time.is_late()
    now[0] = 55.0
    assert time.is_late()
    assert time.share(2.0) == 0.2
    assert (steps.is_late(), steps.share(2.0)) == (False, 1.0)


def test_a_stop_ends_all(monkeypatch):
    for time in (SearchTime(10.0, None, lambda: True), SearchTime(10.0, 100, lambda: True)):
        assert time.spent() == 1.0
        assert time.is_late(grace_seconds=100.0)


def test_slow_steps_are_watched_closely(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(search_time_module, "monotonic", lambda: now[0])
    time = SearchTime(10.0, None)
    n_steps = time.left(1.0, 1000)
    assert 1 <= n_steps < 20
    now[0] += 0.001 * n_steps
    time.step(n_steps)
    assert 50 <= time.left(1.0, 1000) <= 100
    assert time.left(1.0, 10) == 10
    now[0] += 5.0
    time.step(1)
    assert time.left(1.0, 1000) == 1
