"""Mini dense: two short connections and one found by bisection."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import check_n_edges, checked, resolve_blocks
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.topology import Topology

__all__ = ["mini_dense"]


@checked
def mini_dense(
    n_layers: int,
    *,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Return the mini-dense topology: layer i reads nodes i-1, i-2 and one more, found by bisection.

    Its aim is a short way from the last layer to every other; it guarantees no distance.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. A transition moves each feature that a coarser stage
        still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions; layer i reads ``i - 1``, ``i - 2`` and one more node: bisection of
        ``0 .. L + 1`` reaches an interval that ends at ``i + 1``, and the layer reads the node before its middle.

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
    >>> mini_dense(8).reads(7), mini_dense(8).reads(8)
    ((5, 6), (3, 6, 7))
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_n_edges("mini_dense", n_layers, 3 * n_layers)
    reads = []
    for layer in range(1, n_layers + 1):
        left, right = 0, n_layers + 1
        while right != layer + 1:
            middle = (left + right) // 2
            left, right = (middle, right) if layer >= middle else (left, middle)
        sources = np.array([(left + right) // 2 - 1, layer - 2, layer - 1])
        reads.append(np.unique(sources[sources >= 0]))
    return build_with_early_reads(
        mini_dense,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "blocks": blocks, "early": early},
    )
