"""Liveness: the tensors and bytes that each step of an execution keeps, and the edges it cuts."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Numbers, checked
from skipgraph.metrics.execution import execution_places, tensor_sizes
from skipgraph.topology import Topology

__all__ = [
    "cut_widths",
    "live_bytes",
    "live_counts",
    "max_cut_width",
    "max_live_count",
    "peak_live_bytes",
    "peak_live_tensors",
]


@checked
def live_counts(topology: Topology, *, order: Numbers | None = None) -> NDArray[np.int64]:
    """Count the tensors that must be kept after each step.

    Parameters
    ----------
    topology : Topology
        The graph; each node produces one tensor.
    order : array_like of int, shape (n_nodes,), optional
        Execution order: every node once, after all nodes that it reads. Default: the order of the topology.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``p`` counts the tensors made in the steps 0..p that a later step reads.

    Raises
    ------
    ArgumentError
        If `order` is not an execution order.

    Notes
    -----
    ``O(n_nodes + n_edges)``. A reader that concatenates needs each of these tensors;
    `additive_live_counts` is for readers that add.

    Examples
    --------
    >>> live_counts(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [1, 2, 2, 0]
    """
    place, last_use = _lifetimes(topology, order)
    return _sum_over(place, last_use, np.ones(topology.n_nodes, np.int64))


@checked
def max_live_count(topology: Topology, *, order: Numbers | None = None) -> int:
    """Return the largest number of tensors that must be kept between two steps.

    Parameters
    ----------
    topology : Topology
        The graph.
    order : array_like of int, shape (n_nodes,), optional
        Execution order. Default: the order of the topology.

    Returns
    -------
    int
        In tensors.

    Notes
    -----
    A topology with MBD k in which this number is w has at most ``C(w + k, k)`` nodes.

    Examples
    --------
    >>> max_live_count(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(live_counts(topology, order=order).max())


@checked
def live_bytes(topology: Topology, n_bytes: Numbers, *, order: Numbers | None = None) -> NDArray[np.int64]:
    """Return the bytes in memory during each step.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_bytes : array_like of int, shape (n_nodes,)
        Size of each node's tensor, at least 0.
    order : array_like of int, shape (n_nodes,), optional
        Execution order. Default: the order of the topology.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``p`` is the size of what was kept before step p plus what step p makes. A tensor is freed after the
        last step that reads it.

    Raises
    ------
    ArgumentError
        If `n_bytes` does not hold one size for each node, or `order` is not an execution order.

    Examples
    --------
    >>> live_bytes(Topology.from_reads([[], [0], [0, 1], [1, 2]]), [4, 2, 2, 1]).tolist()
    [4, 6, 8, 5]
    """
    sizes = tensor_sizes(topology, n_bytes)
    place, last_use = _lifetimes(topology, order)
    return _sum_over(place, last_use + 1, sizes)


@checked
def peak_live_bytes(topology: Topology, n_bytes: Numbers, *, order: Numbers | None = None) -> int:
    """Return the most bytes in memory during any step.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_bytes : array_like of int, shape (n_nodes,)
        Size of each node's tensor, at least 0.
    order : array_like of int, shape (n_nodes,), optional
        Execution order. Default: the order of the topology.

    Returns
    -------
    int
        In bytes.

    Examples
    --------
    >>> peak_live_bytes(Topology.from_reads([[], [0], [0, 1], [1, 2]]), [4, 2, 2, 1])
    8
    """
    return int(live_bytes(topology, n_bytes, order=order).max())


@checked
def peak_live_tensors(topology: Topology) -> int:
    """Return the most tensors in memory during any step, in the order of the topology.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        In tensors: `peak_live_bytes` with one byte for each tensor.

    Examples
    --------
    >>> peak_live_tensors(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    3
    """
    return peak_live_bytes(topology, np.ones(topology.n_nodes, np.int64))


@checked
def cut_widths(topology: Topology, *, order: Numbers | None = None) -> NDArray[np.int64]:
    """Count the edges that lead from each step or an earlier one to a later step.

    Parameters
    ----------
    topology : Topology
        The graph.
    order : array_like of int, shape (n_nodes,), optional
        Execution order. Default: the order of the topology.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``p`` is the number of edges cut between step p and the next.

    Raises
    ------
    ArgumentError
        If `order` is not an execution order.

    Examples
    --------
    >>> cut_widths(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [2, 3, 2, 0]
    """
    place = execution_places(topology, order)
    return _sum_over(place[topology.indices], place[topology.targets], np.ones(topology.n_edges, np.int64), place.size)


@checked
def max_cut_width(topology: Topology, *, order: Numbers | None = None) -> int:
    """Return the largest number of edges cut between two steps.

    Parameters
    ----------
    topology : Topology
        The graph.
    order : array_like of int, shape (n_nodes,), optional
        Execution order. Default: the order of the topology.

    Returns
    -------
    int
        In edges.

    Examples
    --------
    >>> max_cut_width(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    3
    """
    return int(cut_widths(topology, order=order).max())


def _lifetimes(topology: Topology, order: Numbers | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the step that makes each tensor, and the last step that reads it (the same step if none does)."""
    place = execution_places(topology, order)
    last_use = place.copy()
    np.maximum.at(last_use, topology.indices, place[topology.targets])
    return place, last_use


def _sum_over(
    begins: NDArray[np.int64], ends: NDArray[np.int64], weights: NDArray[np.int64], n_steps: int | None = None
) -> NDArray[np.int64]:
    """Return, for each step, the sum of the weights of the half-open intervals ``begins .. ends - 1`` that hold it."""
    changes = np.zeros((begins.size if n_steps is None else n_steps) + 1, np.int64)
    np.add.at(changes, begins, weights)
    np.add.at(changes, ends, -weights)
    return np.cumsum(changes)[:-1]
