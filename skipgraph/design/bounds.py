"""Lower bounds on edges, MBD, mean BD and live set, each with its proof."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, Index, Rule, checked
from skipgraph.design import tuning
from skipgraph.patterns import binomial_distance

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

Layers = Annotated[
    int, Rule(f"a whole number from 1 to {tuning.BOUND_LAYERS}", lambda value: 1 <= value <= tuning.BOUND_LAYERS)
]
"""The bounds take time by the square of the layers."""
_BLOCK_HOPS = 4  # the proof by blocks of nodes covers up to so many

_CHAIN = "all distances are finite only if each layer reads the node before it"


@dataclass(frozen=True)
class Bound:
    """A lower bound and its proof.

    Parameters
    ----------
    value : float
        No topology has less.
    proof : str
        One sentence.
    """

    value: float
    proof: str


@checked
def min_edges(n_layers: Layers, max_mbd: Count) -> Bound:
    """Return a lower bound on the edges of a topology with an MBD of at most `max_mbd`.

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
    Shortest paths between two nodes stay between them. So every window of nodes needs the edges of its size, and
    windows that share one node share no edge. Within two hops, at every cut, all nodes on one side have an edge across:
    if some u on the left has none, it reaches each w on the right over a hub on the left, so each w has one.

    Within three or four hops, cut the nodes into r blocks of at least q nodes. In g of the blocks, let every node have
    an edge to another block: these are at least ``g * q / 2`` edges. Each of the other r - g blocks has a node whose
    edges stay in the block. A path between two such nodes begins and ends with a hop inside their blocks. Within three
    hops, an edge joins each two of these blocks, and none of these edges was counted before. Within four hops, these
    blocks are within two hops of each other, so the cut in the middle applies to them.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", 1987,
       arXiv:2406.06321, for the growth.

    Examples
    --------
    >>> min_edges(11, 2)
    Bound(value=25, proof='proved fewest edges of 12 nodes within 2 hops')
    """
    n_nodes = n_layers + 1
    if max_mbd == 1:
        return Bound(n_nodes * n_layers // 2, "MBD 1 takes an edge for every pair")
    if max_mbd >= n_layers:
        return Bound(n_layers, _CHAIN)
    value = _fewest(n_nodes, max_mbd)[n_nodes]
    if n_nodes in MIN_EDGES.get(max_mbd, {}):
        return Bound(value, f"proved fewest edges of {n_nodes} nodes within {max_mbd} hops")
    cuts = {2: " and the edges across a cut in the middle", 3: " and the edges between blocks of nodes"}
    also = cuts.get(min(max_mbd, 3)) if max_mbd <= _BLOCK_HOPS else ""
    return Bound(value, f"the proved fewest edges of its windows within {max_mbd} hops{also}, added up")


@lru_cache(maxsize=256)
def _fewest(n_nodes: int, hops: int) -> list[int]:
    """Return the bound on edges for 0 .. n_nodes nodes."""
    known = MIN_EDGES.get(hops, {})
    if hops > max([_BLOCK_HOPS, *MIN_EDGES]):  # windows of hops + 2 nodes, each of which takes an edge beyond its chain
        return [max(n - 1, 0) + max(n - 1, 0) // (hops + 1) for n in range(n_nodes + 1)]
    best = np.zeros(n_nodes + 1, np.int64)
    between = _fewest_between(n_nodes, hops) if 2 < hops <= _BLOCK_HOPS else best
    for n in range(2, n_nodes + 1):
        if n in known:
            best[n] = known[n]
            continue
        best[n] = n - 1 if n <= hops + 1 else n  # a chain of hops + 2 nodes is too long
        # without cuts, the proved table and a chain one node too long make up the best windows
        windows = np.arange(2, n if hops <= _BLOCK_HOPS else min(n, tuning.WINDOW_NODES))
        if windows.size:
            best[n] = max(best[n], int((best[windows] + best[n + 1 - windows]).max()))
        if hops == 2:
            best[n] = max(best[n], best[n // 2] + best[n - n // 2] + n // 2)
        elif hops <= _BLOCK_HOPS:
            blocks = np.arange(max(2, n // tuning.BLOCK_NODES + 1), n // 2 + 1)
            size, n_larger = np.divmod(n, blocks)
            inside = n_larger * best[np.minimum(size + 1, n - 1)] + (blocks - n_larger) * best[size]
            best[n] = max(best[n], int((inside + between[blocks, size]).max(initial=0)))
    return [int(value) for value in best]


def _fewest_between(n_nodes: int, hops: int) -> NDArray[np.int64]:
    """Return the fewest edges between r blocks of q nodes, for all ``r * q <= n_nodes``; see `min_edges`."""
    between = np.zeros((n_nodes // 2 + 1, tuning.BLOCK_NODES + 1), np.int64)
    joined = np.zeros(n_nodes + 1, np.int64)  # edges that join so many blocks with a node that stays inside
    for n in range(2, n_nodes + 1):
        joined[n] = n * (n - 1) // 2 if hops == 3 else joined[n // 2] + joined[n - n // 2] + n // 2
    for r in range(2, n_nodes // 2 + 1):
        crossed = np.arange(r + 1)  # blocks all of whose nodes have an edge to another
        sizes = np.arange(2, min(n_nodes // r, tuning.BLOCK_NODES) + 1)
        outer = (crossed[:, None] * sizes + 1) // 2
        rest = joined[r - crossed][:, None]
        between[r, sizes] = (outer + rest if hops == 3 else np.maximum(outer, rest)).min(axis=0)
    return between


@checked
def min_max_distance(
    n_layers: Layers,
    *,
    max_edges: Index | None = None,
    max_in_degree: Count | None = None,
    max_live: Count | None = None,
) -> Bound:
    """Return a lower bound on the MBD within limits.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    max_edges, max_in_degree, max_live : int, optional
        Edges in all, edges into a node, and nodes alive at once; None is no limit.

    Returns
    -------
    Bound
        In layers; each limit gives a bound, and this is the largest.

    Notes
    -----
    In-degree d: the last layer reaches at most ``d + d**2 + .. + d**k`` nodes (Moore). Live set w: at most
    ``C(w + k, k)`` nodes. The in-degree never exceeds the live set.

    Examples
    --------
    >>> min_max_distance(36, max_edges=159).value, min_max_distance(1000, max_in_degree=3).value
    (2, 6)
    """
    bounds = [Bound(1, "two nodes that differ are a layer apart")]
    if max_edges is not None:
        # more hops never take more edges; MBD L takes the fewest, those of the chain
        most = 1
        while most < n_layers and min_edges(n_layers, most).value > max_edges:
            most *= 2
        hops = range(most // 2 + 1, min(most, n_layers))
        distance = most // 2 + 1 + bisect_left(hops, True, key=lambda k: min_edges(n_layers, k).value <= max_edges)
        if distance > 1:
            less = min_edges(n_layers, distance - 1)
            bounds.append(Bound(distance, f"MBD {distance - 1} takes {less.value} edges or more: {less.proof}"))
    if max_in_degree is not None:
        distance, reached = 0, 0
        while reached < n_layers:
            distance += 1
            reached += max_in_degree**distance
        bounds.append(
            Bound(
                distance, f"over k hops of in-degree {max_in_degree} at most the sum of {max_in_degree}**h is reached"
            )
        )
    if max_live is not None:
        distance = binomial_distance(n_layers, max_live)
        bounds.append(Bound(distance, f"MBD k and a live set of {max_live} hold at most C({max_live} + k, k) nodes"))
    return max(bounds, key=lambda bound: bound.value)


@checked
def min_mean_distance(
    n_layers: Layers,
    *,
    max_edges: Index | None = None,
    max_in_degree: Count | None = None,
    max_live: Count | None = None,
) -> Bound:
    """Return a lower bound on the mean BD within limits.

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
    At least ``2 - m / P``: m of P pairs are 1 apart, the others at least 2. Every topology with MBD 2 attains it.

    Few edges: a path of h hops, j of them skips, is known by which of its hops are skips and by the set of these
    skips, whose order along the path is that of their places. So of s skips at most
    ``L - h + 1 + sum over j of C(h, j) * C(s, j)`` pairs are h apart. Of two skips that follow each other, or
    with chain between, no three do so pairwise: that makes at most ``s**2 / 4`` such pairs in place of C(s, 2)
    (Mantel).

    Examples
    --------
    >>> round(min_mean_distance(36, max_edges=159).value, 4)
    1.7613
    """
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
    n_paths = _mean_by_paths(n_layers, n_edges - n_layers)
    bounds.append(Bound(n_paths, f"{n_edges - n_layers} skips make too few paths of few hops for {n_pairs} pairs"))
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


def _mean_by_paths(n_layers: int, n_skips: int) -> float:
    """Return the least mean distance where so many skips make only so many paths of each length."""
    n_pairs = n_layers * (n_layers + 1) // 2
    left, total, hops = n_pairs, 0, 0
    while left:
        hops += 1
        paths = max(n_layers - hops + 1, 0)
        for n_taken in range(1, min(hops, n_skips) + 1):
            sets = n_skips**2 // 4 if n_taken == 2 else comb(n_skips, n_taken)
            paths += comb(hops, n_taken) * sets
            if paths >= left:
                break
        total += hops * min(paths, left)
        left -= min(paths, left)
    return total / n_pairs


@checked
def min_live(n_layers: Layers, max_mbd: Count) -> Bound:
    """Return a lower bound on the live set with an MBD of at most `max_mbd`: the least w with C(w + k, k) > n_layers.

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
    live = 1
    while comb(live + max_mbd, max_mbd) <= n_layers:
        live += 1
    return Bound(live, f"MBD {max_mbd} and a live set of w hold at most C(w + {max_mbd}, {max_mbd}) nodes")
