"""Single-digit offsets: 1, 2, .., b - 1, b, 2 b, .., (b - 1) b, b**2, ... for base b."""

from skipgraph.arguments import check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET, build_topology
from skipgraph.topology import Topology

__all__ = ["base_digits"]


@checked
def base_digits(n_layers: int, *, base: int = 4) -> Topology:
    """Return the single-digit topology: layer i reads layer ``i - c * base**t`` for every digit c and power t.

    The distance between two nodes is the number of nonzero digits of their gap in that base.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    base : int
        The base, at least 2; 2 gives the Log-DenseNet.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes; MBD ``floor(log_base((base - 1) * n_layers + 1))``.

    Raises
    ------
    ArgumentError
        If `n_layers` is not an integer of at least 1 or `base` is not one of at least 2.

    Notes
    -----
    About ``(base - 1) log_base(n_layers)`` edges a layer: a larger base gives shorter distances for more edges.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002; the rule for base 2.

    Examples
    --------
    >>> base_digits(36).reads(36)
    (4, 20, 24, 28, 32, 33, 34, 35)
    """
    n_layers, base = check_count("n_layers", n_layers), check_count("base", base, least=2)
    offsets = []
    power = 1
    while power <= n_layers:
        offsets += [digit * power for digit in range(1, min(base, n_layers // power + 1))]
        power *= base
    check_n_edges("base_digits", n_layers, n_layers * len(offsets))
    reads = [[layer - offset for offset in reversed(offsets) if offset <= layer] for layer in range(1, n_layers + 1)]
    return build_topology(
        base_digits,
        reads,
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "base": base},
        paper=PAPER_LOG_DENSENET + "; the rule for base 2",
    )
