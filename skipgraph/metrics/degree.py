"""Who reads how many, over what length, and how evenly: degrees and edge lengths."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology

__all__ = [
    "count_redundant_edges",
    "edge_length_histogram",
    "edge_lengths",
    "gini",
    "in_degree_gini",
    "in_degrees",
    "max_edge_length",
    "max_in_degree",
    "max_out_degree",
    "mean_edge_length",
    "out_degree_gini",
    "out_degrees",
]


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


def gini(values: ArrayLike) -> float:
    """Return the Gini coefficient of some amounts.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Amounts, at least 0; at least one of them.

    Returns
    -------
    float
        0 if all are equal, towards 1 if one has everything; 0 if all are 0. Half the mean absolute
        difference of all ordered pairs, a value with itself included, over the mean.

    Raises
    ------
    ArgumentError
        If there are no values or a negative one.

    References
    ----------
    .. [1] C. Gini, "Variabilita e mutabilita", Bologna, 1912.

    Examples
    --------
    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    amounts = np.sort(np.asarray(values, np.float64))
    if amounts.ndim != 1 or amounts.size == 0:
        raise ArgumentError(f"gini needs a list of at least one value, got shape {amounts.shape}")
    if amounts[0] < 0:
        raise ArgumentError(f"gini needs values of at least 0, got {amounts[0]}")
    total = amounts.sum()
    if total == 0:
        return 0.0
    ranks = np.arange(1, amounts.size + 1)
    return float((2 * ranks - amounts.size - 1) @ amounts / (amounts.size * total))


def in_degree_gini(topology: Topology) -> float:
    """Return how unevenly the nodes read: the Gini coefficient of the in-degrees.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Between 0 and 1.

    See Also
    --------
    gini : The definition.

    Examples
    --------
    >>> round(in_degree_gini(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 3)
    0.35
    """
    return gini(in_degrees(topology))


def out_degree_gini(topology: Topology) -> float:
    """Return how unevenly the nodes are read: the Gini coefficient of the out-degrees.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Between 0 and 1; hubs make it large.

    See Also
    --------
    gini : The definition.

    Examples
    --------
    >>> round(out_degree_gini(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 3)
    0.35
    """
    return gini(out_degrees(topology))


def count_redundant_edges(topology: Topology) -> int:
    """Count the edges beside which a longer path leads to the same node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Edges outside the transitive reduction: without all of them, the same pairs are joined.

    Notes
    -----
    An edge (j, i) is redundant exactly if j leads to another node that i reads. With a bit for each node
    that leads to a node, ``O(n_nodes * n_edges)`` bit operations.

    References
    ----------
    .. [1] A. V. Aho, M. R. Garey and J. D. Ullman, "The transitive reduction of a directed graph", SIAM
       Journal on Computing 1(2), 1972.

    Examples
    --------
    >>> count_redundant_edges(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    ancestors: list[int] = []  # bit j of ancestors[i]: node j leads to node i, or is it
    redundant = 0
    for node in range(topology.n_nodes):
        seen = 0
        for source in reversed(topology.reads(node)):  # the nearest first: only a later node can lie between
            if seen >> source & 1:
                redundant += 1
            else:
                seen |= ancestors[source]
        ancestors.append(seen | 1 << node)
    return redundant
