"""What no topology can go below: each bound is a number with the proof behind it."""

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np

from skipgraph.patterns.arguments import check_count
from skipgraph.patterns.binomial import binomial_distance

__all__ = [
    "MIN_EDGES",
    "MIN_TOTAL_DISTANCES",
    "Bound",
    "min_edges",
    "min_live",
    "min_max_distance",
    "min_mean_distance",
]

# (hops, number of nodes): fewest edges with MBD at most that many hops; proved by CP-SAT and, up to 9 nodes, by
# enumeration of all graphs; skipgraph.design.exact finds them again
MIN_EDGES: dict[int, dict[int, int]] = {
    2: {4: 4, 5: 6, 6: 8, 7: 10, 8: 13, 9: 16, 10: 19, 11: 22, 12: 25},
    3: {4: 3, 5: 5, 6: 6, 7: 8, 8: 10, 9: 12, 10: 14, 11: 16, 12: 18},
    4: {4: 3, 5: 4, 6: 6, 7: 7, 8: 9, 9: 10, 10: 12, 11: 14, 12: 16},
    5: {4: 3, 5: 4, 6: 5, 7: 7, 8: 8, 9: 9, 10: 11, 11: 12, 12: 14},
    6: {4: 3, 5: 4, 6: 5, 7: 6, 8: 8, 9: 9, 10: 10, 11: 12, 12: 13},
    7: {4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 9, 10: 10, 11: 11, 12: 12},
}

# number of nodes, then of edges: the least sum of all distances, proved by enumeration of all graphs
MIN_TOTAL_DISTANCES: dict[int, dict[int, int]] = {
    4: {3: 10, 4: 8},
    5: {4: 20, 5: 16, 6: 14},
    6: {5: 35, 6: 27, 7: 25, 8: 22},
    7: {6: 56, 7: 44, 8: 39, 9: 35, 10: 32},
    8: {7: 84, 8: 66, 9: 58, 10: 52, 11: 49, 12: 45, 13: 43},
}

_CHAIN = "all distances are finite only if each layer reads the node before it"


@dataclass(frozen=True)
class Bound:
    """A number that no topology goes below, and why.

    Parameters
    ----------
    value : float
        The bound.
    proof : str
        One sentence.
    """

    value: float
    proof: str


def min_edges(n_layers: int, max_mbd: int) -> Bound:
    """Return how many edges an MBD of at most `max_mbd` takes at least.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    max_mbd : int
        At least 1.

    Returns
    -------
    Bound
        In edges.

    Notes
    -----
    Shortest paths between two nodes stay between them, so every window of nodes needs the edges of its own
    size, and windows that share one node share no edge. For two hops, at every cut all nodes on one side have
    an edge across: if some u on the left has none, it reaches each w on the right over a hub on the left,
    so each w has one.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", 1987,
       arXiv:2406.06321, for the growth.

    Examples
    --------
    >>> min_edges(11, 2)
    Bound(value=25, proof='proved fewest edges of 12 nodes within 2 hops')
    """
    n_layers, max_mbd = check_count("n_layers", n_layers), check_count("max_mbd", max_mbd)
    n_nodes = n_layers + 1
    if max_mbd == 1:
        return Bound(n_nodes * n_layers // 2, "MBD 1 takes an edge for every pair")
    if max_mbd >= n_layers:
        return Bound(n_layers, _CHAIN)
    value = _fewest(n_nodes, max_mbd)[n_nodes]
    if n_nodes in MIN_EDGES.get(max_mbd, {}):
        return Bound(value, f"proved fewest edges of {n_nodes} nodes within {max_mbd} hops")
    cuts = " and the edges across a cut in the middle" if max_mbd == 2 else ""
    return Bound(value, f"the proved fewest edges of its windows within {max_mbd} hops{cuts}, added up")


@lru_cache(maxsize=256)
def _fewest(n_nodes: int, hops: int) -> list[int]:
    """Return the bound on edges for 0 .. n_nodes nodes."""
    known = MIN_EDGES.get(hops, {})
    best = np.zeros(n_nodes + 1, np.int64)
    for n in range(2, n_nodes + 1):
        if n in known:
            best[n] = known[n]
            continue
        best[n] = n - 1 if n <= hops + 1 else n  # a chain of hops + 2 nodes is too long
        windows = np.arange(2, n)
        if windows.size:
            best[n] = max(best[n], int((best[windows] + best[n + 1 - windows]).max()))
        if hops == 2:
            best[n] = max(best[n], best[n // 2] + best[n - n // 2] + n // 2)
    return [int(value) for value in best]


def min_max_distance(
    n_layers: int, *, max_edges: int | None = None, max_in_degree: int | None = None, max_live: int | None = None
) -> Bound:
    """Return the least MBD that limits allow.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    max_edges, max_in_degree, max_live : int, optional
        Edges in all, edges into a node, and nodes alive at once; None is no limit.

    Returns
    -------
    Bound
        In layers; the largest of the bounds that each limit gives.

    Notes
    -----
    In-degree d: the last layer reaches at most ``d + d**2 + .. + d**k`` nodes (Moore). Live set w: at most
    ``C(w + k, k)`` nodes. The in-degree never exceeds the live set.

    Examples
    --------
    >>> min_max_distance(36, max_edges=159).value, min_max_distance(1000, max_in_degree=3).value
    (2, 6)
    """
    n_layers = check_count("n_layers", n_layers)
    bounds = [Bound(1, "two nodes that differ are a layer apart")]
    if max_edges is not None:
        distance = 1
        while distance < n_layers and min_edges(n_layers, distance).value > max_edges:
            distance += 1
        if distance > 1:
            less = min_edges(n_layers, distance - 1)
            bounds.append(Bound(distance, f"MBD {distance - 1} takes {less.value} edges or more: {less.proof}"))
    if max_in_degree is not None:
        distance, reached = 0, 0
        while reached < n_layers:
            distance += 1
            reached += check_count("max_in_degree", max_in_degree) ** distance
        bounds.append(
            Bound(
                distance, f"over k hops of in-degree {max_in_degree} at most the sum of {max_in_degree}**h is reached"
            )
        )
    if max_live is not None:
        distance = binomial_distance(n_layers, check_count("max_live", max_live))
        bounds.append(Bound(distance, f"MBD k and a live set of {max_live} hold at most C({max_live} + k, k) nodes"))
    return max(bounds, key=lambda bound: bound.value)


def min_mean_distance(
    n_layers: int, *, max_edges: int | None = None, max_in_degree: int | None = None, max_live: int | None = None
) -> Bound:
    """Return the least mean BD that limits allow.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    max_edges, max_in_degree, max_live : int, optional
        Edges in all, edges into a node, and nodes alive at once; None is no limit.

    Returns
    -------
    Bound
        In layers.

    Notes
    -----
    ``2 - m / P``, as m of P pairs are 1 apart and the others at least 2; attained by every topology with MBD 2.

    Examples
    --------
    >>> round(min_mean_distance(36, max_edges=159).value, 4)
    1.7613
    """
    n_layers = check_count("n_layers", n_layers)
    n_pairs = n_layers * (n_layers + 1) // 2
    degree = min(n_layers, *(limit for limit in (max_in_degree, max_live) if limit is not None), n_layers)
    n_edges = sum(min(layer, degree) for layer in range(1, n_layers + 1))
    if max_edges is not None:
        n_edges = min(n_edges, max_edges)
    bounds = [Bound(2 - n_edges / n_pairs, f"{n_edges} of {n_pairs} pairs are 1 apart, all others at least 2")]
    known = MIN_TOTAL_DISTANCES.get(n_layers + 1, {})
    if n_edges in known:
        bounds.append(
            Bound(known[n_edges] / n_pairs, f"proved least for {n_layers + 1} nodes and {n_edges} edges by enumeration")
        )
    left = np.arange(1, n_layers + 1)
    total, distance, reach = 0, 0, 1
    while left.any():
        distance, reach = distance + 1, min(reach * degree, n_layers)
        reached = np.minimum(left, reach)
        total, left = total + distance * int(reached.sum()), left - reached
    bounds.append(
        Bound(total / n_pairs, f"over h hops of in-degree {degree} a layer reaches at most {degree}**h nodes")
    )
    return max(bounds, key=lambda bound: bound.value)


def min_live(n_layers: int, max_mbd: int) -> Bound:
    """Return the least live set that an MBD of at most `max_mbd` takes: the least w with C(w + k, k) > n_layers.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    max_mbd : int
        At least 1.

    Returns
    -------
    Bound
        In nodes; `skipgraph.patterns.binomial` attains it.

    Examples
    --------
    >>> min_live(1000, 3).value
    17
    """
    n_layers, max_mbd = check_count("n_layers", n_layers), check_count("max_mbd", max_mbd)
    live = 1
    while comb(live + max_mbd, max_mbd) <= n_layers:
        live += 1
    return Bound(live, f"MBD {max_mbd} and a live set of w hold at most C(w + {max_mbd}, {max_mbd}) nodes")
