"""Log-DenseNet V2: log connections inside each block, one compressed map between blocks."""

from collections.abc import Sequence

from skipgraph.patterns.arguments import check_n_edges, resolve_blocks
from skipgraph.patterns.drawing import PAPER_LOG_DENSENET, describe
from skipgraph.patterns.log_densenet import log_offsets
from skipgraph.topology import NodeKind, Topology

__all__ = ["log_densenet_v2"]


def log_densenet_v2(
    n_layers: int, *, base: float = 2.0, coef: float = 1.0, blocks: Sequence[int] | None = None
) -> Topology:
    """Read the layers 1, 2, 4, 8, ... before each layer in its block, and a compressed map of all blocks before.

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
        ``n_layers + 1`` nodes and, at each boundary of blocks, a transition that reads all layers of the
        block and the compressed map before it. A layer reads the compressed map of its block (the input in
        the first) and the layers that the rule of `log_densenet` gives it within its block.

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
    >>> [t.reads(node) for node in range(1, t.n_nodes)]
    [(0,), (0, 1), (0, 1, 2), (0, 2, 3), (0, 1, 2, 3, 4), (5,), (5, 6), (5, 6, 7), (5, 7, 8)]
    """
    sizes = resolve_blocks(n_layers, blocks)
    offsets = log_offsets(n_layers, base=base, coef=coef)
    check_n_edges("log_densenet_v2", n_layers, n_layers * (len(offsets) + 2))
    name, provenance = describe(
        log_densenet_v2, {"n_layers": n_layers, "base": base, "coef": coef, "blocks": blocks}, PAPER_LOG_DENSENET
    )
    reads: list[list[int]] = [[]]
    kinds, stages = [NodeKind.INPUT], [0]
    labels: list[int | str] = [0]
    compressed = 0
    for block, size in enumerate(sizes):
        if block:
            reads.append(list(range(compressed, len(reads))))
            kinds.append(NodeKind.TRANSITION)
            stages.append(block)
            labels.append(f"c{block + 1}")
            compressed = len(reads) - 1
        for place in range(1, size + 1):
            local = compressed + place - offsets[offsets < place]
            reads.append([compressed, *local.tolist()])
            kinds.append(NodeKind.LAYER)
            stages.append(block)
            labels.append(len(reads) - 1 - block)
    return Topology.from_reads(reads, kinds=kinds, stages=stages, labels=labels, name=name, provenance=provenance)
