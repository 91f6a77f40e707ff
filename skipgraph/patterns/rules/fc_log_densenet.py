"""FC-Log-DenseNet V1: log connections over all layers of a network that goes down and up again."""

from collections.abc import Sequence

from skipgraph.arguments import checked
from skipgraph.patterns.rules._early_connections import EarlyConnections
from skipgraph.patterns.rules._hourglass import build_hourglass, check_hourglass
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET
from skipgraph.patterns.rules.log_densenet import log_densenet
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import contract

__all__ = ["fc_log_densenet"]


@checked
def fc_log_densenet(
    n_pools: int,
    *,
    layers: int | Sequence[int] = 4,
    base: float = 2.0,
    coef: float = 1.0,
    early: EarlyConnections = "none",
) -> Topology:
    """Return FC-Log-DenseNet V1: layer i reads layers i-1, i-2, i-4, ..., on the way down and up again.

    It applies the rule of `log_densenet` to the numbers of the layers, across all stages.

    Parameters
    ----------
    n_pools : int
        Number of poolings, at least 1; block b has stage ``min(b, 2 * n_pools - b)``.
    layers : int or sequence of int
        Layers in each of the ``2 * n_pools + 1`` blocks.
    base, coef, early
        As in `log_densenet`. In the published network for CamVid, all layers read the end of the first block.

    Returns
    -------
    Topology
        The layers, and a transition for each feature and each step towards a stage that still reads it. Features that
        were moved on the way down are used again on the way up.

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
    >>> fc_log_densenet(5, layers=(4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4)).n_layers
    91
    """
    n_pools, blocks = check_hourglass("fc_log_densenet", n_pools, layers)
    rule = log_densenet(sum(blocks), base=base, coef=coef, blocks=blocks, early=early)
    return build_hourglass(
        fc_log_densenet,
        contract(rule, NodeKind.TRANSITION),
        blocks=blocks,
        arguments={"n_pools": n_pools, "layers": layers, "base": base, "coef": coef, "early": early},
        paper=PAPER_LOG_DENSENET,
    )
