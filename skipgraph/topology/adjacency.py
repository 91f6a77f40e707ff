"""Topologies from and to adjacency matrices."""

from typing import Any

import numpy as np

from skipgraph.arguments import checked, shown
from skipgraph.errors import ArgumentError
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import NodeKind

__all__ = ["from_adjacency", "to_adjacency"]


@checked
def from_adjacency(adjacency: Any, *, name: str = "") -> Topology:
    """Build a topology from a square matrix whose row ``i`` says what node ``i`` reads.

    Parameters
    ----------
    adjacency : array_like or scipy sparse array, shape (n_nodes, n_nodes)
        ``adjacency[i, j]`` is not zero where node ``i`` reads node ``j``; all such ``j`` are below ``i``.
        (networkx has it the other way round: give its matrix transposed.)
    name : str
        Title.

    Returns
    -------
    Topology
        Nodes that read nothing are inputs, all others layers.

    Raises
    ------
    ArgumentError
        If the matrix is not square.
    TopologyError
        If this is not a topology; the error lists every fault.

    Examples
    --------
    >>> from_adjacency([[0, 0, 0], [1, 0, 0], [1, 1, 0]]).reads(2)
    (0, 1)
    """
    from scipy import sparse  # takes long to load

    try:
        matrix = sparse.csr_array(adjacency)
    except Exception as error:  # scipy takes what numpy takes, and that may refuse in any way
        raise ArgumentError(f"an adjacency matrix must hold numbers, got {shown(adjacency)}") from error
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ArgumentError(f"an adjacency matrix must be square, got shape {matrix.shape}")
    matrix = matrix.copy()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    kinds = np.where(np.diff(matrix.indptr) == 0, NodeKind.INPUT, NodeKind.LAYER)
    return Topology(matrix.indptr.astype(np.int64), matrix.indices, kinds, name=name)


@checked
def to_adjacency(topology: Topology) -> Any:
    """Return the matrix whose row ``i`` marks what node ``i`` reads.

    Parameters
    ----------
    topology : Topology
        What to convert.

    Returns
    -------
    scipy.sparse.csr_array of bool, shape (n_nodes, n_nodes)
        ``[i, j]`` is True where node ``i`` reads node ``j``; strictly lower triangular.

    Examples
    --------
    >>> to_adjacency(Topology.from_reads([[], [0], [0, 1]])).toarray().astype(int).tolist()
    [[0, 0, 0], [1, 0, 0], [1, 1, 0]]
    """
    from scipy import sparse  # takes long to load

    n_nodes = topology.n_nodes
    ones = np.ones(topology.n_edges, bool)
    return sparse.csr_array((ones, topology.indices.copy(), topology.indptr.copy()), shape=(n_nodes, n_nodes))
