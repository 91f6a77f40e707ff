"""Degrees: how many nodes each node reads, and how many read it."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.topology import Topology

__all__ = ["in_degrees", "max_in_degree", "max_out_degree", "out_degrees"]


@checked
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


@checked
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


@checked
def max_in_degree(topology: Topology) -> int:
    """Return the most nodes that a node reads.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        In edges.

    Examples
    --------
    >>> max_in_degree(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(in_degrees(topology).max())


@checked
def max_out_degree(topology: Topology) -> int:
    """Return the most nodes that read a node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        In edges.

    Examples
    --------
    >>> max_out_degree(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(out_degrees(topology).max())
