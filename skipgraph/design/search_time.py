"""How long a search may go on: a number of steps, which repeats exactly, or seconds, which do not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from time import monotonic

from skipgraph.design import tuning

__all__ = ["SearchTime"]


class SearchTime:
    """Counts the steps of a search and says when it ends.

    Parameters
    ----------
    time_seconds : float
        Seconds from now on; looked at only if `steps` is None.
    steps : int or None
        Steps in all.
    stop : callable, optional
        Says whether to end now all the same.

    Examples
    --------
    >>> time = SearchTime(10.0, 4)
    >>> time.step(3)
    >>> time.spent()
    0.75
    """

    def __init__(self, time_seconds: float, steps: int | None, stop: Callable[[], bool] | None = None) -> None:
        self._start, self._seconds, self._steps = monotonic(), time_seconds, steps
        self._stop, self._taken = stop, 0
        self._looked, self._pace = self._start, tuning.LOOK_SECONDS / tuning.FIRST_LOOK_STEPS

    @property
    def is_stopped(self) -> bool:
        """Whether the search was told to stop."""
        return self._stop is not None and self._stop()

    @property
    def counts_steps(self) -> bool:
        """Whether steps are counted, and not seconds."""
        return self._steps is not None

    def spent(self) -> float:
        """Return the share of the time that is spent, at least 0; 1 once there is a stop."""
        if self.is_stopped:
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
            The share of the time, from 0 to 1, at which to stop.
        most : int
            The answer is no larger.

        Returns
        -------
        int
            At least 1. Where steps are counted, no more than are left; where seconds are, as many as a moment takes
            at the pace of the last steps.
        """
        if self._steps is not None:
            return max(1, min(most, ceil(until * self._steps) - self._taken))
        self._looked = monotonic()
        return max(1, min(most, int(tuning.LOOK_SECONDS / max(self._pace, 1e-9))))

    def is_late(self, share: float = 1.0, *, grace_seconds: float = 0.0) -> bool:
        """Return whether work that takes no steps must end.

        Parameters
        ----------
        share : float
            The share of the time that it may take.
        grace_seconds : float
            How much longer it may take.

        Returns
        -------
        bool
            False where steps are counted, unless there is a stop.
        """
        if self.is_stopped or self._steps is not None:
            return self.is_stopped
        return monotonic() - self._start >= share * self._seconds + grace_seconds

    def share(self, seconds: float) -> float:
        """Return which share of the time so many seconds are; 1 where steps are counted."""
        return 1.0 if self._steps is not None else seconds / self._seconds

    def is_long(self, n_layers: int) -> bool:
        """Return whether a search among so many layers is long enough to load compiled moves."""
        if self._steps is not None:
            return self._steps * n_layers >= tuning.COMPILE_WORK
        return self._seconds >= tuning.COMPILE_SECONDS

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock during work that is not part of the search."""
        begin = monotonic()
        try:
            yield
        finally:
            self._start += monotonic() - begin
