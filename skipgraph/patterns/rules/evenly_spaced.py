"""Evenly spaced: each layer reads about log L layers at equal gaps, back to the input."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import Positive, check_n_edges, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.topology import Topology

__all__ = ["evenly_spaced"]


@checked
def evenly_spaced(
    n_layers: int,
    *,
    coef: Positive = 1.0,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Return the evenly spaced topology: each layer reads about log L nodes at equal gaps.

    A rival of Log-DenseNet with connections of every length. Its mean distance is short, its maximum long.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    coef : float
        Density: at most ``n = floor(coef * (log2(L + 1) + 1))`` reads a layer.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. A transition moves each feature that a coarser stage
        still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions;
        layer i reads ``i - 1 - floor(k i / n)`` for k = 0 .. n - 1.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Multiples of ``i / n`` are summed in double precision, as in the authors' code. For some sizes the result differs
    by one from the exact floor.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> evenly_spaced(8).reads(8)
    (1, 3, 5, 7)
    """
    sizes = resolve_blocks(n_layers, blocks)
    full = float(np.log2(n_layers + 1) + 1)
    count = min(int(full * coef), n_layers)  # more reads than layers are all layers
    if count < 1:
        raise ArgumentError(f"coef must leave each layer a read: at least {1 / full:.3g} for {n_layers}, got {coef!r}")
    check_n_edges("evenly_spaced", n_layers, n_layers * count)
    reads = []
    for layer in range(1, n_layers + 1):
        back = np.concatenate([[0.0], np.cumsum(np.full(count - 1, layer / count))]).astype(np.int64)
        reads.append(np.unique(layer - 1 - back[back < layer]))
    return build_with_early_reads(
        evenly_spaced,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "coef": coef, "blocks": blocks, "early": early},
    )
