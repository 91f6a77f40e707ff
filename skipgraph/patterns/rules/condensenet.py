"""CondenseNet: each layer reads all layers before it, in its own block and in all earlier ones."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import check_count, check_n_edges, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.topology import Topology

__all__ = ["condensenet", "condensenet_cifar", "condensenet_imagenet"]


@checked
def condensenet(n_layers: int, *, blocks: Sequence[int] | None = None) -> Topology:
    """Return CondenseNet: each layer reads all nodes before it, pooled where they are in an earlier block.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Between stages all features are pooled; none is dropped.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, and after each stage but the last a transition for every earlier node. Without the
        transitions, it has the ``L (L + 1) / 2`` edges of a `densenet` of one block. MBD is 1.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    condensenet_cifar, condensenet_imagenet : Published CondenseNets.

    Notes
    -----
    A layer of stage s has ``2**s`` times the growth rate of the first stage, and learned groups drop channels of an
    edge. Neither is part of the topology.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.

    Examples
    --------
    >>> t = condensenet(4, blocks=(2, 2))
    >>> [t.labels[node] for node in t.reads(t.n_nodes - 1)]
    ['0@1', '1@1', '2@1', 3]
    """
    sizes = resolve_blocks(n_layers, blocks)
    n_edges = n_layers * (n_layers + 1) / 2
    check_n_edges("condensenet", n_layers, n_edges)
    if len(sizes) > 1:
        check_listed_edges("condensenet", "n_layers", n_layers, n_edges + n_layers * len(sizes))
    return build_topology(
        condensenet,
        [np.arange(layer) for layer in range(1, n_layers + 1)],
        blocks=sizes,
        arguments={"n_layers": n_layers, "blocks": blocks},
        paper=_PAPER,
    )


@checked
def condensenet_cifar(depth: int) -> Topology:
    """Return the CondenseNet of a given depth for CIFAR: three stages.

    Parameters
    ----------
    depth : int
        Its name, 6 n + 2 for n layers at each stage: 50, 74, 86, 98, 110, 122 or 182 in the authors' table. It counts
        the first convolution (the input here), the two convolutions of each layer and the classifier.

    Returns
    -------
    Topology
        ``(depth - 2) / 2`` layers.

    Raises
    ------
    ArgumentError
        If `depth` is not 6 n + 2.

    Examples
    --------
    >>> condensenet_cifar(86).n_layers
    42
    """
    if check_count("depth", depth) % 6 != 2 or depth < 8:
        raise ArgumentError(f"depth must be 6 n + 2 for n layers at each stage, such as 50 or 86, got {depth}")
    return condensenet((depth - 2) // 2, blocks=((depth - 2) // 6,) * 3)


def condensenet_imagenet() -> Topology:
    """Return CondenseNet-74 for ImageNet: five stages.

    Returns
    -------
    Topology
        36 layers: 4, 6, 8, 10 and 8 at its stages.

    Examples
    --------
    >>> condensenet_imagenet().n_layers
    36
    """
    return condensenet(36, blocks=(4, 6, 8, 10, 8))


_PAPER = (
    "G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "
    '"CondenseNet: An Efficient DenseNet using Learned Group Convolutions", CVPR 2018, arXiv:1711.09224'
)
