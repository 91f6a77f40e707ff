"""Two hops: every node reaches every earlier node over one hub."""

from skipgraph.arguments import check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.topology import Topology

__all__ = ["two_hop"]

PAPER_SPANNERS = (
    'N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", Tel Aviv University '
    "TR 71/87, 1987, arXiv:2406.06321"
)


@checked
def two_hop(n_layers: int) -> Topology:
    """Return the two-hop topology: the middle node is a hub of all others, and each half is built in the same way.

    The hub reads all nodes before it, and all nodes after it read the hub.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.

    Returns
    -------
    Topology
        ``n_layers + 1 = n`` nodes and ``sum(floor(log2(i)) for i in 1..n)`` edges; MBD is at most 2. The middle hub
        reads about n / 2 nodes, and as many read it.

    Raises
    ------
    ArgumentError
        If `n_layers` is not an integer of at least 1.

    Notes
    -----
    The mean BD is ``2 - m / P`` for m edges and P pairs, the least that m edges allow. The number of edges is proved
    to be the least for MBD 2 up to n = 12.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", Tel Aviv
       University TR 71/87, 1987, arXiv:2406.06321.
    .. [2] A. C. Yao, "Space-time tradeoff for answering range queries", STOC 1982.

    Examples
    --------
    >>> t = two_hop(6)
    >>> t.n_edges, t.reads(3), t.readers(3)
    (10, (0, 1, 2), (4, 5, 6))
    """
    n_layers = check_count("n_layers", n_layers)
    n_nodes = n_layers + 1
    check_n_edges("two_hop", n_layers, n_nodes * n_nodes.bit_length())
    reads: list[list[int]] = [[] for _ in range(n_nodes)]
    intervals = [(0, n_nodes)]
    while intervals:
        start, stop = intervals.pop()
        if stop - start < 2:
            continue
        hub = (start + stop) // 2
        reads[hub] += range(start, hub)
        for node in range(hub + 1, stop):
            reads[node].append(hub)
        intervals += [(start, hub), (hub + 1, stop)]
    return build_topology(
        two_hop, reads[1:], blocks=(n_layers,), arguments={"n_layers": n_layers}, paper=PAPER_SPANNERS
    )
