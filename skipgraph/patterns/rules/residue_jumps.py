"""Residue jumps: few reads for each layer, whose lengths depend on its number modulo a period."""

from skipgraph.arguments import Count, check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET, build_topology
from skipgraph.topology import Topology

__all__ = ["residue_jumps", "residue_period"]


@checked
def residue_jumps(n_layers: int, *, degree: int = 3) -> Topology:
    """Return the residue-jump topology: layer i reads layer i-1 and jumps that depend on i modulo B.

    Layer ``i`` reads ``i - 1`` and ``i - 1 - c * B * degree**(i mod B)`` for c = 1 .. degree - 1. B hops pass every
    residue once, so they can subtract any number of B digits; fewer than B single steps remain.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    degree : int
        Largest in-degree, at least 1; 1 gives the chain.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, in- and out-degree at most `degree`; for a `degree` of at least 2 MBD at
        most ``2 B - 1`` with ``B = residue_period(n_layers, degree)``.

    Raises
    ------
    ArgumentError
        If an argument is not an integer of at least 1.

    Notes
    -----
    The distance is about twice ``log_degree(n_layers / B)``, and so about twice the Moore bound.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002, for the distance; the rule is this project's own.

    Examples
    --------
    >>> residue_jumps(36, degree=2).reads(36), residue_jumps(36, degree=2).reads(35)
    ((31, 35), (2, 34))
    """
    n_layers, degree = check_count("n_layers", n_layers), check_count("degree", degree)
    check_n_edges("residue_jumps", n_layers, n_layers * min(degree, n_layers))
    period = residue_period(n_layers, degree)
    reads = []
    for layer in range(1, n_layers + 1):
        jump = period * degree ** (layer % period)
        n_jumps = min(degree - 1, (layer - 1) // jump)
        reads.append([layer - 1 - jump * digit for digit in range(n_jumps, -1, -1)])
    return build_topology(
        residue_jumps,
        reads,
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "degree": degree},
        paper=PAPER_LOG_DENSENET + "; for the distance, the rule is this project's own",
    )


@checked
def residue_period(n_layers: Count, degree: Count) -> int:
    """Return the least B with ``n_layers <= B * degree**B + B - 1``.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    degree : int
        Largest in-degree, at least 1; for 1 there is no jump, and B is 1.

    Returns
    -------
    int
        The period of `residue_jumps`.

    Examples
    --------
    >>> [residue_period(1000, degree) for degree in (2, 3, 4, 7)]
    [8, 5, 4, 3]
    """
    period = 1
    while degree > 1 and period * degree**period + period - 1 < n_layers:
        period += 1
    return period
