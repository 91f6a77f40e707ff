"""DenseNet: each layer reads all layers before it in its block."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from skipgraph.arguments import check_count, check_n_edges, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._staged import describe
from skipgraph.topology import NodeKind, Topology

__all__ = ["densenet", "densenet_cifar", "densenet_imagenet"]


@checked
def densenet(n_layers: int, *, blocks: Sequence[int] | None = None, head: bool = False) -> Topology:
    """Return DenseNet: each layer reads all nodes before it in its block.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Between blocks, a transition reads the whole block, and the next
        block reads only the transition.
    head : bool
        Whether an output, the classifier, reads the whole last block.

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
    name, provenance = describe(densenet, {"n_layers": n_layers, "blocks": blocks, "head": head}, _PAPER)
    starts = np.cumsum([0, *(size + 1 for size in sizes)])[:-1]  # node that a block takes for its input
    extents = [size + 1 for size in sizes]
    extents[-1] += head
    n_nodes = sum(extents)
    first = np.repeat(starts, extents)
    first[starts[1:]] = starts[:-1]  # a transition reads the block before it
    in_degree = np.arange(n_nodes) - first
    indptr = np.concatenate([[0], np.cumsum(in_degree)])
    indices = np.arange(indptr[-1], dtype=np.int64) + np.repeat(first - indptr[:-1], in_degree)
    kinds = np.full(n_nodes, NodeKind.LAYER, np.uint8)
    kinds[0], kinds[starts[1:]] = NodeKind.INPUT, NodeKind.TRANSITION
    kinds[n_nodes - head :] = NodeKind.OUTPUT
    labels: list[int | str] = np.cumsum(kinds == NodeKind.LAYER).tolist()
    for block, start in enumerate(starts[1:].tolist(), 1):
        labels[start] = f"transition{block}"
    if head:
        labels[-1] = "head"
    return Topology(
        indptr,
        indices.astype(np.int32),
        kinds=kinds,
        stages=np.repeat(np.arange(len(sizes)), extents),
        labels=labels,
        name=name,
        provenance=provenance,
    )


@checked
def densenet_cifar(depth: int, *, bottleneck: bool = False) -> Topology:
    """Return the DenseNet of a given depth for CIFAR: three blocks.

    Parameters
    ----------
    depth : int
        Its name, 3 n + 4 for n layers in each block: 40 or 100 in the paper. It counts the first convolution (the
        input here), the transitions and the classifier (the head).
    bottleneck : bool
        Whether a layer counts as two, as in DenseNet-BC, where the depth is 6 n + 4: 100, 190 or 250 in the paper.

    Returns
    -------
    Topology
        ``depth - 4`` layers, or half as many with `bottleneck`, two transitions and a head.

    Raises
    ------
    ArgumentError
        If `depth` is not of that form.

    Examples
    --------
    >>> densenet_cifar(40).n_layers, densenet_cifar(100, bottleneck=True).n_layers
    (36, 48)
    """
    step = 6 if bottleneck else 3
    if check_count("depth", depth) % step != 4 % step or depth < 4 + step:
        raise ArgumentError(f"depth must be {step} n + 4 for n layers in each block, such as 40 or 100, got {depth}")
    size = (depth - 4) // step
    return densenet(3 * size, blocks=(size,) * 3, head=True)


@checked
def densenet_imagenet(depth: Literal[121, 161, 169, 201, 264]) -> Topology:
    """Return the DenseNet of a given depth for ImageNet: four blocks.

    Parameters
    ----------
    depth : {121, 161, 169, 201, 264}
        Its name. It counts the first convolution (with its pooling, the input here), the transitions, both
        convolutions of each layer and the classifier (the head). By this count, 264 is 265.

    Returns
    -------
    Topology
        With input, layers, three transitions and the head, DenseNet-121 has 63 nodes and 597 edges.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> t = densenet_imagenet(121)
    >>> t.n_nodes, t.n_layers, t.n_edges
    (63, 58, 597)
    """
    return densenet(sum(_IMAGENET[depth]), blocks=_IMAGENET[depth], head=True)


_IMAGENET = {
    121: (6, 12, 24, 16),
    161: (6, 12, 36, 24),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
    264: (6, 12, 64, 48),
}
_PAPER = (
    "G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger, "
    '"Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993'
)
