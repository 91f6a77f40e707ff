"""Nearest: each layer reads the layers just before it, about as many as Log-DenseNet reads."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import check_n_edges, check_positive, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.topology import Topology

__all__ = ["nearest", "nearest_log_i"]


@checked
def nearest(n_layers: int, *, blocks: Sequence[int] | None = None, early: EarlyConnections = "none") -> Topology:
    """Return the nearest topology: each layer reads the last floor(log2(L + 1)) + 1 nodes before it.

    A rival of Log-DenseNet with short connections only: the distance grows as ``L / log L``.

    Parameters
    ----------
    n_layers : int
        Number of layers L, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. A transition moves each feature that a coarser stage
        still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions; with n reads a layer, ``n L - n (n - 1) / 2`` edges and
        MBD ``ceil(L / n)``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    nearest_log_i : As many reads as Log-DenseNet has, at every layer.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> nearest(8).reads(8)
    (4, 5, 6, 7)
    """
    sizes = resolve_blocks(n_layers, blocks)
    count = (n_layers + 1).bit_length()
    check_n_edges("nearest", n_layers, n_layers * count)
    reads = [np.arange(max(0, layer - count), layer) for layer in range(1, n_layers + 1)]
    return build_with_early_reads(
        nearest,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "blocks": blocks, "early": early},
    )


@checked
def nearest_log_i(
    n_layers: int,
    *,
    base: float = 2.0,
    coef: float = 1.0,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Return the nearest topology of logarithmic degree: layer i reads the last floor(log2(i)) + 1 nodes.

    A rival of Log-DenseNet with exactly as many connections at each layer, all of them short.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    base, coef : float
        Layer i reads ``floor(coef * log_base(i)) + 1`` nodes; `base` is above 1, `coef` above 0.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. A transition moves each feature that a coarser stage
        still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions; by default as many edges as `log_densenet`.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    nearest : The same number of reads at all layers.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> nearest_log_i(8).reads(3), nearest_log_i(8).reads(8)
    ((1, 2), (4, 5, 6, 7))
    """
    sizes = resolve_blocks(n_layers, blocks)
    ratio, density = check_positive("base", base), check_positive("coef", coef)
    if ratio <= 1:
        raise ArgumentError(f"base must be above 1, got {base!r}")
    layers = np.arange(1, n_layers + 1)
    # log(8) / log(2) may be just below 3; the small term keeps exact powers exact
    counts = np.floor(density * np.log(layers) / np.log(ratio) + 1e-9).astype(np.int64) + 1
    check_n_edges("nearest_log_i", n_layers, float(np.minimum(counts, layers).sum()))
    firsts = np.maximum(layers - counts, 0)
    reads = [np.arange(first, layer) for first, layer in zip(firsts.tolist(), layers.tolist(), strict=True)]
    return build_with_early_reads(
        nearest_log_i,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "base": base, "coef": coef, "blocks": blocks, "early": early},
    )
