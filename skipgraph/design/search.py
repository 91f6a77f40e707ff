"""Local search over skips: spend what edges are left, swap, and drop, with distances kept up to date."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from skipgraph.design.budget import Budget
from skipgraph.design.portfolio import Candidate, pruned_topology
from skipgraph.design.request import Request, measure_topology
from skipgraph.metrics import IncrementalDistances
from skipgraph.topology import Topology

__all__ = ["improve"]

_SCORED, _KEPT = 400, 20  # skips scored at a time, and how many of the best of them are added
_FEW_HOPS = 10
_SWAP_LAYERS = 400  # beyond this a swap takes too long to try enough of them


def improve(starts: list[Candidate], request: Request, budget: Budget, rng: np.random.Generator) -> Candidate:
    """Improve topologies within the limits of a request until the budget is spent.

    Parameters
    ----------
    starts : list of tuple of Topology and Measures
        Topologies of one input and layers that keep the limits, the best first.
    request : Request
        Limits and wish.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Returns
    -------
    tuple of Topology and Measures
        The best found, never worse than the starts; also where the user interrupts.

    Notes
    -----
    Three moves. Spend: of random skips, add those that lower the sum of distances most. Lower: anneal swaps
    of a skip until no pair is further apart than one layer less than now, or, to save edges, until a
    dropped skip is made up for. Polish: anneal swaps for the mean.
    """
    best = starts[0]
    try:
        if request.minimise in ("mbd", "mean"):
            begins = [_sparser(best), *starts]
            for place, begin in enumerate(begins, 1):
                spent = _spend(begin, request, budget, rng, until=0.8 * place / len(begins))
                best = min(best, spent, key=lambda candidate: request.rank(candidate[1]))
            budget.tell(best[1])
        while request.n_layers <= _SWAP_LAYERS and budget.spent() < 1 and request.minimise != "live":
            found = _anneal(best, request, budget, rng)
            if found is not None and request.rank(found[1]) < request.rank(best[1]):
                best = found
            budget.tell(best[1])
    except KeyboardInterrupt:
        pass  # the best so far is the answer
    return best


def _sparser(start: Candidate) -> Candidate:
    """Return the topology without the skips that its MBD can spare: they may be better spent."""
    topology, measures = start
    if topology.n_layers > _SWAP_LAYERS and measures.mbd > _FEW_HOPS:
        return start  # takes too long
    pruned = pruned_topology(topology, measures.mbd)
    return pruned, measure_topology(pruned)


class _Search:
    """A topology whose skips come and go within the limits."""

    def __init__(self, topology: Topology, request: Request) -> None:
        self.request = request
        self.distances = IncrementalDistances(topology)
        self.n = topology.n_nodes
        self.edges = {(int(j), int(i)) for j, i in topology.edges()}
        self.readers: list[set[int]] = [set(topology.readers(node)) for node in range(self.n)]
        self.in_degrees = np.diff(topology.indptr)
        self.live = np.zeros(self.n, np.int64)
        for node, readers in enumerate(self.readers):
            self.live[node : max(readers, default=node)] += 1
        starts = np.cumsum([0, *request.blocks])
        # the last node before a block is its input
        self.first = np.zeros(self.n, np.int64)
        if request.across == "forbid":
            self.first[1:] = np.repeat(starts[:-1], request.blocks)

    def topology(self) -> Topology:
        return self.distances.topology()

    def can_add(self, source: int, target: int) -> bool:
        request = self.request
        if source < self.first[target] or (source, target) in self.edges:
            return False
        if request.max_in_degree is not None and self.in_degrees[target] >= request.max_in_degree:
            return False
        last = max(self.readers[source])
        return request.max_live is None or last >= target or int(self.live[last:target].max()) < request.max_live

    def add(self, source: int, target: int) -> None:
        self.distances.add_edge(source, target)
        self.edges.add((source, target))
        self.live[max(self.readers[source]) : target] += 1
        self.readers[source].add(target)
        self.in_degrees[target] += 1

    def remove(self, source: int, target: int) -> None:
        self.distances.remove_edge(source, target)
        self.edges.discard((source, target))
        self.readers[source].discard(target)
        self.live[max(self.readers[source]) : target] -= 1
        self.in_degrees[target] -= 1

    def gain(self, source: int, target: int) -> int:
        """Return by how much the sum of distances would fall."""
        D = self.distances.distances
        near = D[source, : source + 1].astype(np.int32) + 1
        columns = np.flatnonzero(near < D[target, : source + 1])
        back = D[target:, target].astype(np.int32)
        rows = np.flatnonzero(back + 1 < D[target:, source])
        saved = D[rows[:, None] + target, columns] - (back[rows][:, None] + near[columns])
        return int(saved[saved > 0].sum())

    def excess(self, mbd: int) -> int:
        """Return how many layers too far apart the pairs are, in all."""
        D = self.distances.distances
        far = D[(mbd < D) & (np.iinfo(D.dtype).max > D)]
        return int(far.sum(dtype=np.int64)) - mbd * far.size

    def random_skip(self, rng: np.random.Generator) -> tuple[int, int]:
        source, target = sorted(int(node) for node in rng.choice(self.n, 2, replace=False))
        return source, target


def _spend(start: Candidate, request: Request, budget: Budget, rng: np.random.Generator, *, until: float) -> Candidate:
    """Add the skips that lower the mean most while edges are left."""
    limit = request.n_layers * (request.n_layers + 1) // 2 if request.max_edges is None else request.max_edges
    search = _Search(start[0], request)
    misses = 0
    while len(search.edges) < limit and misses < 5 and budget.spent() < until:
        skips = {search.random_skip(rng) for _ in range(_SCORED)}
        scored = sorted(((search.gain(*skip), skip) for skip in sorted(skips) if search.can_add(*skip)), reverse=True)
        budget.step(_SCORED)
        misses = 0 if scored else misses + 1
        for _, skip in scored[: min(_KEPT, limit - len(search.edges))]:
            if search.can_add(*skip):
                search.add(*skip)
    topology = search.topology()
    measures = measure_topology(topology)
    return (topology, measures) if request.rank(measures) < request.rank(start[1]) else start


def _anneal(start: Candidate, request: Request, budget: Budget, rng: np.random.Generator) -> Candidate | None:
    """Anneal swaps for one round; return a better topology if one was met."""
    search = _Search(start[0], request)
    skips: list[tuple[int, int]] = sorted(edge for edge in search.edges if edge[1] - edge[0] > 1)
    if not skips:
        budget.step(2**62)
        return None
    measures = start[1]
    mbd = measures.mbd if request.minimise != "mean" else (request.max_mbd or request.n_layers)
    saving = request.minimise == "edges"
    lowering = request.minimise == "mbd" and measures.mbd > request.bound().value and rng.random() < 0.5
    if lowering:
        mbd -= 1
    if saving:
        mbd = request.max_mbd or request.n_layers
        search.remove(*skips.pop(int(rng.integers(len(skips)))))
        if not skips:
            return (search.topology(), measure_topology(search.topology())) if search.excess(mbd) == 0 else None
    hunting = lowering or saving  # for any topology without a pair too far apart, whatever its mean
    price = 4.0 if hunting else 25.0
    heat = 2.0 if hunting else 6.0 * max(search.n / 37, 1.0)
    best_total, best = (search.distances.total if not hunting else None), None
    cost = search.distances.total * (0.02 if hunting else 1.0) + price * search.excess(mbd)
    # a round is long enough to cool and short enough to begin again
    n_moves = max(2000, 40 * len(skips))
    for move in range(n_moves):
        if move % 16 == 0 and budget.spent() >= 1:
            break
        budget.step()
        at = int(rng.integers(len(skips)))
        old = skips[at]
        search.remove(*old)
        new = search.random_skip(rng) if rng.random() < 0.6 else _nudged(old, search.n, rng)
        if new[1] - new[0] < 2 or not search.can_add(*new):
            search.add(*old)
            continue
        search.add(*new)
        excess = search.excess(mbd)
        trial = search.distances.total * (0.02 if hunting else 1.0) + price * excess
        if trial > cost and rng.random() >= exp((cost - trial) / (heat * (1 - move / n_moves) + 1e-9)):
            search.remove(*new)
            search.add(*old)
            continue
        skips[at], cost = new, trial
        if excess == 0 and (best_total is None or search.distances.total < best_total):
            best_total, best = search.distances.total, search.topology()
            if hunting:
                break
    if best is None:
        return None
    found = measure_topology(best)
    return (best, found) if request.allows(found) else None


def _nudged(skip: tuple[int, int], n_nodes: int, rng: np.random.Generator) -> tuple[int, int]:
    """Move one end of a skip by a few nodes."""
    shift: NDArray[np.int64] = rng.integers(-2, 3, size=2)
    source = min(max(skip[0] + int(shift[0]), 0), n_nodes - 1)
    target = min(max(skip[1] + int(shift[1]), 0), n_nodes - 1)
    return min(source, target), max(source, target)
