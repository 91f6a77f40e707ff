"""Small-worldness: clustered as a lattice, yet with short paths as a random graph."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Repeats, Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.topology import Topology

__all__ = ["SmallWorld", "average_path_length", "clustering_coefficient", "small_world", "small_world_sigma"]

_SWAPS_PER_EDGE = 5


@checked
def clustering_coefficient(topology: Topology) -> float:
    """Return the mean clustering of the undirected graph, as in relational graphs.

    Parameters
    ----------
    topology : Topology
        The graph, edges taken as undirected.

    Returns
    -------
    float
        Mean over all nodes of the share of pairs of neighbours that are neighbours themselves (0 for a node with
        fewer than two neighbours); from 0 to 1.

    Notes
    -----
    A sparse matrix product: ``O(n_nodes * degree**2)``.

    References
    ----------
    .. [1] D. J. Watts and S. H. Strogatz, "Collective dynamics of small-world networks", Nature 393, 1998.
    .. [2] J. You, J. Leskovec, K. He and S. Xie, "Graph Structure of Neural Networks", ICML 2020,
       arXiv:2007.06559, where it is C.

    Examples
    --------
    >>> clustering_coefficient(Topology.from_reads([[], [0], [0, 1], [2]]))
    0.5833333333333334
    """
    return _clustering(_adjacency(topology.edges(), topology.n_nodes))


@checked
def average_path_length(topology: Topology) -> float:
    """Return the mean path length of the undirected graph, as in relational graphs.

    Parameters
    ----------
    topology : Topology
        The graph, edges taken as undirected; connected, of at least two nodes.

    Returns
    -------
    float
        Mean over all pairs of nodes of the length of the shortest path, in edges.

    Raises
    ------
    ArgumentError
        If the graph is not connected or has one node.
    MemoryError
        If the lengths do not fit; the message names the bytes.

    See Also
    --------
    mean_backprop_distance : Along the edges, in layers.

    Notes
    -----
    A breadth-first search from each node: ``O(n_nodes * n_edges)``.

    References
    ----------
    .. [1] J. You, J. Leskovec, K. He and S. Xie, "Graph Structure of Neural Networks", ICML 2020,
       arXiv:2007.06559, where it is L.

    Examples
    --------
    >>> round(average_path_length(Topology.from_reads([[], [0], [0, 1], [2]])), 4)
    1.3333
    """
    if topology.n_nodes < 2:
        raise ArgumentError(f"{topology!r} has one node: a path needs two")
    check_fits(topology, 16 * topology.n_nodes**2, "the path lengths")
    lengths = _path_lengths(_adjacency(topology.edges(), topology.n_nodes))
    if lengths.size < topology.n_nodes * (topology.n_nodes - 1):
        raise ArgumentError(f"{topology!r} is not connected: its path length is infinite")
    return float(lengths.mean())


@dataclass(frozen=True)
class SmallWorld:
    """A topology next to random graphs with the same degrees.

    Parameters
    ----------
    clustering : float
        `clustering_coefficient` of the topology.
    path_length : float
        `average_path_length` of the topology, in edges.
    random_clustering : float
        Mean of the random graphs.
    random_path_length : float
        Mean of the random graphs, over the pairs that a path joins, in edges.
    """

    clustering: float
    path_length: float
    random_clustering: float
    random_path_length: float

    @property
    def sigma(self) -> float:
        """Relative clustering over relative path length; above 1 is a small world, nan if no graph has a triangle."""
        if self.random_clustering == 0:
            return float("inf") if self.clustering > 0 else float("nan")
        return (self.clustering / self.random_clustering) / (self.path_length / self.random_path_length)


@checked
def small_world(topology: Topology, *, seed: Seed, n_random: Repeats = 5) -> SmallWorld:
    """Compare a topology with random graphs of the same degrees.

    Parameters
    ----------
    topology : Topology
        The graph, edges taken as undirected; connected, of at least two nodes.
    seed : int or numpy.random.Generator
        Seed of the random graphs.
    n_random : int
        Number of random graphs, at least 1.

    Returns
    -------
    SmallWorld
        Clustering and path lengths.

    Raises
    ------
    ArgumentError
        If the graph is not connected or has one node, or `n_random` is below 1.

    Notes
    -----
    A random graph starts from the topology. Its edges exchange ends, which keeps every degree; there are five times
    as many attempts as edges.

    References
    ----------
    .. [1] M. D. Humphries and K. Gurney, "Network small-world-ness", PLoS ONE 3(4), 2008.
    .. [2] S. Maslov and K. Sneppen, "Specificity and stability in topology of protein networks", Science
       296, 2002.

    Examples
    --------
    >>> ring_lattice = Topology.from_reads([j for j in range(i) if i - j in (1, 2, 28, 29)] for i in range(30))
    >>> small_world(ring_lattice, seed=0).sigma > 1
    True
    """
    if n_random < 1:
        raise ArgumentError(f"n_random {n_random}: must be at least 1")
    path_length = average_path_length(topology)
    rng = np.random.default_rng(seed)
    clusterings, lengths = [], []
    for _ in range(n_random):
        adjacency = _adjacency(_exchange_ends(topology.edges(), topology.n_nodes, rng), topology.n_nodes)
        clusterings.append(_clustering(adjacency))
        lengths.append(float(_path_lengths(adjacency).mean()))
    return SmallWorld(
        clustering_coefficient(topology), path_length, float(np.mean(clusterings)), float(np.mean(lengths))
    )


@checked
def small_world_sigma(topology: Topology, *, seed: Seed) -> float:
    """Return the small-world coefficient against five random graphs of the same degrees.

    Parameters
    ----------
    topology : Topology
        The graph, edges taken as undirected; connected, of at least two nodes.
    seed : int or numpy.random.Generator
        Seed of the random graphs.

    Returns
    -------
    float
        ``(C / C_random) / (l / l_random)``; above 1 is a small world, nan if neither graph has a triangle.

    Raises
    ------
    ArgumentError
        If the graph is not connected or has one node.

    See Also
    --------
    small_world : The numbers it is made of.

    Examples
    --------
    >>> small_world_sigma(Topology.from_reads(range(i) for i in range(9)), seed=0)
    1.0
    """
    return small_world(topology, seed=seed).sigma


def _adjacency(edges: NDArray[np.int32], n_nodes: int) -> Any:
    """Return the undirected graph as a sparse matrix of zeros and ones."""
    from scipy import sparse

    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    matrix: Any = sparse.csr_array  # its stubs know no integer indices
    return matrix((np.ones(rows.size), (rows, columns)), shape=(n_nodes, n_nodes))


def _clustering(adjacency: Any) -> float:
    degrees = adjacency.sum(axis=0)
    links = (adjacency @ adjacency * adjacency).sum(axis=0)  # twice the links among a node's neighbours
    pairs = degrees * (degrees - 1)
    return float(np.divide(links, pairs, out=np.zeros(degrees.size), where=pairs > 0).mean())


def _path_lengths(adjacency: Any) -> NDArray[np.float64]:
    """Return the lengths of all ordered pairs of distinct nodes that a path joins."""
    from scipy.sparse.csgraph import shortest_path

    lengths = shortest_path(adjacency, unweighted=True)
    joined: NDArray[np.float64] = lengths[np.isfinite(lengths) & (lengths > 0)]
    return joined


def _exchange_ends(edges: NDArray[np.int32], n_nodes: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Return a random simple graph of the same degrees."""
    n_edges = edges.shape[0]
    if n_edges < 2:
        return edges
    one_end, other_end = (column.tolist() for column in edges.T)
    joined = bytearray(n_nodes * n_nodes)  # one byte for each ordered pair: faster than a set of pairs
    for a, b in zip(one_end, other_end, strict=True):
        joined[a * n_nodes + b] = joined[b * n_nodes + a] = 1
    n_attempts = _SWAPS_PER_EDGE * n_edges
    chosen = rng.integers(0, n_edges, (2, n_attempts)).tolist()
    crossed = rng.integers(0, 2, n_attempts).tolist()
    for first, second, cross in zip(*chosen, crossed, strict=True):
        a, b, c, d = one_end[first], other_end[first], one_end[second], other_end[second]
        if cross:
            c, d = d, c
        # a-b and c-d become a-d and c-b, unless that makes a loop or a double edge
        if joined[a * n_nodes + d] or joined[c * n_nodes + b] or a == d or b == c:
            continue
        joined[a * n_nodes + b] = joined[b * n_nodes + a] = joined[c * n_nodes + d] = joined[d * n_nodes + c] = 0
        joined[a * n_nodes + d] = joined[d * n_nodes + a] = joined[c * n_nodes + b] = joined[b * n_nodes + c] = 1
        other_end[first], one_end[second], other_end[second] = d, c, b
    return np.array([one_end, other_end], np.int32).T
