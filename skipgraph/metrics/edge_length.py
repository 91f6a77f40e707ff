"""Edge lengths: how many nodes each edge spans."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology

__all__ = ["edge_length_histogram", "edge_lengths", "max_edge_length", "mean_edge_length"]


@checked
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


@checked
def mean_edge_length(topology: Topology) -> float:
    """Return how many nodes an edge spans on average.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        In nodes, at least 1.

    Raises
    ------
    ArgumentError
        If there is no edge.

    Examples
    --------
    >>> mean_edge_length(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    1.4
    """
    return float(_lengths_of_some(topology).mean())


@checked
def max_edge_length(topology: Topology) -> int:
    """Return how many nodes the longest edge spans.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        In nodes, at least 1.

    Raises
    ------
    ArgumentError
        If there is no edge.

    Examples
    --------
    >>> max_edge_length(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(_lengths_of_some(topology).max())


def _lengths_of_some(topology: Topology) -> NDArray[np.int64]:
    if topology.n_edges == 0:
        raise ArgumentError(f"{topology!r} has no edge whose length could be measured")
    return edge_lengths(topology)


@checked
def edge_length_histogram(topology: Topology) -> NDArray[np.int64]:
    """Count the edges of each length.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (longest edge + 1,)
        Entry ``d`` is the number of edges that span d nodes; entry 0 is 0.

    Examples
    --------
    >>> edge_length_histogram(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [0, 3, 2]
    """
    return np.bincount(edge_lengths(topology), minlength=1).astype(np.int64)
