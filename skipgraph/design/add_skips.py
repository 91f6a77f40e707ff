"""Add skips while edges are left: of random ones, those that lower the mean BD most, and after those any."""

import numpy as np

from skipgraph.design import tuning
from skipgraph.design.constructions import pruned_topology
from skipgraph.design.incumbent import Candidate
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.metrics import IncrementalDistances
from skipgraph.metrics.sweep import DistanceMatrix
from skipgraph.topology import Topology

__all__ = ["add_best_skips", "add_random_skips"]


def add_best_skips(
    starts: list[Candidate], problem: Problem, time: SearchTime, rng: np.random.Generator, *, until: float
) -> Candidate:
    """Add to each of several topologies the skips that lower the mean BD most, while edges are left.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep the limits, the best first.
    problem : Problem
        Limits and objective.
    time : SearchTime
        When to stop.
    rng : numpy.random.Generator
        Source of the skips.
    until : float
        Share of the time after which to stop.

    Returns
    -------
    tuple of Topology and Measures
        The best, never worse than the starts.
    """
    best = starts[0]
    start = time.spent()
    if start >= until:
        return best
    # within two hops, only the number of edges decides the mean
    begins = [_sparser(best, time), *starts] if best[1].mbd > 2 and problem.n_layers <= tuning.SCORED_LAYERS else []
    for place, begin in enumerate(begins, 1):
        spent = _scored(begin, problem, time, rng, until=start + (until - start) * place / len(begins))
        best = min(best, spent, key=lambda candidate: problem.rank(candidate[1]))
    return _filled(best, problem, time, rng)


def _sparser(start: Candidate, time: SearchTime) -> Candidate:
    """Return the topology without the skips that its MBD does not need: other skips may be better."""
    topology, measures = start
    if topology.n_layers > tuning.MANY_LAYERS and measures.mbd > tuning.HUB_HOPS:
        return start  # pruning would take too long
    pruned = pruned_topology(topology, measures.mbd, time)
    return pruned, measure_topology(pruned)


class _Growing:
    """A topology that skips are added to, within the limits."""

    def __init__(self, topology: Topology, problem: Problem) -> None:
        self.problem = problem
        self.n = topology.n_nodes
        pairs = self.n * (self.n - 1) // 2
        self.limit = pairs if problem.max_edges is None else problem.max_edges
        self.edges = set(map(tuple, topology.edges().tolist()))
        self.in_degrees = np.diff(topology.indptr)
        self.last = np.arange(self.n)
        np.maximum.at(self.last, topology.edges()[:, 0], topology.edges()[:, 1])
        self.live = np.zeros(self.n, np.int64)
        for node, last in enumerate(self.last.tolist()):
            self.live[node:last] += 1
        self.first = problem.first_readable()

    def left(self) -> int:
        """Return how many edges are left."""
        return self.limit - len(self.edges)

    def can_add(self, source: int, target: int) -> bool:
        problem = self.problem
        if source < self.first[target] or (source, target) in self.edges:
            return False
        if problem.max_in_degree is not None and self.in_degrees[target] >= problem.max_in_degree:
            return False
        last = self.last[source]
        return problem.max_live is None or last >= target or int(self.live[last:target].max()) < problem.max_live

    def add(self, source: int, target: int) -> None:
        self.edges.add((source, target))
        self.live[self.last[source] : target] += 1
        self.last[source] = max(self.last[source], target)
        self.in_degrees[target] += 1

    def random_skips(self, n_skips: int, rng: np.random.Generator) -> list[tuple[int, int]]:
        """Return random skips, each of which may be added."""
        drawn = np.sort(rng.integers(self.n, size=(n_skips, 2)), axis=1)
        return [(j, i) for j, i in sorted(set(map(tuple, drawn.tolist()))) if j < i and self.can_add(j, i)]


def _gain(distances: DistanceMatrix, source: int, target: int) -> int:
    """Return how much the sum of distances would fall with one more edge."""
    near = distances[source, : source + 1].astype(np.int32) + 1
    columns = np.flatnonzero(near < distances[target, : source + 1])
    back = distances[target:, target].astype(np.int32)
    rows = np.flatnonzero(back + 1 < distances[target:, source])
    saved = distances[rows[:, None] + target, columns] - (back[rows][:, None] + near[columns])
    return int(saved[saved > 0].sum())


def _scored(
    start: Candidate, problem: Problem, time: SearchTime, rng: np.random.Generator, *, until: float
) -> Candidate:
    """Add the skips that lower the mean most while edges are left."""
    growing = _Growing(start[0], problem)
    if growing.left() <= 0 or time.spent() >= until:
        return start
    distances = IncrementalDistances(start[0])
    misses = 0
    while growing.left() > 0 and misses < tuning.MISSES and time.spent() < until:
        gains = []
        for skip in growing.random_skips(tuning.SCORED_SKIPS, rng):
            gains.append((_gain(distances.distances, *skip), skip))
            if time.spent() >= until:
                break
        gains.sort(reverse=True)
        time.step(tuning.SCORED_SKIPS)
        misses = 0 if gains else misses + 1
        for _, skip in gains[: min(tuning.KEPT_SKIPS, growing.left())]:
            if growing.can_add(*skip):
                growing.add(*skip)
                distances.add_edge(*skip)
    return _better(distances.topology(), start, problem)


def _filled(start: Candidate, problem: Problem, time: SearchTime, rng: np.random.Generator) -> Candidate:
    """Add random skips while edges are left: each lowers the mean a little."""
    n_pairs = problem.n_layers * (problem.n_layers + 1) // 2
    if start[1].edges >= min(n_pairs, n_pairs if problem.max_edges is None else problem.max_edges):
        return start
    return _better(add_random_skips(start[0], problem, time, rng), start, problem)


def add_random_skips(topology: Topology, problem: Problem, time: SearchTime, rng: np.random.Generator) -> Topology:
    """Add random skips while edges are left.

    Parameters
    ----------
    topology : Topology
        Of one input and layers, within the limits on edges, in-degree and live set.
    problem : Problem
        Those limits.
    time : SearchTime
        When to stop.
    rng : numpy.random.Generator
        Source of the skips.

    Returns
    -------
    Topology
        Within the same limits.
    """
    growing = _Growing(topology, problem)
    misses = 0
    while growing.left() > 0 and misses < tuning.MISSES and not time.is_late(tuning.ADDING_ANY_SHARE):
        misses += 1
        for skip in growing.random_skips(tuning.KEPT_SKIPS, rng)[: growing.left()]:
            if growing.can_add(*skip):
                growing.add(*skip)
                misses = 0
    reads: list[list[int]] = [[] for _ in range(growing.n)]
    for source, target in growing.edges:
        reads[target].append(source)
    return Topology.from_reads(map(sorted, reads))


def _better(topology: Topology, start: Candidate, problem: Problem) -> Candidate:
    """Return the topology, measured again, or the start if it is no better."""
    measures = measure_topology(topology)
    return (topology, measures) if problem.rank(measures) < problem.rank(start[1]) else start
