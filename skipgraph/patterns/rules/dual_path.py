"""Dual path networks: a residual and a dense state in parallel, which every layer reads and feeds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from skipgraph.arguments import check_count, check_counts, checked, resolve_blocks
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules._staged import annotate_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["dual_path", "dual_path_layout"]


@checked
def dual_path(
    n_layers: int,
    *,
    residual_width: int = 256,
    growth_rate: int | Sequence[int] = 16,
    input_channels: int = 64,
    inner_width: int | None = None,
    groups: int | None = None,
    head: bool = False,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return a dual path network: each layer reads a residual and a dense state, and adds to both.

    The first channels of a layer are added to the residual state, the merge r_i. The others are appended to the dense
    state, the merge d_i.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    residual_width : int
        Channels of the residual state at stage 0; each further stage has twice as many.
    growth_rate : int or sequence of int
        Channels that a layer appends to the dense state, at all stages or at each.
    input_channels : int
        Channels of the input.
    inner_width : int, optional
        Channels inside a layer at stage 0; each further stage has twice as many.
    groups : int, optional
        Groups of the grouped convolution in a layer.
    head : bool
        Whether an output reads both states at the end; otherwise the dense state is the last node.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`.

    Returns
    -------
    Topology
        Each layer reads both states and both states read it, so without merges and transitions every layer reads all
        layers before it. MBD is 1. At the start of a stage a transition, the projection, reads both states (the input
        at stage 0) and gives the new states their first channels; the first layer reads the old states itself, with a
        stride. The node attribute ``"width"`` is the number of channels of a node. The edge attribute ``"channels"``
        is the number of channels that an edge into a state carries; ``"side"`` says that the dense state takes the
        last ones. A stage of n layers ends with its residual width plus ``(n + 2) * growth_rate`` channels.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    dual_path_layout : DPN-68, 92, 98, 107 and 131.

    References
    ----------
    .. [1] Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629.

    Examples
    --------
    >>> t = dual_path(2)
    >>> {t.labels[node]: t.reads(node) for node in range(1, t.n_nodes)}
    {'projection1': (0,), 1: (0,), 'r1': (1, 2), 'd1': (1, 2), 2: (3, 4), 'r2': (3, 5), 'd2': (4, 5)}
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_listed_edges("dual_path", "n_layers", n_layers, 8 * n_layers)
    width = check_count("residual_width", residual_width)
    growth = check_counts("growth_rate", growth_rate, len(sizes))
    inner = None if inner_width is None else check_count("inner_width", inner_width)
    groups = None if groups is None else check_count("groups", groups)
    builder = TopologyBuilder({"width": check_count("input_channels", input_channels)})
    channels: dict[tuple[int, int], int] = {}  # that the edges into both states carry
    sides: dict[tuple[int, int], str] = {}
    states = [0]
    layer = 0
    for stage, size in enumerate(sizes):
        step = growth[stage]
        label = f"projection{stage + 1}"
        residual = dense = builder.transition(label, *states, stage=stage, attributes={"width": width + 2 * step})
        dense_width = 2 * step
        for _ in range(size):
            layer += 1
            layer_attributes = {
                "width": width + step,
                "inner_width": None if inner is None else inner << stage,
                "groups": groups,
            }
            node = builder.add(NodeKind.LAYER, layer, states, stage=stage, attributes=layer_attributes)
            added = builder.merge(f"r{layer}", residual, node, aggregation=Aggregation.SUM, attributes={"width": width})
            joined = builder.merge(
                f"d{layer}", dense, node, aggregation=Aggregation.CONCAT, attributes={"width": dense_width + step}
            )
            channels[residual, added] = channels[node, added] = width
            channels[dense, joined], channels[node, joined] = dense_width, step
            sides[dense, joined] = sides[node, joined] = "last"
            residual, dense = states = [added, joined]
            dense_width += step
        width *= 2
    if head:
        builder.add(NodeKind.OUTPUT, "head", states)
    arguments = {
        "n_layers": n_layers,
        "residual_width": residual_width,
        "growth_rate": growth_rate,
        "input_channels": input_channels,
        "inner_width": inner_width,
        "groups": groups,
        "head": head,
        "blocks": blocks,
    }
    built = annotate_edges(builder.finish(dual_path, arguments, _PAPER), "channels", channels)
    return annotate_edges(built, "side", sides)


@checked
def dual_path_layout(depth: Literal[68, 92, 98, 107, 131]) -> Topology:
    """Return the published dual path network of a given depth.

    Parameters
    ----------
    depth : {68, 92, 98, 107, 131}
        Its name. It counts the first convolution (with its pooling, the input here), the three convolutions of each
        layer and the classifier.

    Returns
    -------
    Topology
        ``(depth - 2) / 3`` layers at four stages, and a head.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> dual_path_layout(92).n_layers
    30
    """
    blocks, growth_rate, residual_width, input_channels, inner_width, groups = _LAYOUTS[depth]
    built = dual_path(
        sum(blocks),
        residual_width=residual_width,
        growth_rate=growth_rate,
        input_channels=input_channels,
        inner_width=inner_width,
        groups=groups,
        head=True,
        blocks=blocks,
    )
    if depth != 68:
        return built
    # the first convolution of the smallest network is 3x3, not 7x7
    return replace(built, node_attributes={**built.node_attributes, "kernel": [3] + [None] * (built.n_nodes - 1)})


# layers and growth at each stage, residual width at stage 0, channels of the input, inner width at stage 0, groups
_LAYOUTS = {
    68: ((3, 4, 12, 3), (16, 32, 32, 64), 64, 10, 128, 32),
    92: ((3, 4, 20, 3), (16, 32, 24, 128), 256, 64, 96, 32),
    98: ((3, 6, 20, 3), (16, 32, 32, 128), 256, 96, 160, 40),
    107: ((4, 8, 20, 3), (20, 64, 64, 128), 256, 128, 200, 50),
    131: ((4, 8, 28, 3), (16, 32, 32, 128), 256, 128, 160, 40),
}
_PAPER = 'Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629'
