"""The best topology so far, safe against interrupts."""

from collections.abc import Callable

from skipgraph.design.problem import Measures, Problem
from skipgraph.design.search_time import SearchTime
from skipgraph.topology import Topology

__all__ = ["Candidate", "Incumbent", "Progress"]

Candidate = tuple[Topology, Measures]
Progress = Callable[[float, Measures], None]


class Incumbent:
    """Keeps the best topology within the limits that was offered, and reports progress.

    Parameters
    ----------
    problem : Problem
        Limits and objective.
    time : SearchTime
        The time of the search.
    progress : callable, optional
        Called as ``progress(share_of_time, measures)`` with the best so far; the share is from 0 to 1.
    """

    def __init__(self, problem: Problem, time: SearchTime, progress: Progress | None = None) -> None:
        self.problem = problem
        self._time, self._progress = time, progress
        self._best: Candidate | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing within the limits was offered yet."""
        return self._best is None

    @property
    def best(self) -> Candidate:
        """The best so far; LookupError before the first."""
        if self._best is None:
            raise LookupError("no topology within the limits was offered yet")
        return self._best

    def would_take(self, measures: Measures) -> bool:
        """Return whether a topology with these measures is within the limits and better than the best."""
        if not self.problem.allows(measures):
            return False
        return self._best is None or self.problem.rank(measures) < self.problem.rank(self._best[1])

    def offer(self, candidate: Candidate) -> None:
        """Keep a topology if it is within the limits and better than the best; report the best either way."""
        if self.would_take(candidate[1]):
            self._best = candidate  # one assignment: an interrupt comes before or after it
        self.report()

    def report(self) -> None:
        """Report the best so far, if there is one."""
        if self._progress is not None and self._best is not None:
            self._progress(min(self._time.spent(), 1.0), self._best[1])
