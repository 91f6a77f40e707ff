"""Checks of an execution: the order of its nodes and the sizes of their tensors."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Numbers, checked
from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology

__all__ = ["execution_places", "tensor_sizes"]


@checked
def execution_places(topology: Topology, order: Numbers | None) -> NDArray[np.int64]:
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
        If `order` is not an execution order.
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


@checked
def tensor_sizes(topology: Topology, sizes: Numbers) -> NDArray[np.int64]:
    """Return sizes as an array, after checking them.

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
