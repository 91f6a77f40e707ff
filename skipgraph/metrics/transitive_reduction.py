"""Redundant edges: those outside the transitive reduction."""

from skipgraph.arguments import checked
from skipgraph.topology import Topology

__all__ = ["count_redundant_edges"]


@checked
def count_redundant_edges(topology: Topology) -> int:
    """Count the edges (j, i) for which a longer path also leads from j to i.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Number of edges outside the transitive reduction. Without these edges, the same pairs are joined.

    Notes
    -----
    An edge (j, i) is redundant exactly if j leads to another node that i reads. The nodes that lead to a node are a
    set of bits: ``O(n_nodes * n_edges)`` bit operations.

    References
    ----------
    .. [1] A. V. Aho, M. R. Garey and J. D. Ullman, "The transitive reduction of a directed graph", SIAM
       Journal on Computing 1(2), 1972.

    Examples
    --------
    >>> count_redundant_edges(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    ancestors: list[int] = []  # bit j of ancestors[i]: node j leads to node i or is node i
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
