"""Centrality: Katz, PageRank and betweenness of each node, along the flow of data."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.metrics.weighted import weighted_distances
from skipgraph.topology import Topology

__all__ = ["betweenness_centrality", "katz_centrality", "max_betweenness", "max_pagerank", "pagerank"]


@checked
def katz_centrality(topology: Topology, *, damping: float = 0.1) -> NDArray[np.float64]:
    """Return the Katz centrality of each node: the number of walks that end there, long walks damped.

    Parameters
    ----------
    topology : Topology
        The graph; walks follow the data, from a node to its readers.
    damping : float
        Factor for each edge of a walk, above 0.

    Returns
    -------
    ndarray of float64, shape (n_nodes,)
        Scaled to Euclidean length 1.

    Raises
    ------
    ArgumentError
        If `damping` is not positive.

    Notes
    -----
    A graph without cycles needs no upper limit on `damping`, and one sweep solves it: ``O(n_nodes + n_edges)``.

    References
    ----------
    .. [1] L. Katz, "A new status index derived from sociometric analysis", Psychometrika 18(1), 1953.

    Examples
    --------
    >>> katz_centrality(Topology.from_reads([[], [0], [0, 1]]), damping=0.5).round(3).tolist()
    [0.347, 0.52, 0.78]
    """
    if not (np.isfinite(damping) and damping > 0):
        raise ArgumentError(f"damping {damping}: must be a positive number")
    scores = np.ones(topology.n_nodes)
    for node in range(topology.n_nodes):
        scores[node] += damping * scores[topology.sources(node)].sum()
    normalized: NDArray[np.float64] = scores / np.linalg.norm(scores)
    return normalized


@checked
def pagerank(topology: Topology, *, damping: float = 0.85) -> NDArray[np.float64]:
    """Return the PageRank of each node: how often a random walk along the data, with restarts, is there.

    Parameters
    ----------
    topology : Topology
        The graph; walks follow the data, from a node to its readers.
    damping : float
        Probability that the walk goes on rather than restarts at a random node, from 0 to 1.

    Returns
    -------
    ndarray of float64, shape (n_nodes,)
        Probabilities, of sum 1.

    Raises
    ------
    ArgumentError
        If `damping` does not lie in 0..1.

    Notes
    -----
    At a node that no node reads, the walk restarts. Up to a factor, the equations are then those of a graph without
    such nodes, and one sweep solves them exactly: ``O(n_nodes + n_edges)``.

    References
    ----------
    .. [1] S. Brin and L. Page, "The anatomy of a large-scale hypertextual Web search engine", Computer
       Networks 30, 1998.

    Examples
    --------
    >>> pagerank(Topology.from_reads([[], [0], [0, 1]])).round(3).tolist()
    [0.198, 0.282, 0.521]
    """
    if not 0 <= damping <= 1:
        raise ArgumentError(f"damping {damping}: must lie in 0..1")
    n_readers = np.bincount(topology.indices, minlength=topology.n_nodes)
    scores = np.ones(topology.n_nodes)
    for node in range(topology.n_nodes):
        sources = topology.sources(node)
        scores[node] += damping * (scores[sources] / n_readers[sources]).sum()
    shares: NDArray[np.float64] = scores / scores.sum()
    return shares


@checked
def max_pagerank(topology: Topology) -> float:
    """Return the largest PageRank of any node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        A probability, at damping 0.85.

    Examples
    --------
    >>> round(max_pagerank(Topology.from_reads([[], [0], [0, 1]])), 3)
    0.521
    """
    return float(pagerank(topology).max())


@checked
def betweenness_centrality(topology: Topology) -> NDArray[np.float64]:
    """Return for each node the share of shortest paths, in edges, that pass through it.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of float64, shape (n_nodes,)
        The sum over all other pairs of the share of their shortest paths that pass through the node,
        divided by the ``(n_nodes - 1) * (n_nodes - 2)`` ordered pairs; 0 with fewer than three nodes.

    Raises
    ------
    MemoryError
        If the matrices do not fit; the message names the bytes.

    Notes
    -----
    ``O(n_nodes**3)`` array operations, ``24 * n_nodes**2`` bytes.

    References
    ----------
    .. [1] L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40, 1977.

    Examples
    --------
    >>> betweenness_centrality(Topology.from_reads([[], [0], [1]])).tolist()
    [0.0, 0.5, 0.0]
    """
    n_nodes = topology.n_nodes
    check_fits(topology, 24 * n_nodes**2, "the betweenness")
    hops = weighted_distances(topology, np.ones(n_nodes))
    n_shortest = np.eye(n_nodes)  # [i, j]: shortest paths from j to i
    for node in range(n_nodes):
        sources = topology.sources(node)
        shortest = hops[sources, :node] + 1 == hops[node, :node]
        n_shortest[node, :node] = np.where(shortest, n_shortest[sources, :node], 0).sum(axis=0)
    totals = np.zeros(n_nodes)
    for node in range(1, n_nodes - 1):
        later, earlier = np.s_[node + 1 :], np.s_[:node]
        through = hops[later, node][:, None] + hops[node, earlier] == hops[later, earlier]
        through &= np.isfinite(hops[later, earlier])
        ways = n_shortest[later, node][:, None] * n_shortest[node, earlier]
        totals[node] = np.divide(ways, n_shortest[later, earlier], out=np.zeros(ways.shape), where=through).sum()
    return totals / ((n_nodes - 1) * (n_nodes - 2)) if n_nodes > 2 else totals


@checked
def max_betweenness(topology: Topology) -> float:
    """Return the largest betweenness centrality of any node: how much the graph relies on one hub.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        A share of the ordered pairs, at most 1/2 without cycles.

    Examples
    --------
    >>> max_betweenness(Topology.from_reads([[], [0], [1]]))
    0.5
    """
    return float(betweenness_centrality(topology).max())
