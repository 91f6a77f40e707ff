"""FC-LogLog-DenseNet: hubs at square-root spacing over a network that goes down and up again."""

from collections.abc import Sequence
from itertools import accumulate

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._early_connections import EarlyConnections
from skipgraph.patterns.rules._hourglass import build_hourglass, check_hourglass
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET
from skipgraph.patterns.rules.loglog_densenet import loglog_densenet, with_wide_hubs
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import contract

__all__ = ["fc_loglog_densenet"]


@checked
def fc_loglog_densenet(
    n_pools: int,
    *,
    layers: int | Sequence[int] = 4,
    bottleneck_width: int = 4,
    early: EarlyConnections = "none",
    hub_growth: int = 1,
) -> Topology:
    """Return FC-LogLog-DenseNet: hubs at square-root spacing, recursively, on the way down and up again.

    It applies the rule of `loglog_densenet` to the numbers of the layers, across all stages.

    Parameters
    ----------
    n_pools : int
        Number of poolings, at least 1; block b has stage ``min(b, 2 * n_pools - b)``.
    layers : int or sequence of int
        Layers in each of the ``2 * n_pools + 1`` blocks.
    bottleneck_width, early, hub_growth
        As in `loglog_densenet`.

    Returns
    -------
    Topology
        The layers, and a transition for each feature and each step towards a stage that still reads it. The attribute
        ``"growth"`` is as in `loglog_densenet`.

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
    >>> fc_loglog_densenet(2).n_layers
    20
    """
    n_pools, blocks = check_hourglass("fc_loglog_densenet", n_pools, layers)
    hub_growth = check_count("hub_growth", hub_growth)
    rule = loglog_densenet(sum(blocks), bottleneck_width=bottleneck_width, blocks=blocks, early=early)
    built = build_hourglass(
        fc_loglog_densenet,
        contract(rule, NodeKind.TRANSITION),
        blocks=blocks,
        arguments={
            "n_pools": n_pools,
            "layers": layers,
            "bottleneck_width": bottleneck_width,
            "early": early,
            "hub_growth": hub_growth,
        },
        paper=PAPER_LOG_DENSENET,
    )
    return with_wide_hubs(built, sum(blocks), list(accumulate(blocks)), hub_growth)
