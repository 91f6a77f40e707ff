"""Disjoint paths and minimum cuts: how much must fail before no path leads to the last node."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.topology import NodeKind, Topology

__all__ = ["count_edge_disjoint_paths", "count_node_disjoint_paths", "min_edge_cut"]


@checked
def count_edge_disjoint_paths(topology: Topology) -> int:
    """Count the paths from the input to the last node that share no edge.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        The largest number of such paths, which is also the smallest number of edges without which no path is left.
        With several inputs, a path may start at any of them. 0 if the last node is itself an input.

    Notes
    -----
    A maximum flow with unit capacities, by Dinic's algorithm.

    References
    ----------
    .. [1] K. Menger, "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 1927.

    Examples
    --------
    >>> count_edge_disjoint_paths(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return int(_edge_flow(topology).flow_value) if _has_flow(topology) else 0


@checked
def min_edge_cut(topology: Topology) -> NDArray[np.int64]:
    """Return the fewest edges without which no path leads from the input to the last node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (count_edge_disjoint_paths(topology), 2)
        Rows ``(j, i)``, ordered by i, then j. Of all smallest sets, it is the one nearest to the input.

    Notes
    -----
    These edges leave the set of nodes that the residual flow reaches from the input.

    Examples
    --------
    >>> min_edge_cut(Topology.from_reads([[], [0], [0, 1], [0, 1, 2], [3]])).tolist()
    [[3, 4]]
    """
    edges = topology.edges().astype(np.int64)
    if not _has_flow(topology):
        return edges[:0]
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    residual = csr_array(_edge_capacities(topology) - _edge_flow(topology).flow)
    residual.eliminate_zeros()
    reached = np.zeros(topology.n_nodes + 1, np.bool_)
    reached[breadth_first_order(residual, topology.n_nodes, return_predecessors=False)] = True
    return edges[reached[edges[:, 0]] & ~reached[edges[:, 1]]]


@checked
def count_node_disjoint_paths(topology: Topology) -> int:
    """Count the paths from the input to the last node that share no node in between.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        The largest number of such paths; they may share inputs and the last node. If the last node does not read an
        input, this is also the smallest number of nodes without which no path is left. 0 if the last node is itself
        an input.

    Notes
    -----
    A maximum flow in which each node is an edge of unit capacity, by Dinic's algorithm.

    References
    ----------
    .. [1] K. Menger, "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 1927.

    Examples
    --------
    >>> count_node_disjoint_paths(Topology.from_reads([[], [0], [0, 1], [0, 1, 2], [2, 3]]))
    2
    """
    if not _has_flow(topology):
        return 0
    from scipy.sparse.csgraph import maximum_flow

    n_nodes = topology.n_nodes
    # node v is entered at v and left at n_nodes + v
    many = np.int32(topology.n_edges)
    through = np.ones(n_nodes, np.int32)
    inputs = topology.nodes_of_kind(NodeKind.INPUT)
    through[inputs] = many
    nodes = np.arange(n_nodes)
    source = 2 * n_nodes
    rows = np.concatenate([topology.indices + n_nodes, nodes, np.full(inputs.size, source)])
    columns = np.concatenate([topology.targets, nodes + n_nodes, inputs])
    capacities = np.concatenate([np.ones(topology.n_edges, np.int32), through, np.full(inputs.size, many)])
    graph = _capacity_matrix(capacities, rows, columns, source + 1)
    return int(maximum_flow(graph, source, n_nodes - 1).flow_value)


def _has_flow(topology: Topology) -> bool:
    return topology.n_edges > 0 and bool(topology.kinds[-1] != NodeKind.INPUT)


def _edge_capacities(topology: Topology) -> Any:
    """Return the topology as a capacity matrix, with one more node that feeds every input."""
    source = topology.n_nodes
    inputs = topology.nodes_of_kind(NodeKind.INPUT)
    rows = np.concatenate([topology.indices, np.full(inputs.size, source)])
    columns = np.concatenate([topology.targets, inputs])
    capacities = np.concatenate(
        [np.ones(topology.n_edges, np.int32), np.full(inputs.size, topology.n_edges + 1, np.int32)]
    )
    return _capacity_matrix(capacities, rows, columns, source + 1)


def _capacity_matrix(capacities: NDArray[Any], rows: NDArray[Any], columns: NDArray[Any], size: int) -> Any:
    from scipy import sparse

    matrix: Any = sparse.csr_array  # its stubs know no integers
    return matrix((capacities, (rows, columns)), shape=(size, size), dtype=np.int32)


def _edge_flow(topology: Topology) -> Any:
    from scipy.sparse.csgraph import maximum_flow

    return maximum_flow(_edge_capacities(topology), topology.n_nodes, topology.n_nodes - 1)
