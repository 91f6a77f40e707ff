"""Translation-invariant topologies: all nodes read at the same offsets, so a distance depends only on the gap."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, checked, shown
from skipgraph.errors import ArgumentError, MemoryLimitError
from skipgraph.memory import available_bytes
from skipgraph.topology import NodeKind, Topology

__all__ = ["distances_of_offsets", "reading_offsets"]


@checked
def reading_offsets(topology: Topology) -> NDArray[np.int64] | None:
    """Return the offsets at which every node reads, if all nodes read at the same ones.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_offsets,) or None
        Ascending offsets D, if node 0 is the input, all others are layers, and node i reads exactly the nodes
        ``i - d`` for d in D with ``d <= i``; None otherwise.

    Notes
    -----
    ``O(n_edges)``. The distance of a pair then depends only on its gap: the nodes of a shortest path lie between the
    two, and the start of the topology cuts no offset there.

    Examples
    --------
    >>> reading_offsets(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [1, 2]
    >>> reading_offsets(Topology.from_reads([[], [0], [0, 1], [2]])) is None
    True
    """
    n_nodes = topology.n_nodes
    if topology.kinds[0] != NodeKind.INPUT or np.any(topology.kinds[1:] != NodeKind.LAYER):
        return None
    offsets = (n_nodes - 1 - topology.sources(n_nodes - 1)[::-1]).astype(np.int64)
    expected = np.searchsorted(offsets, np.arange(n_nodes), side="right")  # how many offsets fit
    if not np.array_equal(np.diff(topology.indptr), expected):
        return None
    known = np.zeros(n_nodes, np.bool_)
    known[offsets] = True
    # the numbers of offsets are as expected and no node reads another twice, so known offsets are the expected ones
    return offsets if known[topology.targets - topology.indices].all() else None


@checked
def distances_of_offsets(offsets: NDArray[np.int64], n_nodes: Count) -> NDArray[np.int64]:
    """Return the backprop distance at every gap when all layers read at the same offsets.

    Parameters
    ----------
    offsets : ndarray of int64, shape (n_offsets,)
        Ascending, at least 1 each.
    n_nodes : int
        Number of nodes, the input included.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Distance at each gap, in layers: the fewest offsets that sum to the gap; 0 at gap 0, and -1 where no sum of
        offsets is the gap.

    Notes
    -----
    Level by level, it finds the gaps that one more offset makes: ``O(n_nodes * n_offsets)``.

    Examples
    --------
    >>> distances_of_offsets(np.array([1, 4, 6]), 10).tolist()
    [0, 1, 2, 3, 1, 2, 1, 2, 2, 3]
    """
    if offsets.ndim != 1 or (np.diff(offsets) <= 0).any() or (offsets < 1).any():
        raise ArgumentError(f"offsets must be whole numbers from 1, ascending, got {shown(offsets.tolist())}")
    available = available_bytes(8 * n_nodes)
    if 8 * n_nodes > available:
        raise MemoryLimitError(f"the distances of {n_nodes} nodes need {8 * n_nodes} bytes, {available} are available")
    distances = np.full(n_nodes, -1, np.int64)
    distances[0] = 0
    n_left, level, frontier = n_nodes - 1, 0, np.zeros(1, np.int64)
    while n_left and frontier.size:
        level += 1
        few, many = sorted((frontier, offsets), key=np.size)  # both ascending
        found = []
        for step in few.tolist():
            gaps = many[: np.searchsorted(many, n_nodes - step)] + step
            gaps = gaps[distances[gaps] < 0]
            distances[gaps] = level
            found.append(gaps)
        frontier = np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)
        n_left -= frontier.size
    return distances
