"""Lower bounds on distances, given the edges and the largest in-degree of a topology."""

import numpy as np

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.distance import mean_backprop_distance
from skipgraph.topology import NodeKind, Topology

__all__ = ["mean_distance_excess", "min_possible_max_distance", "min_possible_mean_distance"]


@checked
def min_possible_max_distance(topology: Topology) -> int:
    """Return a lower bound on the MBD, given the number of layers and the largest in-degree.

    Parameters
    ----------
    topology : Topology
        A graph of one input and layers only.

    Returns
    -------
    int
        In layers: the least k with ``d + d**2 + .. + d**k >= n_layers`` for the largest in-degree d (the Moore
        bound), but at least 2 if a pair has no edge.

    Raises
    ------
    ArgumentError
        If the topology has other nodes than one input and layers, or no layer.

    Notes
    -----
    The last layer reaches at most ``d**k`` nodes over exactly k layers. Not every bound is attained.

    References
    ----------
    .. [1] A. J. Hoffman and R. R. Singleton, "On Moore graphs with diameters 2 and 3", IBM Journal of
       Research and Development 4(5), 1960.

    Examples
    --------
    >>> min_possible_max_distance(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    n_layers, degree = _size_and_degree(topology)
    reached, distance = degree, 1
    while reached < n_layers:
        distance += 1
        reached += degree**distance
    return max(distance, 1 if topology.n_edges == n_layers * (n_layers + 1) // 2 else 2)


@checked
def min_possible_mean_distance(topology: Topology) -> float:
    """Return a lower bound on the mean BD, given the numbers of layers and edges and the largest in-degree.

    Parameters
    ----------
    topology : Topology
        A graph of one input and layers only.

    Returns
    -------
    float
        In layers, the larger of two bounds. One is ``2 - m / P`` for m edges and P pairs: m pairs have distance 1,
        all others at least 2. The other is the mean if every layer i reached ``d**k`` nodes over exactly k layers
        until none of its i earlier nodes is left, for the largest in-degree d.

    Raises
    ------
    ArgumentError
        If the topology has other nodes than one input and layers, or no layer.

    Notes
    -----
    It holds for topologies that join all pairs. Every topology with MBD 2 attains the first bound; the second is not
    always attained.

    Examples
    --------
    >>> round(min_possible_mean_distance(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 4)
    1.1667
    """
    n_layers, degree = _size_and_degree(topology)
    n_pairs = n_layers * (n_layers + 1) // 2
    left = np.arange(1, n_layers + 1)  # earlier nodes of each layer that are not reached yet
    total, distance, reach = 0, 0, 1
    while left.any():
        distance += 1
        reach = min(reach * degree, n_layers)
        reached = np.minimum(left, reach)
        total += distance * int(reached.sum())
        left = left - reached
    return max(2 - topology.n_edges / n_pairs, total / n_pairs)


@checked
def mean_distance_excess(topology: Topology) -> float:
    """Return the mean BD divided by its lower bound for the same edges and in-degree.

    Parameters
    ----------
    topology : Topology
        A graph of one input and layers only.

    Returns
    -------
    float
        `mean_backprop_distance` over `min_possible_mean_distance`; 1 is optimal.

    Raises
    ------
    ArgumentError
        If the topology has other nodes than one input and layers, no layer, or pairs that no path joins.

    Examples
    --------
    >>> mean_distance_excess(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    1.0
    """
    bound = min_possible_mean_distance(topology)
    if not _is_chained(topology):
        raise ArgumentError(f"{topology!r} leaves pairs unjoined: its mean distance has no bound to be compared with")
    return mean_backprop_distance(topology) / bound


def _is_chained(topology: Topology) -> bool:
    """Return whether each node reads the one before it, which holds exactly if all pairs are joined."""
    return bool(np.array_equal(topology.indices[topology.indptr[2:] - 1], np.arange(topology.n_nodes - 1)))


def _size_and_degree(topology: Topology) -> tuple[int, int]:
    """Return the number of layers and the largest in-degree."""
    others = np.flatnonzero(topology.kinds != NodeKind.LAYER)
    if not np.array_equal(others, [0]):
        kind = NodeKind(int(topology.kinds[others[others > 0][0]])).name.lower()
        raise ArgumentError(f"node {others[others > 0][0]} is a {kind}: bounds hold only for one input and layers")
    if topology.n_layers == 0:
        raise ArgumentError("a topology without layers has no distances")
    return topology.n_layers, int(np.diff(topology.indptr).max())
