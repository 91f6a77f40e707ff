"""Who reads how many, and over what length: degrees and edge lengths."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.topology import Topology

__all__ = ["edge_lengths", "in_degrees", "out_degrees"]


def in_degrees(topology: Topology) -> NDArray[np.int64]:
    """Count how many nodes each node reads.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        In-degree of each node, in edges.

    Examples
    --------
    >>> in_degrees(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [0, 1, 2, 2]
    """
    return np.diff(topology.indptr)


def out_degrees(topology: Topology) -> NDArray[np.int64]:
    """Count how many nodes read each node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Out-degree of each node, in edges.

    Examples
    --------
    >>> out_degrees(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [2, 2, 1, 0]
    """
    return np.bincount(topology.indices, minlength=topology.n_nodes).astype(np.int64)


def edge_lengths(topology: Topology) -> NDArray[np.int64]:
    """Return how many nodes each edge spans.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_edges,)
        ``i - j`` of each edge (j, i), at least 1, in the order of ``topology.edges()``.

    Examples
    --------
    >>> edge_lengths(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [1, 2, 1, 2, 1]
    """
    return topology.targets.astype(np.int64) - topology.indices
