"""Execution orders with a lower memory peak, found by a heuristic."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Numbers, checked
from skipgraph.metrics.execution import tensor_sizes
from skipgraph.metrics.liveness import peak_live_bytes
from skipgraph.topology import Topology

__all__ = ["find_execution_order", "reordered_peak_live_bytes"]


@checked
def find_execution_order(topology: Topology, sizes: Numbers | None = None) -> NDArray[np.int64]:
    """Look for an execution order with a lower memory peak than the given one.

    Parameters
    ----------
    topology : Topology
        The graph.
    sizes : array_like of int, shape (n_nodes,), optional
        Size of each node's tensor, in any unit. Default: 1 each.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        The nodes in execution order. Its `peak_live_bytes` is at most that of the topology's own order, which is
        returned if no better one is found.

    Raises
    ------
    ArgumentError
        If `sizes` does not hold one size for each node.

    Notes
    -----
    A topology in which each node reads the one before it has only one order. Otherwise it takes the best of the own
    order and two greedy ones: from the input on, always the node after which least is kept; from the output back,
    always the node before which least is kept. ``O(n_nodes**2 * degree)``; the exact problem is NP-hard.

    References
    ----------
    .. [1] R. Sethi, "Complete register allocation problems", SIAM Journal on Computing 4(3), 1975.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0], [0], [1], [2], [3], [4, 5, 6]])
    >>> sizes = [1, 9, 9, 9, 1, 1, 1, 1]
    >>> order = find_execution_order(t, sizes)
    >>> peak_live_bytes(t, sizes), peak_live_bytes(t, sizes, order=order)
    (28, 12)
    """
    weights = tensor_sizes(topology, np.ones(topology.n_nodes, np.int64) if sizes is None else sizes)
    given = np.arange(topology.n_nodes)
    if all(node - 1 in topology.reads(node) for node in range(1, topology.n_nodes)):
        return given
    reads = [topology.reads(node) for node in range(topology.n_nodes)]
    readers = [topology.readers(node) for node in range(topology.n_nodes)]
    costs = weights.tolist()
    forward = np.array(_greedy_forward(reads, readers, costs))
    backward = np.array(_greedy_backward(reads, readers, costs))
    return min((given, forward, backward), key=lambda order: peak_live_bytes(topology, weights, order=order))


@checked
def reordered_peak_live_bytes(topology: Topology, sizes: Numbers | None = None) -> int:
    """Return the memory peak of the order that `find_execution_order` finds.

    Parameters
    ----------
    topology : Topology
        The graph.
    sizes : array_like of int, shape (n_nodes,), optional
        Size of each node's tensor, in bytes. Default: 1 each, so that the peak counts tensors.

    Returns
    -------
    int
        In bytes; at most `peak_live_bytes`.

    Raises
    ------
    ArgumentError
        If `sizes` does not hold one size for each node.

    Examples
    --------
    >>> reordered_peak_live_bytes(Topology.from_reads([[], [0], [0], [1], [2], [3, 4]]))
    3
    """
    weights = np.ones(topology.n_nodes, np.int64) if sizes is None else sizes
    return peak_live_bytes(topology, weights, order=find_execution_order(topology, weights))


def _greedy_forward(reads: list[tuple[int, ...]], readers: list[tuple[int, ...]], sizes: list[int]) -> list[int]:
    """From the input on, always run the node after which least is kept; ties in the given order."""
    waiting_for = [len(sources) for sources in reads]
    unread = [len(nodes) for nodes in readers]
    ready = {node for node, count in enumerate(waiting_for) if count == 0}
    order: list[int] = []

    def growth(node: int) -> tuple[int, int]:
        freed = sum(sizes[source] for source in reads[node] if unread[source] == 1)
        return (sizes[node] if readers[node] else 0) - freed, node

    while ready:
        node = min(ready, key=growth)
        ready.remove(node)
        order.append(node)
        for source in reads[node]:
            unread[source] -= 1
        for reader in readers[node]:
            waiting_for[reader] -= 1
            if waiting_for[reader] == 0:
                ready.add(reader)
    return order


def _greedy_backward(reads: list[tuple[int, ...]], readers: list[tuple[int, ...]], sizes: list[int]) -> list[int]:
    """From the output back, always prepend the node before which least is kept; ties in the given order."""
    waiting_for = [len(nodes) for nodes in readers]
    ready = {node for node, count in enumerate(waiting_for) if count == 0}
    kept: set[int] = set()
    order: list[int] = []

    def growth(node: int) -> tuple[int, int]:
        needed = sum(sizes[source] for source in reads[node] if source not in kept)
        return needed - (sizes[node] if readers[node] else 0), -node

    while ready:
        node = min(ready, key=growth)
        ready.remove(node)
        order.append(node)
        kept.discard(node)
        for source in reads[node]:
            kept.add(source)
            waiting_for[source] -= 1
            if waiting_for[source] == 0:
                ready.add(source)
    return order[::-1]
