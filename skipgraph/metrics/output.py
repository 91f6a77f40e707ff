"""Distances to an output: how many layers a gradient passes from an output back to each node."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.sweep import entering_costs
from skipgraph.topology import NodeKind, Topology

__all__ = [
    "distances_to_every_output",
    "distances_to_output",
    "max_distance_to_output",
    "mean_distance_to_output",
    "output_nodes",
]


@checked
def distances_to_output(
    topology: Topology, *, output: int | None = None, count_transitions: bool = False
) -> NDArray[np.int64]:
    """Return the backprop distance from an output back to every node.

    Parameters
    ----------
    topology : Topology
        The graph.
    output : int, optional
        The node from which gradients start. Default: the last node.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        Entry ``j`` is BD(j, output) in layers: 0 at the output itself, -1 where no path leads to it.

    Raises
    ------
    ArgumentError
        If `output` is not a node of the topology.

    Notes
    -----
    One sweep from the output back, ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> distances_to_output(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [2, 1, 1, 0]
    """
    output = topology.n_nodes - 1 if output is None else output
    if not 0 <= output < topology.n_nodes:
        raise ArgumentError(f"unknown output {output}: this topology has the nodes 0..{topology.n_nodes - 1}")
    costs = entering_costs(topology, count_transitions=count_transitions).tolist()
    indptr = topology.indptr.tolist()
    far = topology.n_nodes  # longer than any path
    distances = np.full(topology.n_nodes, far, np.int64)
    distances[output] = 0
    for node in range(output, -1, -1):
        sources = topology.indices[indptr[node] : indptr[node + 1]]
        if distances[node] < far and sources.size:
            distances[sources] = np.minimum(distances[sources], distances[node] + costs[node])
    distances[distances == far] = -1
    return distances


@checked
def output_nodes(topology: Topology) -> NDArray[np.int64]:
    """Return the nodes from which gradients start.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_outputs,)
        The nodes of kind output, ascending; if there are none, the nodes that no node reads.

    Examples
    --------
    >>> output_nodes(Topology.from_reads([[], [0], [0, 1], [1]])).tolist()
    [2, 3]
    """
    declared = topology.nodes_of_kind(NodeKind.OUTPUT)
    return declared if declared.size else np.flatnonzero(np.bincount(topology.indices, minlength=topology.n_nodes) == 0)


@checked
def distances_to_every_output(topology: Topology, *, count_transitions: bool = False) -> NDArray[np.int64]:
    """Return the backprop distance from every output back to every node.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    ndarray of int64, shape (n_outputs, n_nodes)
        Row ``k`` is `distances_to_output` of the output ``output_nodes(topology)[k]``.

    Notes
    -----
    ``O(n_outputs * (n_nodes + n_edges))``.

    Examples
    --------
    >>> distances_to_every_output(Topology.from_reads([[], [0], [0, 1], [1]])).tolist()
    [[1, 1, 0, -1], [2, 1, -1, 0]]
    """
    return np.stack(
        [
            distances_to_output(topology, output=output, count_transitions=count_transitions)
            for output in output_nodes(topology).tolist()
        ]
    )


@checked
def max_distance_to_output(topology: Topology) -> int:
    """Return the largest backprop distance from the last node to a layer or input.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        In layers, over the layers and inputs that lead to the last node, itself included.

    Examples
    --------
    >>> max_distance_to_output(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(_of_pairable(topology).max())


@checked
def mean_distance_to_output(topology: Topology) -> float:
    """Return the mean backprop distance from the last node to the layers and inputs.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        In layers, over the layers and inputs that lead to the last node, itself included.

    Examples
    --------
    >>> mean_distance_to_output(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    1.0
    """
    return float(_of_pairable(topology).mean())


def _of_pairable(topology: Topology) -> NDArray[np.int64]:
    """Return the distances to the last node of the layers and inputs that lead to it; at least one input does."""
    pairable = topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT)
    distances: NDArray[np.int64] = distances_to_output(topology)[pairable]
    return distances[distances >= 0]
