"""FC-Log-DenseNet V2: log connections in each block, one compressed map between blocks, down and up again."""

from collections.abc import Sequence

from skipgraph.arguments import checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules._hourglass import check_hourglass, stage_of_block
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET
from skipgraph.patterns.rules.log_densenet import log_offsets
from skipgraph.patterns.rules.log_densenet_v2 import compressed_growth
from skipgraph.topology import Aggregation, Topology

__all__ = ["fc_log_densenet_v2"]


@checked
def fc_log_densenet_v2(
    n_pools: int, *, layers: int | Sequence[int] = 4, base: float = 2.0, coef: float = 1.0
) -> Topology:
    """Return FC-Log-DenseNet V2: log connections in each block, and one compressed map from block to block.

    Parameters
    ----------
    n_pools : int
        Number of poolings, at least 1; block b has stage ``min(b, 2 * n_pools - b)``.
    layers : int or sequence of int
        Layers in each of the ``2 * n_pools + 1`` blocks.
    base, coef : float
        As in `log_densenet`.

    Returns
    -------
    Topology
        The layers. Between blocks, one transition reads all layers of the block and another the compressed map before
        it; the new map is a merge of both. On the way up, the new map also joins what a prediction at the end of the
        encoder's block of that stage would read: the last layer of that block and all that this layer reads. The
        attribute ``"growth"`` is the number of channels of compressed layers, in multiples of the growth rate, as in
        `log_densenet_v2`; on the way up, both transitions have it.

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
    >>> t = fc_log_densenet_v2(1, layers=1)
    >>> {t.labels[node]: t.reads(node) for node in range(2, t.n_nodes)}
    {'old2': (0,), 'new2': (1,), 'c2': (2, 3), 2: (4,), 'new3': (5,), 'old3': (4,), 'c3': (0, 1, 6, 7), 3: (8,)}
    """
    n_pools, blocks = check_hourglass("fc_log_densenet_v2", n_pools, layers)
    offsets = log_offsets(sum(blocks), base=base, coef=coef)
    check_listed_edges("fc_log_densenet_v2", "n_pools", n_pools, sum(blocks) * (len(offsets) + 3))
    growth = compressed_growth(sum(blocks))
    builder = TopologyBuilder()
    compressed = 0
    members: list[int] = []
    predictions: list[list[int]] = []  # at the end of each block
    layer = 0
    for block, size in enumerate(blocks):
        stage = stage_of_block(block, len(blocks))
        if 0 < block <= n_pools:
            few = {"growth": min(growth, len(members))}
            old = builder.transition(f"old{block + 1}", compressed, stage=stage)
            new = builder.transition(f"new{block + 1}", *members, stage=stage, attributes=few)
            compressed = builder.merge(f"c{block + 1}", old, new, aggregation=Aggregation.CONCAT)
        elif block:
            many = {"growth": growth}
            new = builder.transition(f"new{block + 1}", *members, stage=stage, attributes=many)
            old = builder.transition(f"old{block + 1}", compressed, stage=stage, attributes=many)
            compressed = builder.merge(f"c{block + 1}", *predictions[stage], new, old, aggregation=Aggregation.CONCAT)
        members = []
        reads: list[int] = []
        for place in range(1, size + 1):
            layer += 1
            reads = [compressed, *(members[place - 1 - offset] for offset in offsets[offsets < place].tolist())]
            members.append(builder.layer(layer, *reads))
        predictions.append([*reads, members[-1]])
    arguments = {"n_pools": n_pools, "layers": layers, "base": base, "coef": coef}
    return builder.finish(fc_log_densenet_v2, arguments, PAPER_LOG_DENSENET)
