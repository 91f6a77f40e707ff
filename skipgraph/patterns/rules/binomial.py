"""The binomial topology: the most nodes that an MBD and a live set allow, as in Pascal's triangle."""

from bisect import bisect_left
from math import comb

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.topology import Topology

__all__ = ["binomial", "binomial_distance"]

_PAPER = (
    'A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic '
    'differentiation", Optimization Methods and Software 1(1), 1992'
)


@checked
def binomial(n_layers: int, *, live: int = 5) -> Topology:
    """Return the binomial topology: at most `live` nodes are alive, and MBD is the least that this allows.

    ``T(w, k)`` is ``T(w, k - 1)`` followed by ``T(w - 1, k)``, all of whose nodes read the last node of the first
    part. It has a live set of w and MBD k on ``C(w + k, k)`` nodes; no topology has more. For sizes in between, the
    nodes that read most are left out.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    live : int
        Largest live set and in-degree, at least 1.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, live set and in-degree at most `live`, MBD at most
        ``binomial_distance(n_layers, live)``.

    Raises
    ------
    ArgumentError
        If an argument is not an integer of at least 1.

    Notes
    -----
    The counterpart of binomial checkpointing [1]_, which reverses n steps with w checkpoints and k recomputations. A
    full ``T(w, k)`` has ``w k / (k + 1) C(w + k, k)`` edges.

    References
    ----------
    .. [1] A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
       differentiation", Optimization Methods and Software 1(1), 1992.

    Examples
    --------
    >>> t = binomial(9, live=3)
    >>> t.n_edges, [t.reads(node) for node in (6, 9)]
    (20, [(3, 4, 5), (3, 6, 8)])
    """
    n_layers, live = check_count("n_layers", n_layers), check_count("live", live)
    width = min(live, n_layers)
    check_n_edges("binomial", n_layers, n_layers * width)
    n_nodes, distance = n_layers + 1, binomial_distance(n_layers, live)
    n_reads = _in_degrees(width, distance)
    kept = np.zeros(n_reads.size, np.bool_)
    kept[np.argsort(n_reads, kind="stable")[:n_nodes]] = True
    starts = np.concatenate([[0], np.cumsum(kept)])  # kept nodes before each node of the full topology
    reads: list[list[int]] = [[] for _ in range(n_nodes)]
    parts = [(0, width, distance)]
    while parts:
        first, w, k = parts.pop()
        if w == 0 or k == 0:
            continue
        middle, end = first + comb(w + k - 1, w), first + comb(w + k, w)
        parts += [(first, w, k - 1), (middle, w - 1, k)]
        if starts[middle] > starts[first]:
            for node in range(int(starts[middle]), int(starts[end])):
                reads[node].append(int(starts[middle]) - 1)
    return build_topology(
        binomial, reads[1:], blocks=(n_layers,), arguments={"n_layers": n_layers, "live": live}, paper=_PAPER
    )


@checked
def binomial_distance(n_layers: Count, live: Count) -> int:
    """Return the least MBD that a live set of `live` allows: the least k with ``C(live + k, k) > n_layers``.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    live : int
        Nodes that may be alive at once, at least 1.

    Returns
    -------
    int
        In layers. No topology has a smaller one, and `binomial` has this one.

    Notes
    -----
    Let r(w, k) be the most nodes. The last node reads at most w nodes s_1 < .. < s_t. While the nodes of
    ``(s_(i-1), s_i]`` run, s_1 .. s_(i-1) are alive, so these nodes, which reach s_i in k - 1 hops, are at
    most r(w - i + 1, k - 1). The sum over i, and the last node, make C(w + k, k).

    Examples
    --------
    >>> binomial_distance(1000, 44), binomial_distance(1000, 5)
    (2, 8)
    """
    most = 1
    while comb(live + most, most) <= n_layers:
        most *= 2
    return 1 + bisect_left(range(1, most), True, key=lambda distance: comb(live + distance, distance) > n_layers)


def _in_degrees(width: int, distance: int) -> NDArray[np.int64]:
    """Return how many hubs each node of the full ``T(width, distance)`` reads, in order."""
    one = np.zeros(1, np.int64)
    row = [one] * (width + 1)  # of T(0, k) .. T(width, k), from k = 0 on
    for _ in range(distance):
        for w in range(1, width + 1):
            row[w] = np.concatenate([row[w], row[w - 1] + 1])
    return row[width]
