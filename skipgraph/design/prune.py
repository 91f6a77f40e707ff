"""Drop the edges that a topology can spare."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from skipgraph.arguments import check_count
from skipgraph.design import moves
from skipgraph.design.engine import loaded_moves
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

__all__ = ["prune", "prune_reads"]

_AT_ONCE = 16  # skips tried between two looks at the clock
_MANY_HOPS = 5  # beyond this the sets of nodes within so many hops are slower than the compiled distances


def prune(topology: Topology, max_mbd: int) -> Topology:
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
        Without edges that can be spared, tried once each, the longest first; minimal, not the fewest possible.

    Raises
    ------
    ArgumentError
        If the topology has nodes of other kinds or a larger MBD.

    Notes
    -----
    Keeps for each node the set of nodes within 1 .. `max_mbd` hops as bits of an integer, and computes
    again only sets that a dropped edge changes. Many hops are told by the distances instead where the moves of a
    search are compiled already; what is dropped is the same.

    Examples
    --------
    >>> from skipgraph.patterns import k_hop
    >>> k_hop(36).n_edges, prune(k_hop(36), 3).n_edges
    (92, 88)
    """
    check_count("max_mbd", max_mbd)
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
    n_nodes = len(rows)
    hops = min(max_mbd, max(n_nodes - 1, 1))
    skips = [(source, node) for node, row in enumerate(rows) for source in row if node - source > 1]
    skips.sort(key=lambda edge: (edge[0] - edge[1], edge))
    if hops > _MANY_HOPS and loaded_moves() is not moves:
        return _kept_rows(rows, skips, hops, is_late)
    readers = _readers_of(rows)
    # within[h][i]: bits of the nodes that i reaches in at most h hops
    within = [[1 << node for node in range(n_nodes)]]
    for _ in range(hops):
        within.append([_union(within[-1], row, node) for node, row in enumerate(rows)])
    for node in range(n_nodes):
        if within[hops][node] != (1 << node + 1) - 1:
            raise _too_far(node, max_mbd)
    for source, node in skips:
        if is_late is not None and is_late():
            break
        rows[node].remove(source)
        readers[source].discard(node)
        changes: list[dict[int, int]] = [{}]
        for h in range(1, hops + 1):
            old = within[h - 1] if not changes[h - 1] else _patched(within[h - 1], changes[h - 1])
            at_risk = {node}.union(*(readers[moved] for moved in changes[h - 1]))
            changed = {at: bits for at in at_risk if (bits := _union(old, rows[at], at)) != within[h][at]}
            changes.append(changed)
        if changes[hops]:
            rows[node].append(source)
            rows[node].sort()
            readers[source].add(node)
            continue
        for h, changed in enumerate(changes):
            for at, bits in changed.items():
                within[h][at] = bits
    return rows


def _kept_rows(
    rows: list[list[int]], order: list[tuple[int, int]], hops: int, is_late: Callable[[], bool] | None
) -> list[list[int]]:
    """Return what is left of the rows when skips are tried in this order, by their distances."""
    skips = moves.skips_of(Topology.from_reads(rows), np.zeros(len(rows), np.int64), hops)
    if skips.sums[1]:
        far = next(node for node in range(len(rows)) if skips.distances[node, :node].max(initial=0) > hops)
        raise _too_far(far, hops)
    places = {edge: place for place, edge in enumerate(zip(skips.source.tolist(), skips.target.tolist(), strict=True))}
    edges = list(places)
    tried = np.array([places[edge] for edge in order], np.int64)
    left = np.ones(len(edges), np.bool_)
    for start in range(0, len(edges), _AT_ONCE):
        left &= loaded_moves().drop(skips, tried[start : start + _AT_ONCE], hops)
        if is_late is not None and is_late():
            break
    dropped = {edges[place] for place in np.flatnonzero(~left)}
    return [[source for source in row if (source, node) not in dropped] for node, row in enumerate(rows)]


def _too_far(node: int, max_mbd: int) -> ArgumentError:
    return ArgumentError(f"node {node} is more than {max_mbd} hops from an earlier one: nothing can be dropped")


def _readers_of(rows: list[list[int]]) -> list[set[int]]:
    """Return which nodes read each."""
    readers: list[set[int]] = [set() for _ in rows]
    for node, row in enumerate(rows):
        for source in row:
            readers[source].add(node)
    return readers


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
