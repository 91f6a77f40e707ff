"""Spend the edges that are left: of random skips, add those that lower the mean most, and then any."""

import numpy as np

from skipgraph.design.budget import Budget
from skipgraph.design.incumbent import Candidate
from skipgraph.design.portfolio import pruned_topology
from skipgraph.design.request import Request, measure_topology
from skipgraph.metrics import IncrementalDistances
from skipgraph.metrics.sweep import DistanceMatrix
from skipgraph.topology import Topology

__all__ = ["fill", "spend"]

_SCORED, _KEPT = 400, 20  # skips scored at a time, and how many of the best of them are added
_MISSES = 5  # draws without a skip that fits before no more are looked for
_FILLED_SHARE = 0.8  # of the time, after which skips are not even added as they come
_MANY_LAYERS, _FEW_HOPS = 400, 10
_MOST_LAYERS = 5000  # beyond this a look at the distances of all pairs takes longer than a skip is worth


def spend(
    starts: list[Candidate], request: Request, budget: Budget, rng: np.random.Generator, *, until: float
) -> Candidate:
    """Add skips to each of several topologies while edges are left.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep the limits, the best first.
    request : Request
        Limits and wish.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the skips.
    until : float
        Share of the budget after which to stop.

    Returns
    -------
    tuple of Topology and Measures
        The best, never worse than the starts.
    """
    best = starts[0]
    start = budget.spent()
    if start >= until:
        return best
    # with two hops the mean is a matter of how many edges there are
    begins = [_sparser(best, budget), *starts] if best[1].mbd > 2 and request.n_layers <= _MOST_LAYERS else []
    for place, begin in enumerate(begins, 1):
        spent = _scored(begin, request, budget, rng, until=start + (until - start) * place / len(begins))
        best = min(best, spent, key=lambda candidate: request.rank(candidate[1]))
    return _filled(best, request, budget, rng)


def _sparser(start: Candidate, budget: Budget) -> Candidate:
    """Return the topology without the skips that its MBD can spare: they may be better spent."""
    topology, measures = start
    if topology.n_layers > _MANY_LAYERS and measures.mbd > _FEW_HOPS:
        return start  # takes too long
    pruned = pruned_topology(topology, measures.mbd, budget)
    return pruned, measure_topology(pruned)


class _Room:
    """A topology whose skips come within the limits."""

    def __init__(self, topology: Topology, request: Request) -> None:
        self.request = request
        self.n = topology.n_nodes
        pairs = self.n * (self.n - 1) // 2
        self.limit = pairs if request.max_edges is None else request.max_edges
        self.edges = set(map(tuple, topology.edges().tolist()))
        self.in_degrees = np.diff(topology.indptr)
        self.last = np.arange(self.n)
        np.maximum.at(self.last, topology.edges()[:, 0], topology.edges()[:, 1])
        self.live = np.zeros(self.n, np.int64)
        for node, last in enumerate(self.last.tolist()):
            self.live[node:last] += 1
        self.first = request.first_readable()

    def left(self) -> int:
        """Return how many edges are left."""
        return self.limit - len(self.edges)

    def can_add(self, source: int, target: int) -> bool:
        request = self.request
        if source < self.first[target] or (source, target) in self.edges:
            return False
        if request.max_in_degree is not None and self.in_degrees[target] >= request.max_in_degree:
            return False
        last = self.last[source]
        return request.max_live is None or last >= target or int(self.live[last:target].max()) < request.max_live

    def add(self, source: int, target: int) -> None:
        self.edges.add((source, target))
        self.live[self.last[source] : target] += 1
        self.last[source] = max(self.last[source], target)
        self.in_degrees[target] += 1

    def random_skips(self, n_skips: int, rng: np.random.Generator) -> list[tuple[int, int]]:
        """Return skips that may be added, each by itself."""
        drawn = np.sort(rng.integers(self.n, size=(n_skips, 2)), axis=1)
        return [(j, i) for j, i in sorted(set(map(tuple, drawn.tolist()))) if j < i and self.can_add(j, i)]


def _gain(distances: DistanceMatrix, source: int, target: int) -> int:
    """Return by how much the sum of distances would fall with one more edge."""
    near = distances[source, : source + 1].astype(np.int32) + 1
    columns = np.flatnonzero(near < distances[target, : source + 1])
    back = distances[target:, target].astype(np.int32)
    rows = np.flatnonzero(back + 1 < distances[target:, source])
    saved = distances[rows[:, None] + target, columns] - (back[rows][:, None] + near[columns])
    return int(saved[saved > 0].sum())


def _scored(start: Candidate, request: Request, budget: Budget, rng: np.random.Generator, *, until: float) -> Candidate:
    """Add the skips that lower the mean most while edges are left."""
    room = _Room(start[0], request)
    if room.left() <= 0 or budget.spent() >= until:
        return start
    distances = IncrementalDistances(start[0])
    misses = 0
    while room.left() > 0 and misses < _MISSES and budget.spent() < until:
        gains = []
        for skip in room.random_skips(_SCORED, rng):
            gains.append((_gain(distances.distances, *skip), skip))
            if budget.spent() >= until:
                break
        gains.sort(reverse=True)
        budget.step(_SCORED)
        misses = 0 if gains else misses + 1
        for _, skip in gains[: min(_KEPT, room.left())]:
            if room.can_add(*skip):
                room.add(*skip)
                distances.add_edge(*skip)
    return _better(distances.topology(), start, request)


def _filled(start: Candidate, request: Request, budget: Budget, rng: np.random.Generator) -> Candidate:
    """Add skips as they come while edges are left: each lowers the mean a little."""
    n_pairs = request.n_layers * (request.n_layers + 1) // 2
    if start[1].edges >= min(n_pairs, n_pairs if request.max_edges is None else request.max_edges):
        return start
    return _better(fill(start[0], request, budget, rng), start, request)


def fill(topology: Topology, request: Request, budget: Budget, rng: np.random.Generator) -> Topology:
    """Add random skips while edges are left.

    Parameters
    ----------
    topology : Topology
        Of one input and layers, within the limits on edges, in-degree and live set.
    request : Request
        Those limits.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the skips.

    Returns
    -------
    Topology
        Within the same limits.
    """
    room = _Room(topology, request)
    misses = 0
    while room.left() > 0 and misses < _MISSES and not budget.is_late(_FILLED_SHARE):
        misses += 1
        for skip in room.random_skips(_KEPT, rng)[: room.left()]:
            if room.can_add(*skip):
                room.add(*skip)
                misses = 0
    reads: list[list[int]] = [[] for _ in range(room.n)]
    for source, target in room.edges:
        reads[target].append(source)
    return Topology.from_reads(map(sorted, reads))


def _better(topology: Topology, start: Candidate, request: Request) -> Candidate:
    """Return the topology, measured afresh, or the start where it is no better."""
    measures = measure_topology(topology)
    return (topology, measures) if request.rank(measures) < request.rank(start[1]) else start
