"""What must be kept in memory: tensors alive, bytes alive and edges cut at each step of an execution order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology

__all__ = [
    "additive_live_counts",
    "cut_widths",
    "live_bytes",
    "live_counts",
    "max_additive_live_count",
    "max_cut_width",
    "max_live_count",
    "peak_live_bytes",
]


def live_counts(topology: Topology, *, order: ArrayLike | None = None) -> NDArray[np.int64]:
    """Count the tensors that must be kept after each step.

    Parameters
    ----------
    topology : Topology
        The graph; each node produces one tensor.
    order : array_like of int, shape (n_nodes,), optional
        Execution order: every node once, after all it reads. Default: the order of the topology.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``p`` counts the tensors made in the steps 0..p that a later step reads.

    Raises
    ------
    ArgumentError
        If `order` is no execution order.

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


def max_live_count(topology: Topology, *, order: ArrayLike | None = None) -> int:
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
    A topology with MBD k and this number w has at most ``C(w + k, k)`` nodes.

    Examples
    --------
    >>> max_live_count(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(live_counts(topology, order=order).max())


def live_bytes(topology: Topology, n_bytes: ArrayLike, *, order: ArrayLike | None = None) -> NDArray[np.int64]:
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
        Entry ``p`` is what was kept before step p and what step p makes: a tensor is freed after the last
        step that reads it.

    Raises
    ------
    ArgumentError
        If `n_bytes` does not hold one size for each node, or `order` is no execution order.

    Examples
    --------
    >>> live_bytes(Topology.from_reads([[], [0], [0, 1], [1, 2]]), [4, 2, 2, 1]).tolist()
    [4, 6, 8, 5]
    """
    sizes = tensor_sizes(topology, n_bytes)
    place, last_use = _lifetimes(topology, order)
    return _sum_over(place, last_use + 1, sizes)


def peak_live_bytes(topology: Topology, n_bytes: ArrayLike, *, order: ArrayLike | None = None) -> int:
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


def cut_widths(topology: Topology, *, order: ArrayLike | None = None) -> NDArray[np.int64]:
    """Count the edges from the steps up to each step to later ones.

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
        If `order` is no execution order.

    Examples
    --------
    >>> cut_widths(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [2, 3, 2, 0]
    """
    place = execution_places(topology, order)
    return _sum_over(place[topology.indices], place[topology.targets], np.ones(topology.n_edges, np.int64), place.size)


def max_cut_width(topology: Topology, *, order: ArrayLike | None = None) -> int:
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


def additive_live_counts(topology: Topology) -> NDArray[np.int64]:
    """Count the tensors that must be kept after each step where readers add what they read.

    A later reader can keep one running sum instead of all it will add; an edge that is cut needs its source
    or its reader's sum.

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
    By Koenig's theorem a largest matching of the cut edges. From cut to cut one node changes sides, so at
    most two augmenting paths mend the matching: ``O(n_nodes * n_edges)``.

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
    counts = np.zeros(topology.n_nodes, np.int64)
    for node in range(topology.n_nodes):
        freed = source_of.pop(node, None)  # the node has run: it is no reader any more, but a source
        if freed is not None:
            _augment(readers, source_of, freed, node)
        _augment(readers, source_of, node, node)
        counts[node] = len(source_of)
    return counts


def _augment(readers: list[tuple[int, ...]], source_of: dict[int, int], start: int, cut: int) -> None:
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
                matched_to = {matched: at for at, matched in source_of.items()}
                free: int | None = reader
                while free is not None:
                    source = came_from[free]
                    source_of[free] = source
                    free = matched_to.get(source)
                return
            frontier.append(source_of[reader])


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


def execution_places(topology: Topology, order: ArrayLike | None) -> NDArray[np.int64]:
    """Return the step at which each node runs.

    Parameters
    ----------
    topology : Topology
        The graph.
    order : array_like of int, shape (n_nodes,) or None
        Execution order; None is the order of the topology.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        The inverse permutation of `order`.

    Raises
    ------
    ArgumentError
        If `order` is no execution order.
    """
    nodes = np.arange(topology.n_nodes)
    if order is None:
        return nodes
    given = np.asarray(order)
    if given.shape != nodes.shape or not np.array_equal(np.sort(given), nodes):
        raise ArgumentError(f"order must hold each node of 0..{topology.n_nodes - 1} once")
    place = np.empty(topology.n_nodes, np.int64)
    place[given] = nodes
    early = place[topology.targets] <= place[topology.indices]
    if early.any():
        source, target = topology.edges()[int(np.argmax(early))].tolist()
        raise ArgumentError(
            f"order runs node {target} at step {place[target]}, before node {source} at step {place[source]}, "
            "which it reads"
        )
    return place


def tensor_sizes(topology: Topology, sizes: ArrayLike) -> NDArray[np.int64]:
    """Return sizes as an array, refusing what is no size.

    Parameters
    ----------
    topology : Topology
        The graph.
    sizes : array_like of int, shape (n_nodes,)
        Size of each node's tensor.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        The sizes.

    Raises
    ------
    ArgumentError
        If there is not one size of at least 0 for each node.
    """
    array = np.asarray(sizes)
    if array.shape != (topology.n_nodes,) or array.dtype.kind not in "iu":
        raise ArgumentError(
            f"sizes must hold {topology.n_nodes} integers, one for each node, got {array.dtype} of shape {array.shape}"
        )
    if np.any(array < 0):
        node = int(np.argmax(array < 0))
        raise ArgumentError(f"size {array[node]} of node {node}: must be at least 0")
    return array.astype(np.int64)


def _lifetimes(topology: Topology, order: ArrayLike | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the step that makes each tensor and the last one that reads it, or the same if none does."""
    place = execution_places(topology, order)
    last_use = place.copy()
    np.maximum.at(last_use, topology.indices, place[topology.targets])
    return place, last_use


def _sum_over(
    begins: NDArray[np.int64], ends: NDArray[np.int64], weights: NDArray[np.int64], n_steps: int | None = None
) -> NDArray[np.int64]:
    """Sum the weights of the half-open intervals ``begins .. ends - 1`` that hold each step."""
    changes = np.zeros((begins.size if n_steps is None else n_steps) + 1, np.int64)
    np.add.at(changes, begins, weights)
    np.add.at(changes, ends, -weights)
    return np.cumsum(changes)[:-1]
