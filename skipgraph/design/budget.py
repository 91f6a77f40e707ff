"""How long a search may go on: a number of steps, which repeats exactly, or seconds, which do not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic

__all__ = ["Budget"]

_LONG_SECONDS = 3.0
_LONG_WORK = 2_000_000  # steps times layers, about ten seconds of plain Python
_LOOK_SECONDS = 0.1  # between two looks at the clock, at the pace so far
_FIRST_LOOK = 8  # steps, before the pace is known


class Budget:
    """Counts the steps of a search and says when it ends.

    Parameters
    ----------
    time_seconds : float
        Seconds from now on; looked at only if `steps` is None.
    steps : int or None
        Steps in all.
    stop : callable, optional
        Says whether to end now all the same.
    """

    def __init__(self, time_seconds: float, steps: int | None, stop: Callable[[], bool] | None = None) -> None:
        self._start, self._seconds, self._steps = monotonic(), time_seconds, steps
        self._stop, self._taken = stop, 0
        self._looked, self._pace = self._start, _LOOK_SECONDS / _FIRST_LOOK

    def spent(self) -> float:
        """Return the share of the budget that is spent, from 0 on; 1 once there is a stop."""
        if self._stopped():
            return 1.0
        if self._steps is not None:
            return self._taken / self._steps if self._steps else 1.0
        return (monotonic() - self._start) / self._seconds

    def step(self, n_steps: int = 1) -> None:
        """Count steps."""
        self._taken += n_steps
        if self._steps is None:
            self._pace = (monotonic() - self._looked) / n_steps

    def left(self, until: float, most: int) -> int:
        """Return how many steps to take before the next look at `spent`.

        Parameters
        ----------
        until : float
            The share of the budget, from 0 to 1, at which to stop.
        most : int
            The answer is no larger.

        Returns
        -------
        int
            At least 1. Of a number of steps no more than are left; of a time as many as a moment takes at the
            pace of the steps counted last.
        """
        if self._steps is not None:
            return max(1, min(most, ceil(until * self._steps) - self._taken))
        self._looked = monotonic()
        return max(1, min(most, int(_LOOK_SECONDS / max(self._pace, 1e-9))))

    def is_late(self, share: float = 1.0, *, grace_seconds: float = 0.0) -> bool:
        """Return whether work that takes no steps must end.

        Parameters
        ----------
        share : float
            The share of the time that it may have.
        grace_seconds : float
            What it may have beyond.

        Returns
        -------
        bool
            Never where steps are counted, unless there is a stop.
        """
        if self._stopped() or self._steps is not None:
            return self._stopped()
        return monotonic() - self._start >= share * self._seconds + grace_seconds

    def share(self, seconds: float) -> float:
        """Return what share of the budget so many seconds are; 1 where steps are counted."""
        return 1.0 if self._steps is not None else seconds / self._seconds

    def is_long(self, n_layers: int) -> bool:
        """Return whether a search among so many layers is worth loading a compiler."""
        if self._steps is not None:
            return self._steps * n_layers >= _LONG_WORK
        return self._seconds >= _LONG_SECONDS

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the clock stand still for work that is no part of the search."""
        begin = monotonic()
        try:
            yield
        finally:
            self._start += monotonic() - begin

    def _stopped(self) -> bool:
        return self._stop is not None and self._stop()
