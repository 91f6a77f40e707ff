"""Dual path networks: a residual and a dense state side by side, both fed by every layer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from skipgraph.arguments import check_choice, check_count, check_counts, resolve_blocks
from skipgraph.patterns.drawing import annotate_edges
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["dual_path", "dual_path_layout"]


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
    """Read a sum and a concatenation of what all earlier layers gave, and add to both.

    The first channels of what a layer gives are added to the residual state, the merge r_i, and the others are
    put beside the dense state, the merge d_i.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    residual_width : int
        Channels of the residual state at stage 0; each further stage has twice as many.
    growth_rate : int or sequence of int
        Channels that a layer puts beside the dense state, at all stages or at each.
    input_channels : int
        Channels of the input.
    inner_width : int, optional
        Channels between the convolutions of a layer at stage 0; each further stage has twice as many.
    groups : int, optional
        Groups of channels that the convolution between these keeps apart.
    head : bool
        Whether an output reads both states in the end; else the dense one is the last node.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`.

    Returns
    -------
    Topology
        Each layer reads both states and both states read it, so without merges and transitions every layer reads
        all layers before it. At the start of a stage, a transition, the projection, reads both states (the
        input at stage 0) and gives the new ones their first channels; the first layer reads the old
        states itself, with a stride. MBD is 1. The node attribute ``"width"`` holds the channels of each node, the
        edge attribute ``"channels"`` how many of them an edge into a state carries, and ``"side"`` that those into
        the dense one are the last; a stage of n layers ends with its residual width plus ``(n + 2) * growth_rate``
        channels.

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
    check_sketch("dual_path", "n_layers", n_layers, 8 * n_layers)
    width = check_count("residual_width", residual_width)
    growth = check_counts("growth_rate", growth_rate, len(sizes))
    inner = None if inner_width is None else check_count("inner_width", inner_width)
    groups = None if groups is None else check_count("groups", groups)
    check_choice("head", head, (False, True))
    sketch = Sketch({"width": check_count("input_channels", input_channels)})
    channels: dict[tuple[int, int], int] = {}  # that the edges into both states carry
    sides: dict[tuple[int, int], str] = {}
    states = [0]
    layer = 0
    for stage, size in enumerate(sizes):
        step = growth[stage]
        label = f"projection{stage + 1}"
        residual = dense = sketch.transition(label, *states, stage=stage, attributes={"width": width + 2 * step})
        dense_width = 2 * step
        for _ in range(size):
            layer += 1
            layer_attributes = {
                "width": width + step,
                "inner_width": None if inner is None else inner << stage,
                "groups": groups,
            }
            node = sketch.add(NodeKind.LAYER, layer, states, stage=stage, attributes=layer_attributes)
            added = sketch.merge(f"r{layer}", residual, node, aggregation=Aggregation.SUM, attributes={"width": width})
            joined = sketch.merge(
                f"d{layer}", dense, node, aggregation=Aggregation.CONCAT, attributes={"width": dense_width + step}
            )
            channels[residual, added] = channels[node, added] = width
            channels[dense, joined], channels[node, joined] = dense_width, step
            sides[dense, joined] = sides[node, joined] = "last"
            residual, dense = states = [added, joined]
            dense_width += step
        width *= 2
    if head:
        sketch.add(NodeKind.OUTPUT, "head", states)
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
    drawn = annotate_edges(sketch.finish(dual_path, arguments, _PAPER), "channels", channels)
    return annotate_edges(drawn, "side", sides)


def dual_path_layout(depth: Literal[68, 92, 98, 107, 131]) -> Topology:
    """Return the published dual path network of a depth.

    Parameters
    ----------
    depth : {68, 92, 98, 107, 131}
        Its name. The three convolutions of each layer, the first convolution, which with the pooling behind
        it is the input here, and the classifier are counted.

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
    check_choice("depth", depth, tuple(_LAYOUTS))
    blocks, growth_rate, residual_width, input_channels, inner_width, groups = _LAYOUTS[depth]
    drawn = dual_path(
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
        return drawn
    # the first convolution of the smallest is no 7x7
    return replace(drawn, node_attributes={**drawn.node_attributes, "kernel": [3] + [None] * (drawn.n_nodes - 1)})


# layers and growth at each stage, residual width at stage 0, channels of the input, inner width at stage 0, groups
_LAYOUTS = {
    68: ((3, 4, 12, 3), (16, 32, 32, 64), 64, 10, 128, 32),
    92: ((3, 4, 20, 3), (16, 32, 24, 128), 256, 64, 96, 32),
    98: ((3, 6, 20, 3), (16, 32, 32, 128), 256, 96, 160, 40),
    107: ((4, 8, 20, 3), (20, 64, 64, 128), 256, 128, 200, 50),
    131: ((4, 8, 28, 3), (16, 32, 32, 128), 256, 128, 160, 40),
}
_PAPER = 'Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629'
