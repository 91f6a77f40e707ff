"""Local search over skips: add skips while edges are left, then anneal moves of one skip at a time."""

from dataclasses import replace
from typing import assert_never

import numpy as np

from skipgraph.design import moves, tuning
from skipgraph.design.add_skips import add_best_skips, add_random_skips
from skipgraph.design.annealing import Annealing
from skipgraph.design.incumbent import Candidate, Incumbent
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.metrics import live_counts
from skipgraph.topology import Topology

__all__ = ["approach", "improve"]


def improve(starts: list[Candidate], incumbent: Incumbent, time: SearchTime, rng: np.random.Generator) -> None:
    """Improve topologies until the time is over.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep the limits, the best first.
    incumbent : Incumbent
        Its problem is solved; every better topology is offered to it.
    time : SearchTime
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Notes
    -----
    First, of random skips, those are added that lower the sum of distances most. Then moves of one skip at a time are
    annealed, until the MBD is a layer smaller; or, to save edges, until a dropped skip is made up for; or, for a
    smaller live set, until the skips over its widest place are made up for. Last, moves that make no pair too far
    apart are annealed for a smaller mean BD.

    With numba (extra ``[fast]``) a long search makes about a hundred times more moves in the same time. The same moves
    lead to the same topology without it.
    """
    problem = incumbent.problem
    incumbent.offer(starts[0])
    search = _Search(incumbent, time, rng)
    if problem.minimise in ("mbd", "mean"):
        incumbent.offer(add_best_skips(starts, problem, time, rng, until=search.added))
    if problem.n_layers > tuning.MATRIX_LAYERS:
        return
    match problem.minimise:
        case "mbd":
            search.shorten(problem.bound().value)
        case "edges":
            search.save()
        case "live":
            search.narrow()
        case "mean":
            pass  # polishing is all there is to do
        case _:
            assert_never(problem.minimise)
    search.polish()


def approach(starts: list[Candidate], problem: Problem, time: SearchTime, rng: np.random.Generator) -> Candidate | None:
    """Look for a topology within the limit on the MBD, which the starts exceed.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep all other limits, the best first.
    problem : Problem
        Limits, one on the MBD among them.
    time : SearchTime
        When to stop; at most three fifths of it are used.
    rng : numpy.random.Generator
        Source of the moves.

    Returns
    -------
    tuple of Topology and Measures, or None
        None if none was found; there may still be one.
    """
    nearest = Incumbent(replace(problem, max_mbd=None, minimise="mbd"), time)
    nearest.offer(starts[0])
    search = _Search(nearest, time, rng)
    nearest.offer(add_best_skips(starts, nearest.problem, time, rng, until=search.added))
    search.shorten(problem.max_mbd or problem.n_layers)
    return nearest.best if problem.allows(nearest.best[1]) else None


class _Search:
    """The stages that improve the best topology so far."""

    def __init__(self, incumbent: Incumbent, time: SearchTime, rng: np.random.Generator) -> None:
        self.incumbent, self.time, self.rng = incumbent, time, rng
        self.problem = incumbent.problem
        begin = time.spent()
        self.added, self.hunted = (begin + share * (1 - begin) for share in (tuning.ADDING_SHARE, tuning.HUNTING_SHARE))
        self.first = self.problem.first_readable()

    @property
    def best(self) -> Candidate:
        """The best so far."""
        return self.incumbent.best

    def shorten(self, goal: float) -> None:
        """Lower the MBD to a goal, a layer at a time."""
        while self.best[1].mbd > goal and self.time.spent() < self.hunted:
            before = self.best[1].mbd
            self.hunt(self.best[0], before - 1, self.hunted)
            if self.best[1].mbd == before:
                return

    def save(self) -> None:
        """Drop a random skip and make up for it, again and again."""
        hops = self.problem.max_mbd or self.problem.n_layers
        bound, longest = self.problem.bound().value, self.time.spent() + tuning.SAVING_SHARE
        while self.best[1].edges > bound and self.time.spent() < self.hunted:
            topology, measures = self.best
            skips = [edge for edge in topology.edges().tolist() if edge[1] - edge[0] > 1]
            dropped = skips[int(self.rng.integers(len(skips)))]
            fewer = _without(topology, dropped)
            self.incumbent.offer((fewer, measure_topology(fewer)))
            share = self.time.spent()
            longest = min(longest, self.hunted)
            self.hunt(fewer, hops, max(longest, share + 1e-9))
            # a try that fails is followed by a longer one
            saved = self.best[1].edges < measures.edges
            longest = self.time.spent() + (tuning.SAVING_SHARE if saved else tuning.LONGER_TRIES * (longest - share))

    def narrow(self) -> None:
        """Drop skips where most nodes are alive and make up for them, again and again."""
        hops = self.problem.max_mbd or self.problem.n_layers
        bound, longest = self.problem.bound().value, tuning.NARROWING_SHARE
        while self.best[1].live > bound and (share := self.time.spent()) < self.hunted:
            topology, measures = self.best
            live, edges = measures.live - 1, self.problem.max_edges or measures.edges
            problem = replace(self.problem, max_live=live, max_edges=edges)
            fewer = add_random_skips(_narrowed(topology, live, self.rng), problem, self.time, self.rng)
            until = min(share + longest, self.hunted)
            self.hunt(fewer, hops, until, live=live)
            longest *= tuning.LONGER_TRIES

    def polish(self) -> None:
        """Lower the mean BD; keep the MBD unless the mean is the only aim."""
        problem, measures = self.problem, self.best[1]
        if measures.mbd <= 2 and problem.minimise != "mean":
            return  # as many pairs as there are edges are 1 apart, all others 2
        hops = measures.mbd if problem.minimise != "mean" else (problem.max_mbd or problem.n_layers)
        annealing = self._annealing(self.best[0], hops, hunting=False)
        hottest = annealing.heat
        for cooled in annealing.rounds(1.0):
            # no move may make excess, so it has no price
            annealing.run(1.0, heat=hottest * (1 - cooled), weight=1.0, price=0.0)
        if annealing.has_better:
            annealing.offer()

    def hunt(self, start: Topology, hops: int, until: float, *, live: int | None = None) -> None:
        """Anneal until no pair is more than `hops` apart, or until a share of the time is spent."""
        annealing = self._annealing(start, hops, hunting=True, live=live)
        blind = self.problem.n_layers <= tuning.BLIND_LAYERS
        hottest = 1.0 if blind else annealing.heat
        low, high = tuning.HUNTING_PRICES
        for cooled in annealing.rounds(until):
            weight, price = (0.0, 1.0) if blind else (1.0, hottest * low * (high / low) ** cooled)
            annealing.run(until, heat=hottest * (1 - cooled), weight=weight, price=price)
            if annealing.has_better:
                annealing.offer()
                return

    def _annealing(self, start: Topology, hops: int, *, hunting: bool, live: int | None = None) -> Annealing:
        if live is None:
            live = self.problem.max_live if self.problem.minimise != "live" else self.best[1].live
        skips = moves.skips_of(start, self.first, hops)
        return Annealing(skips, self.incumbent, self.time, self.rng, hops=hops, live=live, hunting=hunting)


def _narrowed(topology: Topology, live: int, rng: np.random.Generator) -> Topology:
    """Drop the skips of random nodes where most nodes are alive, until at most `live` are."""
    reads = [set(topology.reads(node)) for node in range(topology.n_nodes)]
    while (alive := live_counts(topology)).max() > live:
        place = int(alive.argmax())
        over = {source for row in reads[place + 1 :] for source in row if source < place}
        gone = sorted(over)[int(rng.integers(len(over)))]
        for row in reads[place + 1 :]:
            row.discard(gone)
        topology = Topology.from_reads(map(sorted, reads))
    return topology


def _without(topology: Topology, edge: list[int]) -> Topology:
    """Return the topology without one edge."""
    return Topology.from_reads(
        [source for source in topology.reads(node) if [source, node] != edge] for node in range(topology.n_nodes)
    )
