"""FC-DenseNet: dense blocks down and up again, with the features of whole blocks taken across."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_count, check_counts, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Topology

__all__ = ["fc_densenet", "fc_densenet_layout"]


@checked
def fc_densenet(
    n_pools: int, *, layers: int | Sequence[int] = 4, growth_rate: int = 16, input_channels: int = 48
) -> Topology:
    """Return FC-DenseNet: dense blocks down and up again, with skip connections across at each resolution.

    A stack is the features of a block. It goes down whole, up without the input of its block, and across whole.

    Parameters
    ----------
    n_pools : int
        Number of poolings, at least 1; block b has stage ``min(b, 2 * n_pools - b)``.
    layers : int or sequence of int
        Layers in each of the ``2 * n_pools + 1`` dense blocks, or in all of them.
    growth_rate : int
        Channels of each layer.
    input_channels : int
        Channels of the input, the output of the first convolution.

    Returns
    -------
    Topology
        The layers and ``2 * n_pools`` transitions. A layer reads the input of its block and all layers before it in
        the block. A transition down reads the input and all layers of its block, a transition up only the layers. The
        block above reads that transition and the whole stack of the encoder's block at its stage. The attribute
        ``"width"`` is the number of channels of a node.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    fc_densenet_layout : FC-DenseNet56, 67 and 103.

    References
    ----------
    .. [1] S. Jegou, M. Drozdzal, D. Vazquez, A. Romero and Y. Bengio, "The One Hundred Layers Tiramisu: Fully
       Convolutional DenseNets for Semantic Segmentation", CVPR Workshops 2017, arXiv:1611.09326.

    Examples
    --------
    >>> fc_densenet(5).n_layers
    44
    """
    n_pools = check_count("n_pools", n_pools)
    check_listed_edges("fc_densenet", "n_pools", n_pools, 8 * n_pools)
    sizes = check_counts("layers", layers, 2 * n_pools + 1)
    growth_rate = check_count("growth_rate", growth_rate)
    input_channels = check_count("input_channels", input_channels)
    check_listed_edges(
        "fc_densenet", "n_pools", n_pools, sum(float(size + 1) * (size + max(sizes) + 2) for size in sizes)
    )
    builder = TopologyBuilder({"width": input_channels})
    widths = [input_channels]

    def width(nodes: Sequence[int]) -> int:
        return sum(widths[node] for node in nodes)

    stack = [0]
    stacks: list[list[int]] = []
    for block, size in enumerate(sizes):
        if block:
            upward = block > n_pools
            source = stack[-sizes[block - 1] :] if upward else stack
            widths.append(width(source))
            label, stage = (f"up{block}", 2 * n_pools - block) if upward else (f"down{block}", block)
            node = builder.transition(label, *source, stage=stage, attributes={"width": widths[-1]})
            stack = [node, *(stacks[stage] if upward else [])]
        for place in range(size):
            widths.append(growth_rate)
            stack = [*stack, builder.layer(f"{block + 1}.{place + 1}", *stack, attributes={"width": growth_rate})]
        stacks.append(stack)
    arguments = {
        "n_pools": n_pools,
        "layers": layers,
        "growth_rate": growth_rate,
        "input_channels": input_channels,
    }
    return builder.finish(fc_densenet, arguments, _PAPER)


@checked
def fc_densenet_layout(depth: Literal[56, 67, 103]) -> Topology:
    """Return the published FC-DenseNet of a given depth.

    Parameters
    ----------
    depth : {56, 67, 103}
        Its name: the layers, the transitions and two more convolutions at both ends.

    Returns
    -------
    Topology
        As `fc_densenet`, with five poolings; growth rate 12 at depth 56 and 16 otherwise.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> fc_densenet_layout(103).n_layers
    91
    """
    layers, growth_rate = _LAYOUTS[depth]
    return fc_densenet(5, layers=layers, growth_rate=growth_rate)


_LAYOUTS: dict[int, tuple[int | tuple[int, ...], int]] = {
    56: (4, 12),
    67: (5, 16),
    103: ((4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4), 16),
}
_PAPER = (
    "S. Jegou, M. Drozdzal, D. Vazquez, A. Romero and Y. Bengio, "
    '"The One Hundred Layers Tiramisu: Fully Convolutional DenseNets for Semantic Segmentation", '
    "CVPR Workshops 2017, arXiv:1611.09326"
)
