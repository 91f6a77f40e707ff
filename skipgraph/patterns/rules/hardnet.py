"""HarDNet: harmonic dense blocks, in which few layers are read by many and are wide."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_count, check_counts, check_positive, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._blocks import build_blocks
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.topology import Topology

__all__ = ["hardnet", "hardnet_layout"]


@checked
def hardnet(
    n_layers: int,
    *,
    growth_rate: int | Sequence[int] = 16,
    multiplier: float = 1.7,
    keep_input: bool = False,
    input_channels: int | None = None,
    transition_widths: Sequence[int] | None = None,
    stages: Sequence[int] | None = None,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return HarDNet: layer k of a block reads layer ``k - 2**n`` for every ``2**n`` that divides k.

    Place 0 is the block's input. Layers of odd k read one node only.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    growth_rate : int or sequence of int
        Channels of odd layers, in all blocks or in each.
    multiplier : float
        A layer is wider by this factor for each further node that it reads; 1.6 or 1.7 in the authors' code.
    keep_input : bool
        Whether the node after a block also reads the block's input.
    input_channels : int, optional
        Channels of the input.
    transition_widths : sequence of int, optional
        Channels of the transition after each block, including the last. By default, a merge follows the last block.
    stages : sequence of int, optional
        Stage of each block; starts at 0 and never falls. Default: 0, 1, 2, ...
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Places start again in each.

    Returns
    -------
    Topology
        The layers, a transition between two blocks and a merge after the last. These read the odd layers and the last
        layer of their block. The attribute ``"width"`` is the number of channels of a layer:
        ``growth_rate * multiplier**n`` where it reads ``n + 1`` nodes, rounded to an even number. Where a block has
        ``2**q`` layers, ``2**(q + 1) - 1`` edges lead to them, and the last is at most q layers from any node.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    hardnet_layout : HarDNet-39, 68 and 85.

    Notes
    -----
    The authors' code stops at n = 9, which matters from the 1,024th layer of a block on. This function does not stop.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.

    Examples
    --------
    >>> t = hardnet(8)
    >>> [t.reads(layer) for layer in range(1, 9)]
    [(0,), (0, 1), (2,), (0, 2, 3), (4,), (4, 5), (6,), (0, 4, 6, 7)]
    >>> t.node_attributes["width"][1:9]
    (16, 28, 16, 46, 16, 28, 16, 78)
    """
    sizes = resolve_blocks(n_layers, blocks)
    growth = check_counts("growth_rate", growth_rate, len(sizes))
    multiplier = check_positive("multiplier", multiplier)
    check_listed_edges("hardnet", "n_layers", n_layers, 3 * n_layers)
    first = None if input_channels is None else check_count("input_channels", input_channels)
    end_widths = None if transition_widths is None else check_counts("transition_widths", transition_widths, len(sizes))
    at = None if stages is None else check_counts("stages", stages, len(sizes), least=0)
    if at is not None and (at[0] != 0 or sorted(at) != list(at)):
        raise ArgumentError(f"stages must start at 0 and never fall, got {at}")

    def channels(block: int, place: int) -> float:
        exact: float = growth[block]
        for _ in range(_divisions(place)):
            exact *= multiplier
        return exact

    for block, size in enumerate(sizes):
        extreme = 1 << (size.bit_length() - 1)  # the layer of most reads is the widest or the narrowest
        if not 1 <= channels(block, extreme) < 2**31:
            raise ArgumentError(
                f"multiplier {multiplier:g} of growth_rate {growth[block]} gives layer {extreme} of a block of {size} "
                f"{channels(block, extreme):g} channels: must be from 1 to 2**31"
            )

    return build_blocks(
        hardnet,
        sizes,
        reads=lambda place: [place - 2**n for n in range(_divisions(place) + 1)],
        end_reads=lambda size: sorted({size, *range(1, size + 1, 2), *([0] if keep_input else [])}),
        # the authors' rounding
        width=lambda block, place: int(int(channels(block, place) + 1) / 2) * 2,
        input_width=first,
        stages=at,
        end_widths=end_widths,
        arguments={
            "n_layers": n_layers,
            "growth_rate": growth_rate,
            "multiplier": multiplier,
            "keep_input": keep_input,
            "input_channels": input_channels,
            "transition_widths": transition_widths,
            "stages": stages,
            "blocks": blocks,
        },
        paper=_PAPER,
    )


@checked
def hardnet_layout(depth: Literal[39, 68, 85]) -> Topology:
    """Return the published HarDNet of a given depth.

    Parameters
    ----------
    depth : {39, 68, 85}
        Its name. It counts the convolutions before, in and after the blocks, and the classifier.

    Returns
    -------
    Topology
        Blocks of 4 to 16 layers, some of them at the same stage, and a transition after each. HarDNet-39DS and 68DS
        are the same with depthwise convolutions.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> hardnet_layout(68).n_layers
    60
    """
    blocks, growth_rate, multiplier, input_channels, transition_widths, stages = _LAYOUTS[depth]
    return hardnet(
        sum(blocks),
        growth_rate=growth_rate,
        multiplier=multiplier,
        input_channels=input_channels,
        transition_widths=transition_widths,
        stages=stages,
        blocks=blocks,
    )


def _divisions(place: int) -> int:
    """Return how often 2 divides a place."""
    return (place & -place).bit_length() - 1


# layers of each block, growth, multiplier, channels of the input, channels after each block, stage of each block
_LAYOUTS = {
    39: ((4, 16, 8, 4), (16, 20, 64, 160), 1.6, 48, (96, 320, 640, 1024), (0, 1, 2, 3)),
    68: ((8, 16, 16, 16, 4), (14, 16, 20, 40, 160), 1.7, 64, (128, 256, 320, 640, 1024), (0, 1, 1, 2, 3)),
    85: (
        (8, 16, 16, 16, 16, 4),
        (24, 24, 28, 36, 48, 256),
        1.7,
        96,
        (192, 256, 320, 480, 720, 1280),
        (0, 1, 1, 2, 2, 3),
    ),
}
_PAPER = (
    "P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "
    '"HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948'
)
