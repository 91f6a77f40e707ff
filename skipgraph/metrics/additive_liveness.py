"""Live tensors where readers add: a later reader can keep one running sum of what it reads."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.topology import Topology

__all__ = ["additive_live_counts", "max_additive_live_count"]


@checked
def additive_live_counts(topology: Topology) -> NDArray[np.int64]:
    """Count the tensors that must be kept after each step where readers add what they read.

    A later reader can keep one running sum instead of all tensors that it will add. Each cut edge needs its source or
    the sum of its reader.

    Parameters
    ----------
    topology : Topology
        The graph, executed in its own order.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``p`` is the least number of tensors and running sums that cover all edges cut after step p.

    Notes
    -----
    By Koenig's theorem, this is the size of a largest matching of the cut edges. From one cut to the next, one node
    changes sides, so at most two augmenting paths update the matching: ``O(n_nodes * n_edges)``.

    References
    ----------
    .. [1] D. Koenig, "Graphok es matrixok", Matematikai es Fizikai Lapok 38, 1931.

    Examples
    --------
    >>> additive_live_counts(Topology.from_reads([[], [0], [0, 1], [0, 1, 2]])).tolist()
    [1, 2, 1, 0]
    """
    readers = [topology.readers(node) for node in range(topology.n_nodes)]
    source_of: dict[int, int] = {}  # matched reader -> source
    reader_of: dict[int, int] = {}  # the same from the other side
    counts = np.zeros(topology.n_nodes, np.int64)
    for node in range(topology.n_nodes):
        freed = source_of.pop(node, None)  # the node has run: it is now a source, no longer a reader
        if freed is not None:
            del reader_of[freed]
            _augment(readers, source_of, reader_of, freed, node)
        _augment(readers, source_of, reader_of, node, node)
        counts[node] = len(source_of)
    return counts


def _augment(
    readers: list[tuple[int, ...]], source_of: dict[int, int], reader_of: dict[int, int], start: int, cut: int
) -> None:
    """Match `start` to a reader beyond the cut, if an alternating path to a free one exists."""
    came_from: dict[int, int] = {}  # reader -> source that found it
    frontier = [start]
    while frontier:
        source = frontier.pop()
        for reader in readers[source]:
            if reader <= cut or reader in came_from:
                continue
            came_from[reader] = source
            if reader not in source_of:
                free: int | None = reader
                while free is not None:
                    source = came_from[free]
                    matched = reader_of.get(source)
                    source_of[free], reader_of[source] = source, free
                    free = matched
                return
            frontier.append(source_of[reader])


@checked
def max_additive_live_count(topology: Topology) -> int:
    """Return the largest number of tensors kept between two steps where readers add what they read.

    Parameters
    ----------
    topology : Topology
        The graph, executed in its own order.

    Returns
    -------
    int
        In tensors and running sums.

    Examples
    --------
    >>> max_additive_live_count(Topology.from_reads([[], [0], [0, 1], [0, 1, 2]]))
    2
    """
    return int(additive_live_counts(topology).max())
