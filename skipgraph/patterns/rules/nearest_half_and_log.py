"""Nearest half and log: the later half of all nodes, and hubs before it at halves of halves."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import check_n_edges, checked, resolve_blocks
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.topology import Topology

__all__ = ["nearest_half_and_log"]


@checked
def nearest_half_and_log(
    n_layers: int,
    *,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
) -> Topology:
    """Return the nearest-half topology with hubs: a layer reads the later half, and log many nodes before it.

    It has half the connections of DenseNet and a few more, which bring the distance down to 2.

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
        ``n_layers + 1`` nodes and the transitions; layer i reads its last ``ceil(i / 2)`` predecessors and the hubs
        found by halving: starting from ``p = i // 2``, it reads ``p = (p - 1) // 2`` until p is 0. MBD at most 2.

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
    >>> nearest_half_and_log(8).reads(8)
    (0, 1, 4, 5, 6, 7)
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_n_edges("nearest_half_and_log", n_layers, (n_layers + 1) ** 2 / 4)
    reads = []
    for layer in range(1, n_layers + 1):
        hubs, hub = [], layer // 2
        while hub > 0:
            hub = (hub - 1) // 2
            hubs.append(hub)
        reads.append(np.union1d(np.arange(layer // 2, layer), hubs).astype(np.int64))
    return build_with_early_reads(
        nearest_half_and_log,
        reads,
        blocks=sizes,
        arguments={"n_layers": n_layers, "blocks": blocks, "early": early},
    )
