"""Spaced: a chain with k-hop hubs on every q-th node, for few edges at a moderate distance."""

from skipgraph.arguments import Count, check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.patterns.rules.k_hop import count_k_hop_edges, k_hop_reads
from skipgraph.patterns.rules.two_hop import PAPER_SPANNERS
from skipgraph.topology import Topology

__all__ = ["count_spaced_edges", "spaced"]


@checked
def spaced(n_layers: int, *, spacing: int = 4, hops: int = 2) -> Topology:
    """Return the spaced topology: a chain, in which hubs join every `spacing`-th node within `hops` hops.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    spacing : int
        Steps from one joined node to the next, at least 2.
    hops : int
        Hops within which these are joined, at least 1.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, MBD at most ``hops + 2 * (spacing - 1)``, `count_spaced_edges` edges.

    Raises
    ------
    ArgumentError
        If `spacing` is not an integer of at least 2, or another argument not one of at least 1.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", Tel Aviv
       University TR 71/87, 1987, arXiv:2406.06321, for the topology on the spaced nodes.

    Examples
    --------
    >>> t = spaced(36)
    >>> t.n_edges, t.reads(16), t.reads(15)
    (55, (8, 12, 15), (14,))
    """
    n_layers, hops = check_count("n_layers", n_layers), check_count("hops", hops)
    spacing = check_count("spacing", spacing, least=2)
    n_spaced = n_layers // spacing + 1
    check_n_edges("spaced", n_layers, n_layers + n_spaced * (n_spaced if hops == 1 else n_spaced.bit_length()))
    reads = [[node - 1] for node in range(1, n_layers + 1)]
    for place, row in enumerate(k_hop_reads(n_spaced, hops)):
        if row:
            reads[place * spacing - 1] = [source * spacing for source in row] + [place * spacing - 1]
    return build_topology(
        spaced,
        reads,
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "spacing": spacing, "hops": hops},
        paper=PAPER_SPANNERS,
    )


@checked
def count_spaced_edges(n_layers: Count, spacing: Count, hops: Count) -> int:
    """Return the number of edges of `spaced` without building it.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    spacing, hops : int
        As in `spaced`.

    Returns
    -------
    int
        In edges.

    Examples
    --------
    >>> count_spaced_edges(36, 4, 2)
    55
    """
    return n_layers + count_k_hop_edges(n_layers // spacing, hops)
