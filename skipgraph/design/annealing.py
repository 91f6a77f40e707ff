"""Anneal the skips of a topology in rounds, with a look at the clock between two rounds."""

from collections.abc import Iterator

import numpy as np

from skipgraph.design import moves, tuning
from skipgraph.design.compiled import loaded_moves
from skipgraph.design.incumbent import Candidate, Incumbent
from skipgraph.design.problem import measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.topology import Topology

__all__ = ["Annealing"]

_NO_SUM = 2**62  # above every sum of distances


class Annealing:
    """Skips that moves change, and the best state of them so far without excess.

    Parameters
    ----------
    skips : Skips
        Changed in place.
    incumbent : Incumbent
        The best state is offered to it.
    time : SearchTime
        The time of the search.
    rng : numpy.random.Generator
        Source of the moves.
    hops : int
        Distances beyond this are too far.
    live : int or None
        Nodes that may be alive at once. None is no limit.
    hunting : bool
        True: any state without excess is better than the first. False: only one with a smaller sum of distances.
    """

    def __init__(
        self,
        skips: moves.Skips,
        incumbent: Incumbent,
        time: SearchTime,
        rng: np.random.Generator,
        *,
        hops: int,
        live: int | None,
        hunting: bool,
    ) -> None:
        self.skips = skips
        self._incumbent, self._time, self._rng = incumbent, time, rng
        limit = incumbent.problem.max_in_degree
        self._hops, self._hunting = hops, hunting
        self._in_degree = moves.NO_LIMIT if limit is None else limit
        self._live = moves.NO_LIMIT if live is None else live
        self._n_moves = max(tuning.FEWEST_MOVES, tuning.WORK_BETWEEN_LOOKS // incumbent.problem.n_layers)
        self._best = np.zeros((3, max(skips.source.size, 1)), np.int64)
        self._best[2, 0] = self._offered = _NO_SUM if hunting else int(skips.sums[0])

    @property
    def heat(self) -> float:
        """The heat to begin with: a share of what a skip is worth on average."""
        return tuning.START_HEAT * float(self.skips.sums[0]) / max(self.skips.source.size, 1)

    @property
    def has_better(self) -> bool:
        """Whether the best state is better than the last that was offered."""
        return bool(self._best[2, 0] < self._offered)

    def rounds(self, until: float) -> Iterator[float]:
        """Yield before each round which share of the rounds is done; report the best now and then.

        Parameters
        ----------
        until : float
            Share of the time after which there are no more rounds.

        Yields
        ------
        float
            From 0 to 1.
        """
        begin = reported = self._time.spent()
        if begin < until and not self.skips.source.size:
            self._time.step()  # nothing to move, yet the steps must end
            return
        pause = min(tuning.REPORT_SHARE, self._time.share(tuning.REPORT_SECONDS))
        spent = begin
        while spent < until:
            yield (spent - begin) / (until - begin)
            if spent > reported + pause:
                reported = spent
                self.offer()
            spent = self._time.spent()

    def run(self, until: float, *, heat: float, weight: float, price: float) -> None:
        """Try the moves of one round; the parameters are those of `moves.Limits` and `moves.anneal`."""
        limits = moves.Limits(self._hops, self._in_degree, self._live, weight, price, self._hunting)
        n_moves = self._time.left(until, self._n_moves)
        draws, slack = self._rng.random((n_moves, 4)), self._rng.standard_exponential(n_moves)
        self._time.step(loaded_moves().anneal(self.skips, limits, heat, draws, slack, self._best))

    def offer(self) -> None:
        """Offer the best state, if it is better than the last that was offered; report the best either way."""
        if self.has_better:
            self._offered = int(self._best[2, 0])
            self._incumbent.offer(self._candidate())
        else:
            self._incumbent.report()

    def _candidate(self) -> Candidate:
        """Return the chain with the best skips, measured by a fresh sweep."""
        n_nodes = self.skips.first.size
        reads: list[set[int]] = [set(), *({node - 1} for node in range(1, n_nodes))]
        for source, target in self._best[:2].T.tolist():
            reads[target].add(source)
        topology = Topology.from_reads(reads)
        return topology, measure_topology(topology)
