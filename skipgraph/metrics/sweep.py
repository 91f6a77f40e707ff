"""The sweep of all distances: row i is the minimum of the rows that node i reads, plus the cost of node i."""

import importlib
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.topology import NodeKind, Topology

__all__ = [
    "DistanceMatrix",
    "Engine",
    "column_blocks",
    "entering_costs",
    "pairable_nodes",
    "predecessor_runs",
    "sweep_columns",
]

DistanceMatrix = NDArray[np.unsignedinteger[Any]]
Engine = Literal["auto", "numpy", "numba"]

_BLOCK_BYTES = 32 * 2**20
_NUMBA_MODULE = "skipgraph.metrics.sweep_numba"
_WORTH_NUMBA = 2**27  # runs times columns: above this, numpy takes longer than the import of numba


@checked
def entering_costs(topology: Topology, *, count_transitions: bool = False) -> NDArray[np.uint8]:
    """Return the cost of entering each node: 1 for a layer, 0 for an input, merge, transition or output.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    ndarray of uint8, shape (n_nodes,)
        Layers that a path passes when it enters the node.
    """
    costs = np.zeros(max(NodeKind) + 1, np.uint8)
    costs[NodeKind.LAYER] = 1
    costs[NodeKind.TRANSITION] = count_transitions
    return costs[topology.kinds]


@checked
def pairable_nodes(topology: Topology) -> NDArray[np.bool_]:
    """Return which nodes form the pairs of the distance statistics: layers and inputs.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of bool, shape (n_nodes,)
        True at layers and inputs.
    """
    return np.isin(topology.kinds, [NodeKind.LAYER, NodeKind.INPUT])


@checked
def predecessor_runs(topology: Topology) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Return what each node reads as runs of consecutive nodes.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    indptr : ndarray of int64, shape (n_nodes + 1,)
        The runs of node ``i`` are ``indptr[i] .. indptr[i + 1] - 1``, ascending.
    first, stop : ndarray of int32, shape (n_runs,)
        A run holds the nodes ``first .. stop - 1``.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1], [0, 2]])
    >>> [part.tolist() for part in predecessor_runs(t)]
    [[0, 0, 1, 2, 4], [0, 0, 0, 2], [1, 2, 1, 3]]
    """
    indices, indptr = topology.indices, topology.indptr
    begins = np.ones(indices.size, np.bool_)
    begins[1:] = np.diff(indices) != 1
    begins[indptr[:-1][np.diff(indptr) > 0]] = True
    at = np.flatnonzero(begins)
    last = np.append(at[1:], indices.size) - 1
    return np.searchsorted(at, indptr), indices[at], indices[last[: at.size]] + np.int32(1)


@checked
def sweep_columns(
    topology: Topology, start: int, stop: int, *, count_transitions: bool = False, engine: Engine = "auto"
) -> DistanceMatrix:
    """Return the distances from all nodes back to the nodes ``start .. stop - 1``.

    Parameters
    ----------
    topology : Topology
        The graph.
    start, stop : int
        The columns wanted, ``0 <= start < stop <= n_nodes``.
    count_transitions : bool
        Let a transition cost 1 as well.
    engine : {"auto", "numpy", "numba"}
        All engines give the same numbers. "auto" takes numba if it is in memory already, or if it is installed and
        the work is worth importing it.

    Returns
    -------
    ndarray of uint8, uint16 or uint32, shape (n_nodes - start, stop - start)
        Entry ``[i - start, j - start]`` is BD(j, i) in layers; the dtype's largest value where no path joins them.
        The dtype is the smallest in which every distance is below that value.

    Raises
    ------
    ArgumentError
        If `engine` is not one of the choices, or is "numba" where numba is not installed.
    MemoryError
        If the distances do not fit in memory; the message names the bytes.

    Notes
    -----
    ``O(n_edges * (stop - start))`` byte operations. Runs of consecutive sources are reduced as slices. Columns that a
    node reads directly need no minimum, so the row of a node that reads all earlier ones is only filled.
    """
    if not 0 <= start < stop <= topology.n_nodes:
        raise ArgumentError(f"start {start} and stop {stop}: must be 0 <= start < stop <= {topology.n_nodes} nodes")
    costs = entering_costs(topology, count_transitions=count_transitions)
    compiled = None
    if engine == "numba":
        compiled = _load_numba()
        if compiled is None:
            raise ArgumentError("the engine numba is not installed: pip install 'skipgraph[fast]'")
    elif engine == "auto":
        compiled = loaded_numba()
        if compiled is None and predecessor_runs(topology)[1].size * (stop - start) >= _WORTH_NUMBA:
            compiled = _load_numba()
    if compiled is not None:
        return _sweep_compiled(compiled, topology, costs, start, stop)
    return _sweep_numpy(topology, costs[start:], start, stop)


@cache
def _load_numba() -> ModuleType | None:
    """Import the compiled sweep; None if numba is missing or cannot write its cache."""
    try:
        return importlib.import_module(_NUMBA_MODULE)
    except (ImportError, RuntimeError):
        return None


def loaded_numba() -> ModuleType | None:
    """Return the compiled sweep if it is in memory.

    Returns
    -------
    module or None
        `skipgraph.metrics.sweep_numba`. It is imported when a sweep is large enough.
    """
    return sys.modules.get(_NUMBA_MODULE)


def _sweep_compiled(
    compiled: ModuleType, topology: Topology, costs: NDArray[np.uint8], start: int, stop: int
) -> DistanceMatrix:
    shape = topology.n_nodes - start, stop - start
    for dtype in (np.uint8, np.uint16, np.uint32):
        check_fits(topology, np.dtype(dtype).itemsize * shape[0] * shape[1], "the matrix of distances")
        distances = np.empty(shape, dtype)
        if compiled.sweep_tile(topology.indptr, topology.indices, costs, start, start, stop, distances):
            break
    return distances


def _sweep_numpy(topology: Topology, costs: NDArray[np.uint8], start: int, stop: int) -> DistanceMatrix:
    run_indptr, run_first, run_stop = predecessor_runs(topology)
    skipped = int(run_indptr[start])
    indptr = (run_indptr[start:] - skipped).tolist()
    first = np.maximum(run_first[skipped:] - start, 0).tolist()
    ends = (run_stop[skipped:] - start).tolist()
    n_rows, n_columns = topology.n_nodes - start, stop - start
    # a path into row i enters at most this many nodes of cost 1, so rows below the limit cannot overflow
    entered = np.cumsum(costs, dtype=np.int64).tolist()
    distances: DistanceMatrix = np.full((n_rows, n_columns), 255, np.uint8)
    for i in range(n_rows):
        row = distances[i]
        for run in range(indptr[i], indptr[i + 1]):
            a, b = first[run], ends[run]
            if b <= 0:
                continue  # before the first column: no path from there leads back to a column
            left = row[:a]
            if b - a == 1:
                np.minimum(left, distances[a, :a], out=left)
            elif a > 0:
                np.minimum(left, distances[a:b, :a].min(axis=0), out=left)
            row[a:b] = 0
        if costs[i]:
            top = np.iinfo(distances.dtype).max
            earlier = row[:i]
            if entered[i] >= top and (earlier == top - 1).any():
                check_fits(topology, 2 * distances.nbytes, "the wider matrix of distances")
                distances = _widen(distances)
                top = np.iinfo(distances.dtype).max
                earlier = distances[i, :i]
            earlier += earlier < top
        if i < n_columns:
            distances[i, i] = 0
    return distances


def _widen(distances: DistanceMatrix) -> DistanceMatrix:
    """Return the matrix in the next wider dtype; its largest value again means that no path joins a pair."""
    wide: DistanceMatrix = distances.astype(np.uint16 if distances.dtype == np.uint8 else np.uint32)
    wide[distances == np.iinfo(distances.dtype).max] = np.iinfo(wide.dtype).max
    return wide


@checked
def column_blocks(
    topology: Topology, *, count_transitions: bool = False, block_bytes: Count = _BLOCK_BYTES
) -> Iterator[tuple[int, DistanceMatrix]]:
    """Yield all distances as blocks of columns, so that the whole matrix is never in memory.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.
    block_bytes : int
        Approximate size of a block in bytes, if each distance fits one byte.

    Yields
    ------
    start : int
        First column of the block.
    distances : ndarray of uint8, uint16 or uint32
        As from `sweep_columns`.

    Notes
    -----
    All blocks together take as long as the whole matrix.
    """
    start, n_nodes = 0, topology.n_nodes
    while start < n_nodes:
        stop = min(n_nodes, start + max(1, block_bytes // (n_nodes - start)))
        yield start, sweep_columns(topology, start, stop, count_transitions=count_transitions)
        start = stop
