"""LogLog-DenseNet: hubs every sqrt(L) layers, hubs between hubs, and so on."""

import math
from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import check_count, check_n_edges, checked, resolve_blocks
from skipgraph.patterns.rules._early_connections import EarlyConnections, build_with_early_reads
from skipgraph.patterns.rules._staged import annotate_nodes
from skipgraph.topology import Topology

__all__ = ["loglog_densenet"]

_PADDING = (1, 2, 4, 8, 16, 32)


@checked
def loglog_densenet(
    n_layers: int,
    *,
    bottleneck_width: int = 4,
    blocks: Sequence[int] | None = None,
    early: EarlyConnections = "none",
    hub_growth: int = 1,
) -> Topology:
    """Return LogLog-DenseNet: hubs at square-root spacing, recursively, so that distance grows as log log L.

    An interval of n nodes has about ``sqrt(n)`` hubs. Each hub reads all earlier hubs, and the nodes between two hubs
    read the first of the two. The same rule then applies between any two hubs.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    bottleneck_width : int
        A layer with fewer reads than this also reads the layers 1, 2, 4, ..., 32 places before it, until it has as
        many. 4 in the authors' code, so small networks save nothing.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. The last layer of each block is a hub, and a
        transition moves each feature that a coarser stage still reads.
    early : {"none", "first_end", "first_block", "three_ends", "all_ends"}
        Nodes that every later layer reads as well.
    hub_growth : int
        Channels of the top-level hubs, in multiples of the growth rate; the authors tried 2 and 3.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions. The attribute ``"growth"`` holds `hub_growth` if it is not 1.

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
    >>> loglog_densenet(8, bottleneck_width=1).reads(8)
    (0, 2, 5, 6, 7)
    """
    sizes = resolve_blocks(n_layers, blocks)
    width = check_count("bottleneck_width", bottleneck_width)
    check_n_edges("loglog_densenet", n_layers, n_layers * max(width, math.log2(math.log2(n_layers + 3)) + 1))
    sources: list[set[int]] = [set(), *({layer - 1} for layer in range(1, n_layers + 1))]
    forced = np.cumsum(sizes).tolist() if blocks is not None else []
    hub_growth = check_count("hub_growth", hub_growth)
    _connect_hubs(sources, 0, n_layers + 1, forced)
    for layer in range(1, n_layers + 1):
        for offset in _PADDING:
            if len(sources[layer]) >= width or offset > layer:
                break
            sources[layer].add(layer - offset)
    reads = [np.array(sorted(row), np.int64) for row in sources[1:]]
    arguments = {
        "n_layers": n_layers,
        "bottleneck_width": bottleneck_width,
        "blocks": blocks,
        "early": early,
        "hub_growth": hub_growth,
    }
    built = build_with_early_reads(loglog_densenet, reads, blocks=sizes, arguments=arguments)
    return with_wide_hubs(built, n_layers, forced, hub_growth)


def with_wide_hubs(topology: Topology, n_layers: int, forced: Sequence[int], hub_growth: int) -> Topology:
    """Return the topology with the attribute ``"growth"`` at its top-level hubs, unless it is 1."""
    if hub_growth == 1:
        return topology
    return annotate_nodes(topology, "growth", dict.fromkeys(_hubs(0, n_layers + 1, forced)[1:], hub_growth))


def _hubs(first: int, stop: int, forced: Sequence[int]) -> list[int]:
    """Return the hubs of the nodes ``first .. stop - 1``: the first, the last, `forced`, and some in between."""
    if stop - first <= 2:
        return []
    step = math.isqrt(stop - first)
    return sorted({first, stop - 1, *range(first + (stop - 1 - first) % step, stop, step), *forced})


def _connect_hubs(sources: list[set[int]], first: int, stop: int, forced: Sequence[int]) -> None:
    """Connect the nodes ``first .. stop - 1`` over their hubs, then those between two hubs over their own."""
    hubs = _hubs(first, stop, forced)
    for place, hub in enumerate(hubs):
        sources[hub].update(hubs[:place])
        if place:
            before = hubs[place - 1]
            for between in range(before + 1, hub):
                sources[between].add(before)
            _connect_hubs(sources, before, hub + 1, ())
