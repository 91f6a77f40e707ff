"""The best topology so far: the one place where a search keeps it, whatever interrupts the search."""

from collections.abc import Callable

from skipgraph.design.budget import Budget
from skipgraph.design.request import Measures, Request
from skipgraph.topology import Topology

__all__ = ["Candidate", "Incumbent", "Progress"]

Candidate = tuple[Topology, Measures]
Progress = Callable[[float, Measures], None]


class Incumbent:
    """Keeps the best topology that is offered and within the limits, and tells of it.

    Parameters
    ----------
    request : Request
        Limits and wish.
    budget : Budget
        Of the search that offers.
    progress : callable, optional
        Told the share of the budget that is spent, from 0 to 1, and the measures of the best so far.
    """

    def __init__(self, request: Request, budget: Budget, progress: Progress | None = None) -> None:
        self.request = request
        self._budget, self._progress = budget, progress
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
        """Return whether a topology of such measures is within the limits and better than the best."""
        if not self.request.allows(measures):
            return False
        return self._best is None or self.request.rank(measures) < self.request.rank(self._best[1])

    def offer(self, candidate: Candidate) -> None:
        """Keep a topology if it is within the limits and better than the best; tell of the best either way."""
        if self.would_take(candidate[1]):
            self._best = candidate  # at once: an interrupt comes before or after
        self.tell()

    def tell(self) -> None:
        """Tell of the best so far, if there is one."""
        if self._progress is not None and self._best is not None:
            self._progress(min(self._budget.spent(), 1.0), self._best[1])
