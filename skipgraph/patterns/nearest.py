"""Nearest: each layer reads the layers just before it, as many as Log-DenseNet would."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from skipgraph.errors import ArgumentError
from skipgraph.patterns.arguments import check_n_edges, check_positive, resolve_blocks
from skipgraph.patterns.drawing import PAPER_LOG_DENSENET, draw
from skipgraph.patterns.early import EarlyConnections, add_early_reads
from skipgraph.topology import Topology

__all__ = ["nearest"]


def nearest(
    n_layers: int,
    *,
    count: Literal["log_i", "log_L"] = "log_L",
    base: float = 2.0,
    coef: float = 1.0,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Read the last few layers before each layer, about log L of them.

    The rival of Log-DenseNet with short connections only: the distance grows as ``L / log L``.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    count : {"log_i", "log_L"}
        How many: ``floor(log2(L + 1)) + 1``, or with "log_i" ``floor(coef * log_base(i)) + 1`` at layer i,
        which is Log-DenseNet's own number of connections.
    base, coef : float
        Of "log_i"; "log_L" has neither, as in the authors' code.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. A transition moves each feature that a coarser stage
        still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions;
        with "log_L" and n reads a layer, ``n L - n (n - 1) / 2`` edges and MBD ``ceil(L / n)``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> nearest(8).reads(8), nearest(8, count="log_i").reads(3)
    ((4, 5, 6, 7), (1, 2))
    """
    sizes = resolve_blocks(n_layers, blocks)
    ratio, density = check_positive("base", base), check_positive("coef", coef)
    if ratio <= 1:
        raise ArgumentError(f"base must be above 1, got {base!r}")
    layers = np.arange(1, n_layers + 1)
    if count == "log_L":
        if (ratio, density) != (2, 1):
            raise ArgumentError(f"base {base!r} and coef {coef!r} belong to count 'log_i': count 'log_L' has neither")
        counts = np.full(n_layers, (n_layers + 1).bit_length())
    elif count == "log_i":
        # log(8) / log(2) may come out below 3: the tiny term keeps exact powers exact
        counts = np.floor(density * np.log(layers) / np.log(ratio) + 1e-9).astype(np.int64) + 1
    else:
        raise ArgumentError(f"count must be 'log_i' or 'log_L', got {count!r}")
    check_n_edges("nearest", n_layers, float(np.minimum(counts, layers).sum()))
    reads = [np.arange(max(0, layer - n), layer) for layer, n in zip(layers.tolist(), counts.tolist(), strict=True)]
    return draw(
        nearest,
        add_early_reads(reads, sizes, early),
        blocks=sizes,
        arguments={"n_layers": n_layers, "count": count, "base": base, "coef": coef, "blocks": blocks, "early": early},
        paper=PAPER_LOG_DENSENET,
    )
