"""Spectral connectivity: eigenvalues of the Laplacian, and resistance, of the undirected graph."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.topology import Topology

__all__ = ["algebraic_connectivity", "effective_resistance", "spectral_gap", "symmetric_adjacency"]


@checked
def symmetric_adjacency(topology: Topology) -> NDArray[np.float64]:
    """Return the adjacency matrix of the undirected graph.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of float64, shape (n_nodes, n_nodes)
        1 where one of two nodes reads the other, else 0.

    Raises
    ------
    MemoryError
        If the matrices that come from it do not fit; the message names the bytes.

    Examples
    --------
    >>> symmetric_adjacency(Topology.from_reads([[], [0], [1]])).astype(int).tolist()
    [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    """
    # the eigenvalue solvers copy it
    check_fits(topology, 24 * topology.n_nodes**2, "the Laplacian matrix")
    adjacency = np.zeros((topology.n_nodes, topology.n_nodes))
    adjacency[topology.indices, topology.targets] = 1
    adjacency[topology.targets, topology.indices] = 1
    return adjacency


@checked
def algebraic_connectivity(topology: Topology) -> float:
    """Return the second smallest eigenvalue of the Laplacian of the undirected graph.

    Parameters
    ----------
    topology : Topology
        A graph of at least two nodes.

    Returns
    -------
    float
        From 0 (the graph is not connected) to n_nodes (the graph is complete).

    Raises
    ------
    ArgumentError
        If there is only one node.

    Notes
    -----
    All eigenvalues of a dense matrix: ``O(n_nodes**3)`` time, ``8 * n_nodes**2`` bytes.

    References
    ----------
    .. [1] M. Fiedler, "Algebraic connectivity of graphs", Czechoslovak Mathematical Journal 23, 1973.

    Examples
    --------
    >>> round(algebraic_connectivity(Topology.from_reads(range(i) for i in range(6))), 9)
    6.0
    """
    adjacency = _of_two_nodes(topology)
    laplacian = np.diag(adjacency.sum(axis=0)) - adjacency
    return _second_smallest(laplacian)


@checked
def spectral_gap(topology: Topology) -> float:
    """Return the spectral gap of the undirected graph: how fast a random walk forgets where it started.

    Parameters
    ----------
    topology : Topology
        A graph of at least two nodes.

    Returns
    -------
    float
        The second smallest eigenvalue of the normalized Laplacian, which is 1 minus the second largest eigenvalue of
        the random walk; from 0 (the graph is not connected) to 2.

    Raises
    ------
    ArgumentError
        If there is only one node.

    Notes
    -----
    A node without edges is a component of its own. ``O(n_nodes**3)`` time, ``8 * n_nodes**2`` bytes.

    References
    ----------
    .. [1] F. R. K. Chung, "Spectral Graph Theory", AMS, 1997, section 1.2.

    Examples
    --------
    >>> round(spectral_gap(Topology.from_reads(range(i) for i in range(6))), 9)
    1.2
    """
    adjacency = _of_two_nodes(topology)
    degrees = adjacency.sum(axis=0)
    scale = np.zeros(topology.n_nodes)
    np.divide(1, np.sqrt(degrees), out=scale, where=degrees > 0)
    laplacian = np.diag((degrees > 0).astype(np.float64)) - scale[:, None] * adjacency * scale
    return _second_smallest(laplacian)


@checked
def effective_resistance(topology: Topology, *, source: int = 0, target: int | None = None) -> float:
    """Return the resistance between input and output when each edge is a resistor of one ohm.

    Parameters
    ----------
    topology : Topology
        The graph, edges taken as undirected.
    source : int
        Where current enters. Default: node 0, the input.
    target : int, optional
        Where it leaves. Default: the last node.

    Returns
    -------
    float
        In units of one edge. For a chain, its length; more and shorter paths make it smaller. inf if no path joins
        the two.

    Raises
    ------
    ArgumentError
        If `source` or `target` is not a node of the topology.

    Notes
    -----
    One linear system of the grounded Laplacian: ``O(n_nodes**3)`` time, ``8 * n_nodes**2`` bytes.

    References
    ----------
    .. [1] D. J. Klein and M. Randic, "Resistance distance", Journal of Mathematical Chemistry 12, 1993.

    Examples
    --------
    >>> round(effective_resistance(Topology.from_reads([[], [0], [0, 1]])), 4)
    0.6667
    """
    target = topology.n_nodes - 1 if target is None else target
    for name, node in (("source", source), ("target", target)):
        if not 0 <= node < topology.n_nodes:
            raise ArgumentError(f"unknown {name} {node}: this topology has the nodes 0..{topology.n_nodes - 1}")
    if source == target:
        return 0.0
    adjacency = symmetric_adjacency(topology)
    part = _part_of(adjacency, source)
    if not part[target]:
        return float("inf")
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    laplacian = np.diag(adjacency.sum(axis=0)) - adjacency
    part[target] = False  # grounded: its potential is 0
    current = (np.flatnonzero(part) == source).astype(np.float64)
    # sparse, as the threads of a dense solver would wait for each other longer than they work
    potentials = splu(csc_array(laplacian[np.ix_(part, part)])).solve(current)
    return float(potentials @ current)


def _of_two_nodes(topology: Topology) -> NDArray[np.float64]:
    if topology.n_nodes < 2:
        raise ArgumentError(f"{topology!r} has one node: a second eigenvalue needs two")
    return symmetric_adjacency(topology)


def _second_smallest(matrix: NDArray[Any]) -> float:
    # rounding can make an eigenvalue of 0 slightly negative
    return max(0.0, float(np.linalg.eigvalsh(matrix)[1]))


def _part_of(adjacency: NDArray[np.float64], start: int) -> NDArray[np.bool_]:
    """Return the nodes that an undirected walk reaches."""
    part = np.zeros(adjacency.shape[0], np.bool_)
    part[start] = True
    frontier = part.copy()
    while frontier.any():
        frontier = adjacency[frontier].any(axis=0) & ~part
        part |= frontier
    return part
