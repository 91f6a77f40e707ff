"""Backprop distances of a topology whose edges change one at a time: exact, without a new sweep."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.sweep import DistanceMatrix, entering_costs, loaded_numba, pairable_nodes, sweep_columns
from skipgraph.topology import NodeKind, Topology

__all__ = ["DistanceChange", "IncrementalDistances"]


@dataclass(frozen=True)
class DistanceChange:
    """The effect of changing one edge, over pairs of layers and inputs.

    Parameters
    ----------
    n_changed : int
        Pairs that changed their distance, or became joined or unjoined.
    n_joined : int
        Pairs that became joined, minus pairs that became unjoined.
    total : int
        Change of the sum of all joined distances, in layers.
    """

    n_changed: int
    n_joined: int
    total: int


class IncrementalDistances:
    """The backprop distances of a topology whose edges change one at a time.

    Parameters
    ----------
    topology : Topology
        The graph to start from.
    count_transitions : bool
        Let a transition cost 1 as well.

    Attributes
    ----------
    total : int
        Sum of the distances of all joined pairs of layers and inputs, in layers.
    n_joined : int
        Number of those pairs.

    See Also
    --------
    backprop_distances : A fresh sweep.

    Notes
    -----
    A new edge (u, v) shortens a pair (y, x) only where it shortens both (y, v) and (u, x), so only those rows and
    columns of the matrix change. A removed edge (u, v) lengthens a pair (y, x) only where it lengthens (y, v); from v
    on, a row is computed again only if a row it reads changed.

    The matrix takes ``n_nodes**2`` bytes below 127 layers, twice that below 32,767.

    References
    ----------
    .. [1] G. Ausiello, G. F. Italiano, A. Marchetti-Spaccamela and U. Nanni, "Incremental algorithms for
       minimal length paths", Journal of Algorithms 12(4), 1991.

    Examples
    --------
    >>> distances = IncrementalDistances(Topology.from_reads([[], [0], [1], [2]]))
    >>> distances.total, distances.n_joined
    (10, 6)
    >>> distances.add_edge(0, 3)
    DistanceChange(n_changed=1, n_joined=0, total=-2)
    >>> distances.remove_edge(1, 2)
    DistanceChange(n_changed=3, n_joined=-3, total=-5)
    """

    @checked
    def __init__(self, topology: Topology, *, count_transitions: bool = False) -> None:
        self._topology = topology
        self._indptr = topology.indptr.copy()
        self._indices = topology.indices.copy()
        self._costs = entering_costs(topology, count_transitions=count_transitions)
        self._pairable = pairable_nodes(topology)
        n_counted = int(self._costs.sum())
        # the sum of two distances and a layer must not overflow
        dtype = next(kind for kind in (np.uint8, np.uint16, np.uint32) if 2 * n_counted + 1 < np.iinfo(kind).max)
        narrow = sweep_columns(topology, 0, topology.n_nodes, count_transitions=count_transitions)
        self._matrix: DistanceMatrix = narrow.astype(dtype)
        self._top = int(np.iinfo(dtype).max)
        self._matrix[narrow == np.iinfo(narrow.dtype).max] = self._top
        pairs = np.tril(self._matrix != self._top, -1) & np.outer(self._pairable, self._pairable)
        self.total = int(self._matrix[pairs].sum(dtype=np.int64))
        self.n_joined = int(np.count_nonzero(pairs))

    @property
    def distances(self) -> DistanceMatrix:
        """The distances now, as from `backprop_distances` but for the dtype; read-only."""
        view = self._matrix.view()
        view.setflags(write=False)
        return view

    @checked
    def reads(self, node: int) -> tuple[int, ...]:
        """Return the nodes that `node` reads now, ascending."""
        if not 0 <= node < self._pairable.size:
            raise ArgumentError(f"unknown node {node}: this topology has the nodes 0..{self._pairable.size - 1}")
        return tuple(self._sources(node).tolist())

    def topology(self) -> Topology:
        """Return the topology as it is now, without the name and provenance it started with."""
        start = self._topology
        return Topology(
            indptr=self._indptr,
            indices=self._indices,
            kinds=start.kinds,
            stages=start.stages,
            aggregations=start.aggregations,
            labels=start.labels,
            node_attributes=start.node_attributes,
        )

    @checked
    def add_edge(self, source: int, target: int) -> DistanceChange:
        """Let `target` read `source`.

        Parameters
        ----------
        source, target : int
            ``source < target``; the edge must not exist, and `target` must not be an input.

        Returns
        -------
        DistanceChange
            What changed.

        Raises
        ------
        ArgumentError
            If the edge cannot be added.

        Notes
        -----
        ``O(n_nodes + n_edges)`` plus the size of the rectangle of rows and columns that change.
        """
        at = self._place(source, target, present=False)
        self._indices = np.insert(self._indices, at, source)
        self._indptr[target + 1 :] += 1
        D, top, cost = self._matrix, self._top, self._costs[target]
        by_edge = D[source, : source + 1] + cost
        columns = np.flatnonzero((D[source, : source + 1] != top) & (by_edge < D[target, : source + 1]))
        to_target = D[target:, target]
        rows = np.flatnonzero((to_target != top) & (to_target + cost < D[target:, source])) + target
        compiled = loaded_numba()
        lower = _lower_rectangle if compiled is None else compiled.lower_rectangle
        return self._account(lower(D, self._pairable, target, rows, columns, by_edge))

    @checked
    def remove_edge(self, source: int, target: int) -> DistanceChange:
        """Let `target` no longer read `source`.

        Parameters
        ----------
        source, target : int
            An edge of the topology as it is now.

        Returns
        -------
        DistanceChange
            What changed.

        Raises
        ------
        ArgumentError
            If there is no such edge.

        Notes
        -----
        ``O(n_nodes + n_edges)`` to find the rows that read a changed row, and for each of these its in-degree times
        the columns in question.
        """
        at = self._place(source, target, present=True)
        self._indices = np.delete(self._indices, at)
        self._indptr[target + 1 :] -= 1
        D, top = self._matrix, self._top
        remaining = self._sources(target)
        row = D[remaining, : source + 1].min(axis=0, initial=top)
        row[row != top] += self._costs[target]
        columns = np.flatnonzero(row != D[target, : source + 1])
        if columns.size == 0:
            return DistanceChange(0, 0, 0)
        before = D[target, columns]
        D[target, columns] = row[columns]
        compiled = loaded_numba()
        recompute = _recompute_rows if compiled is None else compiled.recompute_rows
        later = recompute(self._indptr, self._indices, self._costs, self._pairable, target, columns, before, D)
        own = _tally(before, row[columns], top, self._pairable[columns] & self._pairable[target])
        return self._account((own[0] + later[0], own[1] + later[1], own[2] + later[2]))

    def _sources(self, node: int) -> NDArray[np.int32]:
        return self._indices[self._indptr[node] : self._indptr[node + 1]]

    def _place(self, source: int, target: int, *, present: bool) -> int:
        """Return the place of the edge in the list of edges; where it belongs, if it is not there."""
        n_nodes = self._pairable.size
        if not 0 <= source < target < n_nodes:
            raise ArgumentError(
                f"node {target} cannot read node {source}: a node of 0..{n_nodes - 1} reads only earlier ones"
            )
        begin, end = int(self._indptr[target]), int(self._indptr[target + 1])
        at = begin + int(np.searchsorted(self._indices[begin:end], source))
        found = at < end and self._indices[at] == source
        if found and not present:
            raise ArgumentError(f"node {target} reads node {source} already: it reads {self.reads(target)}")
        if present and not found:
            raise ArgumentError(f"node {target} does not read node {source}: it reads {self.reads(target)}")
        if self._topology.kinds[target] == NodeKind.INPUT:
            raise ArgumentError(f"node {target} is an input: it can read no node")
        return at

    def _account(self, change: tuple[int, int, int]) -> DistanceChange:
        """Keep the sums up to date."""
        self.n_joined += change[1]
        self.total += change[2]
        return DistanceChange(*change)


def _tally(before: DistanceMatrix, after: DistanceMatrix, top: int, counted: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Return n_changed, n_joined and total of a `DistanceChange`, over the counted entries."""
    counted = counted & (before != after)
    was, now = counted & (before != top), counted & (after != top)
    total = int(after[now].sum(dtype=np.int64)) - int(before[was].sum(dtype=np.int64))
    return int(counted.sum()), int(now.sum()) - int(was.sum()), total


def _lower_rectangle(
    distances: DistanceMatrix,
    pairable: NDArray[np.bool_],
    target: int,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    by_edge: DistanceMatrix,
) -> tuple[int, int, int]:
    """Lower each pair of `rows` and `columns` to its distance through a new edge into `target`.

    ``by_edge[j]`` is the cost of the way from `target` through the edge back to j. Returns as `_tally`.
    """
    before = distances[rows[:, None], columns]
    after = np.minimum(before, distances[rows, target][:, None] + by_edge[columns])
    distances[rows[:, None], columns] = after
    top = int(np.iinfo(distances.dtype).max)
    return _tally(before, after, top, pairable[rows][:, None] & pairable[columns])


def _recompute_rows(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    costs: NDArray[np.uint8],
    pairable: NDArray[np.bool_],
    target: int,
    columns: NDArray[np.int64],
    lost: DistanceMatrix,
    distances: DistanceMatrix,
) -> tuple[int, int, int]:
    """Recompute the rows that depend on row `target`, which changed.

    ``lost[k]`` is the distance from `target` back to ``columns[k]`` before the change: only a pair that was joined
    through `target` can have a larger distance now. Returns as `_tally`, for the later rows.
    """
    top = int(np.iinfo(distances.dtype).max)
    dirty = np.zeros(costs.size, np.bool_)
    dirty[target] = True
    n_changed = n_joined = total = 0
    for node in range(target + 1, costs.size):
        sources = indices[indptr[node] : indptr[node + 1]]
        if not dirty[sources].any():
            continue
        at = columns[distances[node, columns] == distances[node, target] + lost]
        before = distances[node, at]
        after = distances[sources[:, None], at].min(axis=0)
        after[after != top] += costs[node]
        distances[node, at] = after
        dirty[node] = np.any(before != after)
        change = _tally(before, after, top, pairable[at] & pairable[node])
        n_changed, n_joined, total = n_changed + change[0], n_joined + change[1], total + change[2]
    return n_changed, n_joined, total
