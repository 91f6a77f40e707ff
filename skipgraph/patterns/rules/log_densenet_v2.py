"""Log-DenseNet V2: log connections inside each block, one compressed map between blocks."""

from collections.abc import Sequence

from skipgraph.arguments import Index, checked, resolve_blocks
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET
from skipgraph.patterns.rules.log_densenet import log_offsets
from skipgraph.topology import Aggregation, Topology

__all__ = ["compressed_growth", "log_densenet_v2"]


@checked
def log_densenet_v2(
    n_layers: int, *, base: float = 2.0, coef: float = 1.0, blocks: Sequence[int] | None = None
) -> Topology:
    """Return Log-DenseNet V2: log connections in each block, and one compressed map of all earlier blocks.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    base, coef : float
        As in `log_densenet`.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and three more at each boundary of blocks: a transition that reads the compressed map
        before it, a transition that reads all layers of the block, and the new map, a merge of both. A layer reads
        the compressed map of its block (the input in the first) and the layers of its block that the rule of
        `log_densenet` names. The attribute ``"growth"`` is the number of channels of the compressed layers, in
        multiples of the growth rate: ``1 + floor(log2(n_layers + 1))``, or the number of layers if that is smaller.

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
    >>> t = log_densenet_v2(8, blocks=(4, 4))
    >>> {t.labels[node]: t.reads(node) for node in range(5, t.n_nodes)}
    {'old2': (0,), 'new2': (1, 2, 3, 4), 'c2': (5, 6), 5: (7,), 6: (7, 8), 7: (7, 8, 9), 8: (7, 9, 10)}
    >>> t.node_attributes["growth"][6]
    4
    """
    sizes = resolve_blocks(n_layers, blocks)
    offsets = log_offsets(n_layers, base=base, coef=coef)
    check_listed_edges("log_densenet_v2", "n_layers", n_layers, n_layers * (len(offsets) + 2))
    builder = TopologyBuilder()
    compressed = 0
    members: list[int] = []
    layer = 0
    for block, size in enumerate(sizes):
        if block:
            few = {"growth": min(compressed_growth(n_layers), len(members))}
            old = builder.transition(f"old{block + 1}", compressed, stage=block)
            new = builder.transition(f"new{block + 1}", *members, stage=block, attributes=few)
            compressed = builder.merge(f"c{block + 1}", old, new, aggregation=Aggregation.CONCAT)
        members = []
        for place in range(1, size + 1):
            layer += 1
            local = [members[place - 1 - offset] for offset in offsets[offsets < place].tolist()]
            members.append(builder.layer(layer, compressed, *local))
    arguments = {"n_layers": n_layers, "base": base, "coef": coef, "blocks": blocks}
    return builder.finish(log_densenet_v2, arguments, PAPER_LOG_DENSENET)


@checked
def compressed_growth(n_layers: Index) -> int:
    """Return the channels to which the layers of a block are compressed, in multiples of the growth rate.

    Parameters
    ----------
    n_layers : int
        Number of layers of the whole network.

    Returns
    -------
    int
        ``1 + floor(log2(n_layers + 1))``.

    Examples
    --------
    >>> compressed_growth(91)
    7
    """
    return (n_layers + 1).bit_length()
