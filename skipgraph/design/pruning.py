"""Drop the edges that the MBD of a topology does not need."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from skipgraph.arguments import Count, checked
from skipgraph.design import moves, tuning
from skipgraph.design.compiled import loaded_moves
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

__all__ = ["prune", "prune_reads"]

Edge = tuple[int, int]  # source, node


@checked
def prune(topology: Topology, max_mbd: Count) -> Topology:
    """Drop every edge without which the MBD stays at most `max_mbd`.

    Parameters
    ----------
    topology : Topology
        Of one input and layers, with MBD at most `max_mbd`.
    max_mbd : int
        At least 1.

    Returns
    -------
    Topology
        Without the edges that are not needed, tried once each, the longest first: no further edge can be dropped, but
        there may be a topology with fewer.

    Raises
    ------
    ArgumentError
        If the topology has nodes of other kinds or a larger MBD.

    Notes
    -----
    Keeps for each node the set of nodes within 1 .. `max_mbd` hops as the bits of an integer, and computes only those
    sets again that a dropped edge changes. Within many hops, the compiled distances of a search are used instead, if
    they are loaded; the dropped edges are the same.

    Examples
    --------
    >>> from skipgraph.patterns import k_hop
    >>> k_hop(36).n_edges, prune(k_hop(36), 3).n_edges
    (92, 88)
    """
    others = topology.kinds[1:] != NodeKind.LAYER
    if others.any():
        raise ArgumentError(f"node {int(others.argmax()) + 1} is no layer: only an input and layers can be pruned")
    reads = [list(topology.reads(node)) for node in range(topology.n_nodes)]
    pruned = Topology.from_reads(
        prune_reads(reads, max_mbd),
        stages=topology.stages,
        aggregations=topology.aggregations,
        labels=topology.labels,
        provenance=topology.provenance,
        node_attributes=topology.node_attributes,
    )
    return replace(pruned, name=f"{topology.name}, pruned" if topology.name else "")


def prune_reads(
    reads: Iterable[Iterable[int]], max_mbd: int, *, is_late: Callable[[], bool] | None = None
) -> list[list[int]]:
    """Return what each node still reads, as `prune` does.

    Parameters
    ----------
    reads : iterable of iterable of int
        What each node reads.
    max_mbd : int
        At least 1.
    is_late : callable, optional
        Says when to try no more.

    Returns
    -------
    list of list of int
        Ascending rows.

    Raises
    ------
    ArgumentError
        If the MBD is larger than `max_mbd`.
    """
    rows = [sorted(row) for row in reads]
    hops = min(max_mbd, max(len(rows) - 1, 1))
    order = [(source, node) for node, row in enumerate(rows) for source in row if node - source > 1]
    order.sort(key=lambda edge: (edge[0] - edge[1], edge))
    uses_distances = hops > tuning.BITSET_HOPS and loaded_moves() is not moves
    return (_pruned_by_distances if uses_distances else _pruned_by_sets)(rows, order, hops, is_late)


def _pruned_by_sets(
    rows: list[list[int]], order: list[Edge], hops: int, is_late: Callable[[], bool] | None
) -> list[list[int]]:
    """Try to drop edges in this order, by the set of nodes within 1 .. `hops` hops of each node; changes `rows`."""
    reach = _Reach(rows, hops)
    far = reach.first_short_of_all()
    if far is not None:
        raise _too_far(far, hops)
    for source, node in order:
        if is_late is not None and is_late():
            break
        reach.drop_if_spare(source, node)
    return rows


class _Reach:
    """Which nodes each node reaches within 0, 1, .. `hops` hops, as bits; ``within[h][node]``."""

    def __init__(self, rows: list[list[int]], hops: int) -> None:
        self.rows, self.hops = rows, hops
        self.readers: list[set[int]] = [set() for _ in rows]
        for node, row in enumerate(rows):
            for source in row:
                self.readers[source].add(node)
        self.within = [[1 << node for node in range(len(rows))]]
        for _ in range(hops):
            self.within.append([_union(self.within[-1], row, node) for node, row in enumerate(rows)])

    def first_short_of_all(self) -> int | None:
        """Return the first node that does not reach all earlier ones, if there is one."""
        reached = enumerate(self.within[self.hops])
        return next((node for node, bits in reached if bits != (1 << node + 1) - 1), None)

    def drop_if_spare(self, source: int, node: int) -> None:
        """Drop an edge if every node still reaches all that it reached."""
        self.rows[node].remove(source)
        self.readers[source].discard(node)
        changes = self._changes_at(node)
        if changes[self.hops]:
            self.rows[node].append(source)
            self.rows[node].sort()
            self.readers[source].add(node)
            return
        for h, changed in enumerate(changes):
            for at, bits in changed.items():
                self.within[h][at] = bits

    def _changes_at(self, node: int) -> list[dict[int, int]]:
        """Return for each number of hops the sets that change, after the row of a node did."""
        changes: list[dict[int, int]] = [{}]
        for h in range(1, self.hops + 1):
            before = changes[h - 1]
            old = _patched(self.within[h - 1], before) if before else self.within[h - 1]
            at_risk = {node}.union(*(self.readers[moved] for moved in before))
            sets = ((at, _union(old, self.rows[at], at)) for at in at_risk)
            changes.append({at: bits for at, bits in sets if bits != self.within[h][at]})
        return changes


def _pruned_by_distances(
    rows: list[list[int]], order: list[Edge], hops: int, is_late: Callable[[], bool] | None
) -> list[list[int]]:
    """Return what is left of the rows after trying to drop edges in this order, by the distances of all pairs."""
    skips = moves.skips_of(Topology.from_reads(rows), np.zeros(len(rows), np.int64), hops)
    if skips.sums[1]:
        far = next(node for node in range(len(rows)) if skips.distances[node, :node].max(initial=0) > hops)
        raise _too_far(far, hops)
    places = {edge: place for place, edge in enumerate(zip(skips.source.tolist(), skips.target.tolist(), strict=True))}
    edges = list(places)
    tried = np.array([places[edge] for edge in order], np.int64)
    left = np.ones(len(edges), np.bool_)
    for start in range(0, len(edges), tuning.PRUNED_AT_ONCE):
        left &= loaded_moves().drop(skips, tried[start : start + tuning.PRUNED_AT_ONCE], hops)
        if is_late is not None and is_late():
            break
    dropped = {edges[place] for place in np.flatnonzero(~left)}
    return [[source for source in row if (source, node) not in dropped] for node, row in enumerate(rows)]


def _too_far(node: int, max_mbd: int) -> ArgumentError:
    return ArgumentError(f"node {node} is more than {max_mbd} hops from an earlier one: nothing can be dropped")


def _union(reached: list[int], row: list[int], node: int) -> int:
    """Return the node and what the nodes it reads reach."""
    bits = 1 << node
    for source in row:
        bits |= reached[source]
    return bits


def _patched(reached: list[int], changes: dict[int, int]) -> list[int]:
    """Return a copy with some entries changed."""
    copy = reached.copy()
    for node, bits in changes.items():
        copy[node] = bits
    return copy
