"""DenseNet: each layer reads all layers before it in its block."""

from collections.abc import Sequence

import numpy as np

from skipgraph.patterns.arguments import check_n_edges, resolve_blocks
from skipgraph.patterns.drawing import describe
from skipgraph.topology import NodeKind, Topology

__all__ = ["densenet"]


def densenet(n_layers: int, *, blocks: Sequence[int] | None = None) -> Topology:
    """Read all nodes before each layer.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Between blocks a transition reads the whole block
        and is all that the next one sees of it.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and a transition for each boundary of blocks. A block of n layers has
        ``n (n + 1) / 2`` edges, and its transition ``n + 1`` more; in one block MBD is 1.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, "Densely Connected Convolutional
       Networks", CVPR 2017, arXiv:1608.06993.

    Examples
    --------
    >>> densenet(36)
    <Topology densenet: 36 layers, 666 edges>
    >>> densenet(4, blocks=(2, 2)).edges().tolist()
    [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3], [2, 3], [3, 4], [3, 5], [4, 5]]
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_n_edges("densenet", n_layers, sum((size + 1) * (size + 2) / 2 for size in sizes))
    name, provenance = describe(densenet, {"n_layers": n_layers, "blocks": blocks}, _PAPER)
    starts = np.cumsum([0, *(size + 1 for size in sizes)])[:-1]  # node that a block takes for its input
    n_nodes = n_layers + len(sizes)
    first = np.repeat(starts, [size + 1 for size in sizes])
    first[starts[1:]] = starts[:-1]  # a transition reads the block before it
    in_degree = np.arange(n_nodes) - first
    indptr = np.concatenate([[0], np.cumsum(in_degree)])
    indices = np.arange(indptr[-1], dtype=np.int64) + np.repeat(first - indptr[:-1], in_degree)
    kinds = np.full(n_nodes, NodeKind.LAYER, np.uint8)
    kinds[0], kinds[starts[1:]] = NodeKind.INPUT, NodeKind.TRANSITION
    layers = np.cumsum(kinds == NodeKind.LAYER)
    labels = [f"transition{block}" for block in range(1, len(sizes))]
    return Topology(
        indptr,
        indices.astype(np.int32),
        kinds=kinds,
        stages=np.repeat(np.arange(len(sizes)), [size + 1 for size in sizes]),
        labels=[
            labels[int(stage)] if kind == NodeKind.TRANSITION else int(layer)
            for kind, layer, stage in zip(kinds, layers, np.searchsorted(starts[1:], np.arange(n_nodes)), strict=True)
        ],
        name=name,
        provenance=provenance,
    )


_PAPER = (
    "G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, "
    '"Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993'
)
