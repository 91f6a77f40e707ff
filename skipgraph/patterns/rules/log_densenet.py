"""Log-DenseNet V1: each layer reads the layers 1, 2, 4, 8, ... before it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, check_n_edges, check_positive, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.topology import Topology

__all__ = ["log_densenet", "log_offsets"]


@checked
def log_densenet(
    n_layers: int,
    *,
    base: float = 2.0,
    coef: float = 1.0,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Return Log-DenseNet V1: layer i reads layers i-1, i-2, i-4, ...

    The distance between two nodes is the number of ones in the binary form of their gap, so it is at most
    ``floor(log2(n_layers + 1))``.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    base : float
        Ratio of successive offsets, above 1.
    coef : float
        Density: layer ``i`` reads ``i - 1`` and ``i - 1 - floor((base**k - 1) / coef)`` for every k from 1 on
        with ``base**k <= coef * n_layers``. With base 2, every power of two from 1 on gives the same graph.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Offsets cross stages, and a transition moves each feature that a
        coarser stage still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions. With the default arguments
        ``(L + 1) (m + 1) - 2**(m + 1) + 1`` edges, ``m = floor(log2 L)``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Each power of `base` is rounded to float32, as in the authors' code.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> t = log_densenet(36)
    >>> t.n_edges, t.reads(9)
    (159, (1, 5, 7, 8))
    """
    sizes = resolve_blocks(n_layers, blocks)
    offsets = log_offsets(n_layers, base=base, coef=coef)
    check_n_edges("log_densenet", n_layers, n_layers * len(offsets))
    reads = [layer - offsets[: np.searchsorted(offsets, layer, side="right")][::-1] for layer in range(1, n_layers + 1)]
    return build_with_early_reads(
        log_densenet,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "base": base, "coef": coef, "blocks": blocks, "early": early},
    )


@checked
def log_offsets(n_layers: Count, *, base: float = 2.0, coef: float = 1.0) -> NDArray[np.int64]:
    """Return the offsets of Log-DenseNet, ascending from 1.

    Parameters
    ----------
    n_layers : int
        Number of layers of the whole network.
    base, coef : float
        As in `log_densenet`.

    Returns
    -------
    ndarray of int64, shape (n_offsets,)
        1, and ``1 + floor((base**k - 1) / coef)`` for each k.

    Raises
    ------
    ArgumentError
        If `base` is not above 1 or `coef` not above 0.

    Examples
    --------
    >>> log_offsets(36).tolist(), log_offsets(36, base=3).tolist(), log_offsets(36, coef=3).tolist()
    ([1, 2, 4, 8, 16, 32], [1, 3, 9, 27], [1, 2, 3, 6, 11, 22])
    """
    ratio, density = np.float32(check_positive("base", base)), np.float32(check_positive("coef", coef))
    if ratio <= 1:
        raise ArgumentError(f"base must be above 1, got {base!r}")
    offsets, power = [1], ratio
    while power <= n_layers * density:
        offsets.append(int((power - 1) / density) + 1)
        power = power * ratio
    return np.unique(np.array(offsets, np.int64))
