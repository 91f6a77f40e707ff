"""The chain: no skip connection at all."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from skipgraph.arguments import check_n_edges, checked, resolve_blocks
from skipgraph.patterns.rules._staged import describe
from skipgraph.topology import NodeKind, Topology

__all__ = ["alexnet", "chain", "vgg"]


@checked
def chain(n_layers: int, *, blocks: Sequence[int] | None = None) -> Topology:
    """Return the chain: each layer reads only the node just before it.

    The plain feed-forward network: the fewest connections that join all layers, and the longest distances.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Between stages there is a transition, a pooling.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and `n_layers` edges; each transition adds one of both. MBD is `n_layers`, mean BD
        ``(n_layers + 2) / 3``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or there are too many layers for memory.

    See Also
    --------
    alexnet, vgg : Published chains.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.

    Examples
    --------
    >>> chain(8).reads(8)
    (7,)
    >>> chain(4, blocks=(2, 2)).labels
    (0, 1, 2, '2@1', 3, 4)
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_n_edges("chain", n_layers, n_layers)
    name, provenance = describe(chain, {"n_layers": n_layers, "blocks": blocks}, _PAPER)
    n_nodes = n_layers + len(sizes)  # the input and each transition come before the layers of their stages
    ends = np.cumsum(sizes)
    starts = ends - sizes + np.arange(len(sizes))
    kinds = np.full(n_nodes, NodeKind.LAYER, np.uint8)
    kinds[starts], kinds[0] = NodeKind.TRANSITION, NodeKind.INPUT
    labels: list[int | str] | None = None
    if len(sizes) > 1:
        labels = np.cumsum(kinds == NodeKind.LAYER).tolist()
        for stage, start in enumerate(starts[1:].tolist(), 1):
            labels[start] = f"{labels[start]}@{stage}"
    return Topology(
        np.concatenate([[0], np.arange(n_nodes)]),
        np.arange(n_nodes - 1, dtype=np.int32),
        kinds=kinds,
        stages=np.repeat(np.arange(len(sizes)), np.add(sizes, 1)),
        labels=labels,  # type: ignore[arg-type]  # None counts the nodes
        name=name,
        provenance=provenance,
    )


def alexnet() -> Topology:
    """Return the chain of AlexNet: five convolutions and three fully connected layers.

    Returns
    -------
    Topology
        A chain of 8 layers with a pooling after the first, second and fifth; the input is the image, and the last
        layer the classifier.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.

    Examples
    --------
    >>> alexnet().n_layers
    8
    """
    return chain(8, blocks=(1, 1, 3, 3))


@checked
def vgg(depth: Literal[11, 13, 16, 19]) -> Topology:
    """Return the chain of a VGG network: convolutions at five stages and three fully connected layers.

    Parameters
    ----------
    depth : {11, 13, 16, 19}
        Number of layers.

    Returns
    -------
    Topology
        A chain of `depth` layers with a pooling after each of the five stages; the input is the image, and the
        last layer the classifier.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    References
    ----------
    .. [1] K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
       ICLR 2015, arXiv:1409.1556.

    Examples
    --------
    >>> vgg(16).n_layers
    16
    """
    return chain(depth, blocks=_VGG_BLOCKS[depth])


_VGG_BLOCKS = {
    11: (1, 1, 2, 2, 2, 3),
    13: (2, 2, 2, 2, 2, 3),
    16: (2, 2, 3, 3, 3, 3),
    19: (2, 2, 4, 4, 4, 3),
}
_PAPER = (
    "A. Krizhevsky, I. Sutskever and G. E. Hinton, "
    '"ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012'
)
