"""ResNet: each residual block adds to a running sum."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from skipgraph.arguments import check_count, check_n_edges, checked
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.patterns.rules._residual import build_residual, check_residual
from skipgraph.patterns.rules._staged import build_staged, describe
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["resnet", "resnet_cifar", "resnet_imagenet"]

View = Literal["literal", "unrolled"]


@checked
def resnet(
    n_layers: int, *, view: View = "literal", inner_layers: int = 1, blocks: Sequence[int] | None = None
) -> Topology:
    """Return ResNet: each residual block reads the sum of the input and all earlier blocks, and adds to it.

    In the literal view, block i is a layer f_i, which reads the sum s_(i-1), and a merge s_i, which adds f_i to
    s_(i-1). The edge from s_(i-1) to s_i is the identity connection. The unrolled view has no merges: s_(i-1) is the
    input plus all earlier f_j, so the layer f_i reads all of these and sums them.

    Parameters
    ----------
    n_layers : int
        Number of layers in all residual blocks, at least 1; the input is node 0 and is not counted.
    view : {"literal", "unrolled"}
        Literal: a merge after each block. Unrolled: a sum before each block.
    inner_layers : int
        Layers in a row in each residual block: 2 in the paper's basic block, 3 in its bottleneck block.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Between stages a transition, the shortcut's projection, moves
        the running sum to the merge after the first block; that block reads the sum itself, with a stride. In the
        unrolled view, a transition moves each term of the sum.

    Returns
    -------
    Topology
        In the literal view with one inner layer, ``2 * n_layers + 1`` nodes and ``3 * n_layers`` edges, of which
        `n_layers` are identity connections. In the unrolled view, the ``L (L + 1) / 2`` edges of `densenet`. A
        gradient passes merges at no cost, so with at least two blocks MBD is ``2 * inner_layers - 1`` in both views.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    resnet_cifar, resnet_imagenet : Published ResNets.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
       arXiv:1512.03385.
    .. [2] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively Shallow
       Networks", NIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> t = resnet(2)
    >>> [t.reads(node) for node in range(t.n_nodes)], t.labels
    ([(), (0,), (0, 1), (2,), (2, 3)], (0, 'f1', 's1', 'f2', 's2'))
    >>> resnet(4, view="unrolled", inner_layers=2).edges().tolist()
    [[0, 1], [1, 2], [0, 3], [2, 3], [3, 4]]
    """
    inner_layers, sizes = check_residual("resnet", n_layers, inner_layers, blocks)
    arguments = {"n_layers": n_layers, "view": view, "inner_layers": inner_layers, "blocks": blocks}
    if view == "literal":
        return build_residual(
            resnet, sizes, inner_layers=inner_layers, aggregation=Aggregation.SUM, arguments=arguments, paper=_PAPER
        )
    n_blocks = n_layers // inner_layers
    check_n_edges("resnet", n_layers, n_layers + n_blocks**2 / 2)
    if len(sizes) > 1:
        check_listed_edges("resnet", "n_layers", n_layers, n_layers + n_blocks**2 / 2)
    reads = []
    for block in range(n_blocks):
        reads.append(np.arange(block + 1) * inner_layers)
        reads += [np.array([block * inner_layers + place]) for place in range(1, inner_layers)]
    name, provenance = describe(resnet, arguments, _PAPER)
    built = build_staged(reads, sizes, name=name, provenance=provenance)
    aggregations = np.full(built.n_nodes, Aggregation.CONCAT)
    aggregations[built.nodes_of_kind(NodeKind.LAYER)[::inner_layers]] = Aggregation.SUM
    return replace(built, aggregations=aggregations)


@checked
def resnet_cifar(depth: int, *, view: View = "literal") -> Topology:
    """Return the ResNet of a given depth for CIFAR: three stages of basic blocks.

    Parameters
    ----------
    depth : int
        Its name, 6 n + 2 for n blocks at each stage: 20, 32, 44, 56, 110 or 1202 in the paper. It counts the first
        convolution (the input here), the layers and the classifier.
    view : {"literal", "unrolled"}
        As in `resnet`.

    Returns
    -------
    Topology
        ``depth - 2`` layers.

    Raises
    ------
    ArgumentError
        If `depth` is not 6 n + 2.

    Examples
    --------
    >>> resnet_cifar(110).n_layers
    108
    """
    if check_count("depth", depth) % 6 != 2 or depth < 8:
        raise ArgumentError(f"depth must be 6 n + 2 for n blocks at each stage, such as 20 or 110, got {depth}")
    return resnet(depth - 2, view=view, inner_layers=2, blocks=((depth - 2) // 3,) * 3)


@checked
def resnet_imagenet(depth: Literal[18, 34, 50, 101, 152], *, view: View = "literal") -> Topology:
    """Return the ResNet of a given depth for ImageNet: four stages of basic or bottleneck blocks.

    Parameters
    ----------
    depth : {18, 34, 50, 101, 152}
        Its name. It counts the first convolution (with its pooling, the input here), the layers and the classifier.
    view : {"literal", "unrolled"}
        As in `resnet`.

    Returns
    -------
    Topology
        ``depth - 2`` layers. From depth 50 on, blocks are bottlenecks: the node attributes ``"kernel"`` and
        ``"growth"`` say that the first and the last of three layers are 1x1 convolutions, and that the last layer and
        the shortcut make four times the channels. The first layer of a stage has the stride, as in the paper, not the
        second.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> resnet_imagenet(50).n_layers
    48
    """
    inner_layers, counts = _IMAGENET[depth]
    blocks = tuple(inner_layers * count for count in counts)
    built = resnet(depth - 2, view=view, inner_layers=inner_layers, blocks=blocks)
    if inner_layers == 2:
        return built
    kernels: list[int | None] = [None] * built.n_nodes
    growths = [4 if kind == NodeKind.TRANSITION else None for kind in built.kinds.tolist()]
    for place, node in enumerate(built.nodes_of_kind(NodeKind.LAYER).tolist()):
        kernels[node] = 3 if place % 3 == 1 else 1
        growths[node] = 4 if place % 3 == 2 else None
    return replace(built, node_attributes={"kernel": kernels, "growth": growths})


_IMAGENET = {  # inner layers, residual blocks at each stage
    18: (2, (2, 2, 2, 2)),
    34: (2, (3, 4, 6, 3)),
    50: (3, (3, 4, 6, 3)),
    101: (3, (3, 4, 23, 3)),
    152: (3, (3, 8, 36, 3)),
}
_PAPER = (
    'K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385'
)
