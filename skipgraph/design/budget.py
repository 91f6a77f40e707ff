"""How long a search may go on: a number of steps, which repeats exactly, or seconds, which do not."""

from collections.abc import Callable
from time import monotonic

from skipgraph.design.request import Measures

__all__ = ["Budget", "Progress"]

Progress = Callable[[float, Measures], None]


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

    def tell(self, best: Measures) -> None:
        """Report the best so far."""
        if self._progress is not None:
            self._progress(min(self.spent(), 1.0), best)
