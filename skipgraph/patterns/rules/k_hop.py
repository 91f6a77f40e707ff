"""K hops: any two nodes are joined within k hops, over hubs whose number gives the fewest edges."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, Index, check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.patterns.rules.two_hop import PAPER_SPANNERS
from skipgraph.topology import Topology

__all__ = ["count_k_hop_edges", "k_hop", "k_hop_reads"]

# how many more nodes the two outer gaps, which touch only one hub, may hold than two inner gaps
_WIDER_ENDS = np.array([*range(20), *range(20, 40, 4), *range(40, 100, 9)])

# above _FEW_NODES, only numbers of hubs near that of one node less are tried; up to 2,048 nodes the result is the same
_FEW_NODES, _HUBS_NEAR = 256, 12


@checked
def k_hop(n_layers: int, *, hops: int = 3) -> Topology:
    """Return the k-hop topology: hubs join all nodes within `hops` hops, with few edges.

    Hubs cut the nodes into gaps. The nodes of a gap read the hub before it, and the hub after it reads them. Hubs are
    joined within ``hops - 2`` hops, and the nodes of a gap within `hops`, by the same rule. A dynamic program finds
    the number of hubs with the fewest edges.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    hops : int
        Largest MBD, at least 1; 1 gives DenseNet.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, MBD at most `hops`, `count_k_hop_edges` edges.

    Raises
    ------
    ArgumentError
        If an argument is not an integer of at least 1.

    Notes
    -----
    About ``n log n`` edges for 2 hops, ``n log log n`` for 3, and nearly n for more, as in [1]_. From 3 hops on,
    fewer are possible: `skipgraph.design.prune` removes edges that are not needed.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", Tel Aviv
       University TR 71/87, 1987, arXiv:2406.06321.
    .. [2] H. L. Bodlaender, G. Tel and N. Santoro, "Trade-offs in non-reversing diameter", Nordic Journal of
       Computing 1, 1994.

    Examples
    --------
    >>> k_hop(36).n_edges, k_hop(36, hops=5).n_edges
    (92, 67)
    """
    n_layers, hops = check_count("n_layers", n_layers), check_count("hops", hops)
    check_n_edges("k_hop", n_layers, n_layers * (n_layers if hops == 1 else n_layers.bit_length()))
    return build_topology(
        k_hop,
        k_hop_reads(n_layers + 1, hops)[1:],
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "hops": hops},
        paper=PAPER_SPANNERS,
    )


@checked
def count_k_hop_edges(n_layers: Index, hops: Count) -> int:
    """Return the number of edges of `k_hop` without building it.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 0.
    hops : int
        Largest MBD, at least 1.

    Returns
    -------
    int
        In edges.

    Examples
    --------
    >>> count_k_hop_edges(1024, 2)
    8214
    """
    check_n_edges("k_hop", n_layers, n_layers)
    return int(_tables(n_layers + 1, min(hops, max(n_layers, 1)))[0][n_layers + 1])


@checked
def k_hop_reads(n_nodes: Count, hops: Count) -> list[list[int]]:
    """Return what each of `n_nodes` nodes reads, ascending.

    Parameters
    ----------
    n_nodes : int
        Number of nodes, at least 1.
    hops : int
        Largest MBD, at least 1.

    Returns
    -------
    list of list of int
        One list for each node.

    Examples
    --------
    >>> k_hop_reads(5, 2)
    [[], [0], [0, 1], [2], [2, 3]]
    """
    check_n_edges("k_hop", n_nodes, n_nodes, size="n_nodes")
    reads: list[list[int]] = [[] for _ in range(n_nodes)]
    _join(list(range(n_nodes)), min(hops, n_nodes), reads)
    return [sorted(row) for row in reads]


def _join(nodes: list[int], hops: int, reads: list[list[int]]) -> None:
    """Join ascending `nodes` within `hops` hops."""
    n_nodes = len(nodes)
    if n_nodes <= hops + 1 and hops > 1:
        for before, node in pairwise(nodes):
            reads[node].append(before)
        return
    if hops == 1:
        for place, node in enumerate(nodes):
            reads[node] += nodes[:place]
        return
    _, n_hubs, wider = _tables(n_nodes, hops)
    if n_hubs[n_nodes] == 0:  # no cheaper than with fewer hops
        _join(nodes, hops - 2, reads)
        return
    hubs = _join_to_hubs(nodes, _gaps(n_nodes, int(n_hubs[n_nodes]), int(wider[n_nodes])), hops, reads)
    if hops > 2:
        _join(hubs, hops - 2, reads)


def _join_to_hubs(nodes: list[int], gaps: list[int], hops: int, reads: list[list[int]]) -> list[int]:
    """Join the nodes of each gap among themselves and to the hubs around it; return the hubs."""
    hubs: list[int] = []
    start = 0
    for place, gap in enumerate(gaps):
        inside = nodes[start : start + gap]
        _join(inside, hops, reads)
        if hubs:
            for node in inside:
                reads[node].append(hubs[-1])
        if place < len(gaps) - 1:
            hubs.append(nodes[start + gap])
            reads[hubs[-1]] += inside
        start += gap + 1
    return hubs


def _gaps(n_nodes: int, n_hubs: int, n_wider: int) -> list[int]:
    """Return the nodes between hubs; the outer two gaps hold `n_wider` more than two inner ones."""
    inner, n_odd = divmod(n_nodes - n_hubs - n_wider, n_hubs + 1)
    first = inner + (n_wider + 1) // 2 + (n_odd == n_hubs)
    n_odd -= n_odd == n_hubs
    return [first, *([inner + 1] * n_odd), *([inner] * (n_hubs - 1 - n_odd)), inner + n_wider // 2]


def _tables(n_nodes: int, hops: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the fewest edges, the number of hubs and the widening of the outer gaps, for 0..n_nodes nodes or more.

    Where no hubs help, their number is 0: the nodes are joined within ``hops - 2`` hops.
    """
    # rounded up, so that a few tables serve all sizes
    step = max(64, 1 << max(n_nodes.bit_length() - 3, 0))
    return _filled_tables(-(-n_nodes // step) * step, hops)


@lru_cache(maxsize=64)
def _filled_tables(n_nodes: int, hops: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    sizes = np.arange(n_nodes + 1)
    hubs, wider = np.zeros(n_nodes + 1, np.int64), np.zeros(n_nodes + 1, np.int64)
    if hops == 1:
        return sizes * (sizes - 1) // 2, hubs, wider
    # two hops: a single hub, so that joining hubs among themselves costs nothing
    fewer_hops = _filled_tables(n_nodes, hops - 2)[0] if hops > 2 else np.zeros(2, np.int64)
    edges = np.maximum(sizes - 1, 0)
    for n in range(hops + 2, n_nodes + 1):
        # with more hubs than this, joining only the hubs costs more than the best so far
        most = min(n - 1, int(np.searchsorted(fewer_hops, edges[n - 1] + n, side="right")) - 1)
        least = 1
        if n > _FEW_NODES:  # the number of hubs grows slowly
            least, most = max(1, int(hubs[n - 1]) - _HUBS_NEAR), min(most, int(hubs[n - 1]) + _HUBS_NEAR)
        s = np.arange(least, most + 1)[:, None]
        w = np.minimum(_WIDER_ENDS[None, :], n - s)
        inner, n_odd = np.divmod(n - s - w, s + 1)
        one_more = n_odd == s
        first, last = inner + (w + 1) // 2 + one_more, inner + w // 2
        n_odd = n_odd - one_more * s + one_more * (s - 1)
        cost = fewer_hops[s] + edges[first] + edges[last] + 2 * (n - s) - first - last
        cost = cost + (s - 1 - n_odd) * edges[inner] + n_odd * edges[np.minimum(inner + 1, n - 1)]
        row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
        edges[n], hubs[n], wider[n] = cost[row, column], s[row, 0], w[row, column]
        if hops > 2 and fewer_hops[n] < edges[n]:
            edges[n], hubs[n] = fewer_hops[n], 0
    return edges, hubs, wider
