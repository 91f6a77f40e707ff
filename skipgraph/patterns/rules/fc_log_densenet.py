"""FC-Log-DenseNet V1: log connections over all layers of a network that goes down and up again."""

from collections.abc import Sequence

from skipgraph.patterns.rules._early_connections import EarlyConnections
from skipgraph.patterns.rules._hourglass import build_hourglass, check_hourglass
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET
from skipgraph.patterns.rules.log_densenet import log_densenet
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import contract

__all__ = ["fc_log_densenet"]


def fc_log_densenet(
    n_pools: int,
    *,
    layers: int | Sequence[int] = 4,
    base: float = 2.0,
    coef: float = 1.0,
    early: EarlyConnections = "none",
) -> Topology:
    """Read the layers 1, 2, 4, 8, ... before each layer, on the way down and up again.

    The rule of `log_densenet` on the number of the layer, whatever its stage.

    Parameters
    ----------
    n_pools : int
        Number of poolings, at least 1; block b has stage ``min(b, 2 * n_pools - b)``.
    layers : int or sequence of int
        Layers in each of the ``2 * n_pools + 1`` blocks.
    base, coef, early
        As in `log_densenet`; the published network for CamVid has early connections to the first block's end.

    Returns
    -------
    Topology
        The layers, and a transition for each feature and each step to a stage that still reads it. On the way
        up, features moved on the way down are used again.

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
