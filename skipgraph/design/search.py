"""Local search over skips: spend what edges are left, then anneal moves of one skip at a time."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from skipgraph.design import moves
from skipgraph.design.budget import Budget
from skipgraph.design.engine import loaded_moves
from skipgraph.design.incumbent import Candidate, Incumbent
from skipgraph.design.request import Request, measure_topology
from skipgraph.design.spend import fill, spend
from skipgraph.metrics import live_counts
from skipgraph.topology import Topology

__all__ = ["approach", "improve"]

_FEW_LAYERS = 300
_SPENT, _HUNTED = 0.3, 0.6  # shares of the time after which no edges are added, and the MBD is not lowered
_HEAT = 0.03  # of what a skip is worth on average
_WORK = 50_000  # moves times layers between two looks at the clock
_TOLD, _TOLD_SECONDS = 0.05, 2.0  # share of the budget between two reports, and at most so long


def improve(starts: list[Candidate], incumbent: Incumbent, budget: Budget, rng: np.random.Generator) -> None:
    """Improve topologies until the budget is spent.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep the limits, the best first.
    incumbent : Incumbent
        Whose request is searched for, and to whom every better topology is offered.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Notes
    -----
    Spend: of random skips, add those that lower the sum of distances most. Hunt: anneal moves of a skip until no
    pair is further apart than one layer less than now or, to save edges, until a dropped skip is made up for; to
    lower the live set, skips over its widest place go elsewhere, until no pair is too far apart.
    Polish: anneal moves for the mean that put no pair too far apart. With numba (extra ``[fast]``) a long search
    makes some hundred times more moves in the same time; the same moves lead to the same topology without it.
    """
    request = incumbent.request
    incumbent.offer(starts[0])
    search = _Search(incumbent, budget, rng)
    if request.minimise in ("mbd", "mean"):
        incumbent.offer(spend(starts, request, budget, rng, until=search.spent))
    if request.n_layers > moves.MOST_LAYERS:
        return
    if request.minimise == "mbd":
        search.shorten(request.bound().value)
    elif request.minimise == "edges":
        search.save()
    elif request.minimise == "live":
        search.narrow()
    search.polish()


def approach(starts: list[Candidate], request: Request, budget: Budget, rng: np.random.Generator) -> Candidate | None:
    """Look for a topology within a maximum BD that the starts exceed.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep all other limits, the best first.
    request : Request
        Limits, one on the MBD among them.
    budget : Budget
        When to stop; three fifths of it are taken at most.
    rng : numpy.random.Generator
        Source of the moves.

    Returns
    -------
    tuple of Topology and Measures, or None
        None if none was found; there may still be one.
    """
    nearest = Incumbent(replace(request, max_mbd=None, minimise="mbd"), budget)
    nearest.offer(starts[0])
    search = _Search(nearest, budget, rng)
    nearest.offer(spend(starts, nearest.request, budget, rng, until=search.spent))
    search.shorten(request.max_mbd or request.n_layers)
    return nearest.best if request.allows(nearest.best[1]) else None


class _Search:
    """Stages that better the best topology so far."""

    def __init__(self, incumbent: Incumbent, budget: Budget, rng: np.random.Generator) -> None:
        self.incumbent, self.budget, self.rng = incumbent, budget, rng
        self.request = incumbent.request
        begin = budget.spent()
        self.spent, self.hunted = (begin + share * (1 - begin) for share in (_SPENT, _HUNTED))
        self.first = self.request.first_readable()
        self.batch = max(64, _WORK // self.request.n_layers)

    @property
    def best(self) -> Candidate:
        """The best so far."""
        return self.incumbent.best

    def shorten(self, goal: float) -> None:
        """Lower the MBD to a goal, a layer at a time."""
        while self.best[1].mbd > goal and self.budget.spent() < self.hunted:
            before = self.best[1].mbd
            self.run(moves.skips_of(self.best[0], self.first, before - 1), before - 1, self.hunted, hunting=True)
            if self.best[1].mbd == before:
                return

    def save(self) -> None:
        """Drop a random skip and make up for it, time and again."""
        hops = self.request.max_mbd or self.request.n_layers
        bound, longest = self.request.bound().value, self.budget.spent() + 0.01
        while self.best[1].edges > bound and self.budget.spent() < self.hunted:
            topology, measures = self.best
            skips = [edge for edge in topology.edges().tolist() if edge[1] - edge[0] > 1]
            dropped = skips[int(self.rng.integers(len(skips)))]
            fewer = _without(topology, dropped)
            self.incumbent.offer((fewer, measure_topology(fewer)))
            share = self.budget.spent()
            longest = min(longest, self.hunted)
            self.run(moves.skips_of(fewer, self.first, hops), hops, max(longest, share + 1e-9), hunting=True)
            # a few short tries, then longer ones
            longest = self.budget.spent() + (0.01 if self.best[1].edges < measures.edges else 1.5 * (longest - share))

    def narrow(self) -> None:
        """Take skips from where most nodes are alive and make up for it, time and again."""
        hops = self.request.max_mbd or self.request.n_layers
        bound, longest = self.request.bound().value, 0.02
        while self.best[1].live > bound and (share := self.budget.spent()) < self.hunted:
            topology, measures = self.best
            live, edges = measures.live - 1, self.request.max_edges or measures.edges
            request = replace(self.request, max_live=live, max_edges=edges)
            fewer = fill(_narrowed(topology, live, self.rng), request, self.budget, self.rng)
            until = min(share + longest, self.hunted)
            self.run(moves.skips_of(fewer, self.first, hops), hops, until, hunting=True, live=live)
            longest *= 1.5

    def polish(self) -> None:
        """Lower the mean, keeping the MBD unless only the mean is wanted."""
        request, measures = self.request, self.best[1]
        if measures.mbd <= 2 and request.minimise != "mean":
            return  # as many pairs as there are edges are 1 apart, all others 2
        hops = measures.mbd if request.minimise != "mean" else (request.max_mbd or request.n_layers)
        self.run(moves.skips_of(self.best[0], self.first, hops), hops, 1.0, hunting=False)

    def run(self, skips: moves.Skips, hops: int, until: float, *, hunting: bool, live: int | None = None) -> None:
        """Anneal until a share of the budget is spent, or the hunt is over."""
        begin = self.budget.spent()
        if begin >= until:
            return
        if not skips.source.size:
            self.budget.step()
            return
        request = self.request
        best = np.zeros((3, skips.source.size), np.int64)
        best[2, 0] = 2**62 if hunting else skips.sums[0]
        known = int(best[2, 0])
        # among few layers a hunt goes by the excess alone; among many the sum of distances must lead it
        blind = hunting and request.n_layers <= _FEW_LAYERS
        hottest = 1.0 if blind else _HEAT * float(skips.sums[0]) / skips.source.size
        if live is None:
            live = request.max_live if request.minimise != "live" else self.best[1].live
        anneal = loaded_moves().anneal
        told, pause = begin, min(_TOLD, self.budget.share(_TOLD_SECONDS))
        while (spent := self.budget.spent()) < until:
            cooled = (spent - begin) / (until - begin)
            limits = moves.Limits(
                hops,
                moves.NO_LIMIT if request.max_in_degree is None else request.max_in_degree,
                moves.NO_LIMIT if live is None else live,
                0.0 if blind else 1.0,
                1.0 if blind else hottest * 0.1 * 100.0**cooled,
                hunting,
            )
            n_moves = self.budget.left(until, self.batch)
            draws, slack = self.rng.random((n_moves, 4)), self.rng.standard_exponential(n_moves)
            self.budget.step(anneal(skips, limits, hottest * (1 - cooled), draws, slack, best))
            if hunting and best[2, 0] < known:
                break
            if spent > told + pause:  # a sweep takes as long as many moves
                told = spent
                if best[2, 0] < known:
                    known = int(best[2, 0])
                    self.incumbent.offer(_drawn(skips.first.size, best))
                else:
                    self.incumbent.tell()
        if best[2, 0] < known:
            self.incumbent.offer(_drawn(skips.first.size, best))


def _drawn(n_nodes: int, best: NDArray[np.int64]) -> Candidate:
    """Return the chain with the best skips, measured by a fresh sweep."""
    reads: list[set[int]] = [set(), *({node - 1} for node in range(1, n_nodes))]
    for source, target in best[:2].T.tolist():
        reads[target].add(source)
    topology = Topology.from_reads(reads)
    return topology, measure_topology(topology)


def _narrowed(topology: Topology, live: int, rng: np.random.Generator) -> Topology:
    """Return the topology without skips of random nodes over wide places, until no more than `live` are alive."""
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
