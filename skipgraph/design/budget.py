"""How long a search may go on: a number of steps, which repeats exactly, or seconds, which do not."""

from collections.abc import Callable
from math import ceil
from time import monotonic

from skipgraph.design.request import Measures

__all__ = ["Budget", "Progress"]

Progress = Callable[[float, Measures], None]

_LONG_SECONDS = 3.0
_LONG_WORK = 2_000_000  # steps times layers, about ten seconds of plain Python


class Budget:
    """Counts the steps of a search and says when it ends.

    Parameters
    ----------
    time_seconds : float
        Seconds from now on; looked at only if `steps` is None.
    steps : int or None
        Steps in all.
    progress : callable, optional
        Told the share of the budget that is spent, from 0 to 1, and the best so far.
    """

    def __init__(self, time_seconds: float, steps: int | None, progress: Progress | None = None) -> None:
        self._start, self._seconds, self._steps = monotonic(), time_seconds, steps
        self._progress, self._taken = progress, 0

    def spent(self) -> float:
        """Return the share of the budget that is spent, from 0 on."""
        if self._steps is not None:
            return self._taken / self._steps if self._steps else 1.0
        return (monotonic() - self._start) / self._seconds

    def step(self, n_steps: int = 1) -> None:
        """Count steps."""
        self._taken += n_steps

    def left(self, until: float, most: int) -> int:
        """Return how many steps are left until a share of the budget is spent.

        Parameters
        ----------
        until : float
            The share, from 0 to 1.
        most : int
            The answer where more are left, or only time is counted.

        Returns
        -------
        int
            At least 1.
        """
        if self._steps is None:
            return most
        return max(1, min(most, ceil(until * self._steps) - self._taken))

    def is_long(self, n_layers: int) -> bool:
        """Return whether a search among so many layers is worth loading a compiler."""
        if self._steps is not None:
            return self._steps * n_layers >= _LONG_WORK
        return self._seconds >= _LONG_SECONDS

    def tell(self, best: Measures) -> None:
        """Report the best so far."""
        if self._progress is not None:
            self._progress(min(self.spent(), 1.0), best)
