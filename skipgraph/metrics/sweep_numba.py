"""The sweep compiled with numba: the same numbers as the numpy path, at the speed of memory.

Importing this module imports numba (the extra ``[fast]``). `skipgraph.metrics.sweep` imports it on first use.
`sweep_tile` and `recompute_rows` stay in one piece: each is one loop nest whose parts share their state.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["count_values", "lower_rectangle", "recompute_rows", "sum_by_gap", "sweep_tile"]


_LONG_RUN = 8


@njit(cache=True, nogil=True)
def _lower(
    row: NDArray[Any], a: NDArray[Any], b: NDArray[Any], c: NDArray[Any], d: NDArray[Any], n_columns: int
) -> None:
    """Lower a row to the minimum of itself and four other rows: one pass over memory instead of four."""
    for j in range(n_columns):
        x, y = a[j], b[j]
        x = x if x < y else y  # min() would widen to int64 and not vectorize
        y, z = c[j], d[j]
        y = y if y < z else z
        x = x if x < y else y
        y = row[j]
        row[j] = x if x < y else y


@njit(cache=True, nogil=True)
def _enter(row: NDArray[Any], n_columns: int) -> bool:
    """Add one layer to the joined distances of a row; return whether one reached the largest value."""
    top = row.dtype.type(~row.dtype.type(0))
    near = row.dtype.type(top - 1)
    overflow = False
    for j in range(n_columns):
        x = row[j]
        overflow |= x == near
        row[j] = x + (x != top)
    return overflow


@njit(cache=True, nogil=True)
def sweep_tile(  # noqa: C901  # one loop that numba compiles
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    costs: NDArray[np.uint8],
    origin: int,
    start: int,
    stop: int,
    distances: NDArray[Any],
) -> bool:
    """Fill the columns ``start .. stop - 1`` of a distance matrix that begins at node `origin`.

    Parameters
    ----------
    indptr, indices : ndarray
        What each node reads, as in a topology.
    costs : ndarray of uint8, shape (n_nodes,)
        What entering a node costs, 0 or 1.
    origin : int
        The node of the first row and column of `distances`.
    start, stop : int
        Nodes of the columns to fill, ``origin <= start < stop <= n_nodes``.
    distances : ndarray of unsigned int, shape (n_nodes - origin, at least stop - origin)
        Filled in place; the values before do not matter.

    Returns
    -------
    bool
        False if a distance reached the largest value of the dtype, which is the mark of unjoined pairs. The columns
        are then invalid, and a wider dtype is needed.
    """
    top = distances.dtype.type(~distances.dtype.type(0))
    left, right = start - origin, stop - origin
    for i in range(origin, indptr.size - 1):
        row = distances[i - origin, left:right]
        row[:] = top
        edge, end = indptr[i], indptr[i + 1]
        while edge < end and indices[edge] < start:
            edge += 1  # nothing before the first column leads back to one
        while edge < end:
            # the rest of the sources, nearest first, as runs of consecutive nodes
            first = end - 1
            if indices[end - 1] - indices[edge] == end - 1 - edge:
                first = edge
            while first > edge and indices[first - 1] + 1 == indices[first]:
                first -= 1
            if end - first < _LONG_RUN:
                first = max(end - 4, edge)
                n_columns = min(indices[end - 1] + 1 - start, stop - start)
            else:
                # the columns of the run itself are read directly, so only those before it need a minimum
                n_columns = min(indices[first] - start, stop - start)
                row[n_columns : min(indices[end - 1] + 1 - start, stop - start)] = 0
                if n_columns == 0:
                    end = first
            while end > first:
                _lower(
                    row,
                    distances[indices[end - 1] - origin, left:right],
                    distances[indices[max(end - 2, first)] - origin, left:right],
                    distances[indices[max(end - 3, first)] - origin, left:right],
                    distances[indices[max(end - 4, first)] - origin, left:right],
                    n_columns,
                )
                end = max(end - 4, first)
        if costs[i] and _enter(row, max(min(i, stop) - start, 0)):
            return False
        if start <= i < stop:
            row[i - start] = 0
    return True


@njit(cache=True, nogil=True)
def count_values(
    block: NDArray[Any], rows: NDArray[np.bool_], columns: NDArray[np.bool_], counts: NDArray[np.int64]
) -> None:
    """Add to ``counts[d]`` the number of distances d below the diagonal, in the chosen rows and columns.

    Parameters
    ----------
    block : ndarray of unsigned int, shape (n_rows, n_columns)
        Distances; its first row and column are of the same node.
    rows, columns : ndarray of bool
        Which rows and columns count.
    counts : ndarray of int64
        Changed in place; larger distances are counted in the last entry.
    """
    last = counts.size - 1
    for i in range(block.shape[0]):
        if not rows[i]:
            continue
        for j in range(min(i, block.shape[1])):
            if columns[j]:
                d = np.int64(block[i, j])
                counts[d if d < last else last] += 1


@njit(cache=True, nogil=True)
def sum_by_gap(
    block: NDArray[Any],
    joined: NDArray[np.int64],
    totals: NDArray[np.int64],
    largest: NDArray[np.int64],
) -> None:
    """Add up the joined distances of a block for each gap.

    Parameters
    ----------
    block : ndarray of unsigned int, shape (n_rows, n_columns)
        Distances; its first row and column are of the same node.
    joined, totals, largest : ndarray of int64, shape (at least n_rows,)
        Number, sum and maximum of the joined distances at each gap; changed in place.
    """
    top = block.dtype.type(~block.dtype.type(0))
    for i in range(block.shape[0]):
        for j in range(min(i, block.shape[1])):
            d = block[i, j]
            if d != top:
                joined[i - j] += 1
                totals[i - j] += d
                if d > largest[i - j]:
                    largest[i - j] = d


@njit(cache=True, nogil=True)
def lower_rectangle(
    distances: NDArray[Any],
    pairable: NDArray[np.bool_],
    target: int,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    by_edge: NDArray[Any],
) -> tuple[int, int, int]:
    """Lower each pair of `rows` and `columns` to its distance through a new edge into `target`.

    Parameters
    ----------
    distances : ndarray of unsigned int, shape (n_nodes, n_nodes)
        Changed in place.
    pairable : ndarray of bool, shape (n_nodes,)
        The nodes whose pairs are counted in the result.
    target : int
        The node that the edge enters.
    rows, columns : ndarray of int64
        Where pairs may come closer.
    by_edge : ndarray of unsigned int
        Cost of the way from `target` through the edge back to each node.

    Returns
    -------
    n_changed, n_joined, total : int
        As in `skipgraph.metrics.incremental.DistanceChange`.
    """
    top = distances.dtype.type(~distances.dtype.type(0))
    n_changed = n_joined = total = 0
    for i in rows:
        to_target = distances[i, target]
        for j in columns:
            before = distances[i, j]
            after = distances.dtype.type(to_target + by_edge[j])
            if after >= before:
                continue
            distances[i, j] = after
            if pairable[i] and pairable[j]:
                n_changed += 1
                total += after
                if before == top:
                    n_joined += 1
                else:
                    total -= before
    return n_changed, n_joined, total


@njit(cache=True, nogil=True)
def recompute_rows(  # noqa: C901  # one loop that numba compiles
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    costs: NDArray[np.uint8],
    pairable: NDArray[np.bool_],
    target: int,
    columns: NDArray[np.int64],
    lost: NDArray[Any],
    distances: NDArray[Any],
) -> tuple[int, int, int]:
    """Recompute the rows that depend on row `target`, which changed.

    Parameters
    ----------
    indptr, indices : ndarray
        What each node reads, as in a topology.
    costs : ndarray of uint8, shape (n_nodes,)
        What entering a node costs.
    pairable : ndarray of bool, shape (n_nodes,)
        The nodes whose pairs are counted in the result.
    target : int
        The node whose row changed.
    columns : ndarray of int64
        Where it changed, all before `target`.
    lost : ndarray of unsigned int, shape (columns,)
        Values of the row there before: only a pair that was joined through `target` can change.
    distances : ndarray of unsigned int, shape (n_nodes, n_nodes)
        Changed in place.

    Returns
    -------
    n_changed, n_joined, total : int
        As in `skipgraph.metrics.incremental.DistanceChange`, of the later rows.
    """
    top = distances.dtype.type(~distances.dtype.type(0))
    dirty = np.zeros(costs.size, np.bool_)
    dirty[target] = True
    n_changed = n_joined = total = 0
    for node in range(target + 1, costs.size):
        edges = range(indptr[node], indptr[node + 1])
        reads_dirty = False
        for edge in edges:
            reads_dirty |= dirty[indices[edge]]
        if not reads_dirty:
            continue
        to_target = distances[node, target]
        for k in range(columns.size):
            j = columns[k]
            before = distances[node, j]
            if before != to_target + lost[k]:
                continue
            after = top
            for edge in edges:
                x = distances[indices[edge], j]
                after = x if x < after else after
            if after != top:
                after += costs[node]
            if after == before:
                continue
            dirty[node] = True
            distances[node, j] = after
            if pairable[node] and pairable[j]:
                n_changed += 1
                total -= before
                if after == top:
                    n_joined -= 1
                else:
                    total += after
    return n_changed, n_joined, total
