"""HarDNet: harmonic dense blocks, in which few layers are read by many and are wide."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_choice, check_count, check_counts, check_positive, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.blockwise import draw_blocks
from skipgraph.patterns.sketch import check_sketch
from skipgraph.topology import Topology

__all__ = ["hardnet", "hardnet_layout"]


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
    """Read the nodes 1, 2, 4, ... before each layer in its block, as far as these divide its place.

    Layer k reads ``k - 2**n`` for each n such that ``2**n`` divides k, so odd layers read one node only.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    growth_rate : int or sequence of int
        Channels of odd layers, in all blocks or in each.
    multiplier : float
        How much wider a layer is for each further node it reads; 1.6 or 1.7 in the authors' code.
    keep_input : bool
        Whether what leaves a block holds the block's input as well.
    input_channels : int, optional
        Channels of the input.
    transition_widths : sequence of int, optional
        Channels of the transition behind each block, the last one included, which else ends in a merge.
    stages : sequence of int, optional
        Stage of each block, from 0 and never falling; one after the other by default.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Places start anew in each.

    Returns
    -------
    Topology
        The layers, a transition between any two blocks and a merge behind the last, which read the odd layers
        and the last layer of their block. The attribute ``"width"`` holds the channels of each layer:
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
    The authors' code stops at n = 9 and so leaves the rule from the 1,024th layer of a block on; here it goes on.

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
    check_choice("keep_input", keep_input, (False, True))
    check_sketch("hardnet", "n_layers", n_layers, 3 * n_layers)
    first = None if input_channels is None else check_count("input_channels", input_channels)
    behind = None if transition_widths is None else check_counts("transition_widths", transition_widths, len(sizes))
    at = None if stages is None else check_counts("stages", stages, len(sizes), least=0)
    if at is not None and (at[0] != 0 or sorted(at) != list(at)):
        raise ArgumentError(f"stages must start at 0 and never fall, got {at}")

    def channels(block: int, place: int) -> float:
        exact: float = growth[block]
        for _ in range(_divisions(place)):
            exact *= multiplier
        return exact

    for block, size in enumerate(sizes):
        extreme = 1 << (size.bit_length() - 1)  # the layer of most reads is the widest, or the narrowest, of all
        if not 1 <= channels(block, extreme) < 2**31:
            raise ArgumentError(
                f"multiplier {multiplier:g} of growth_rate {growth[block]} gives layer {extreme} of a block of {size} "
                f"{channels(block, extreme):g} channels: must be from 1 to 2**31"
            )

    return draw_blocks(
        hardnet,
        sizes,
        reads=lambda place: [place - 2**n for n in range(_divisions(place) + 1)],
        end_reads=lambda size: sorted({size, *range(1, size + 1, 2), *([0] if keep_input else [])}),
        # the authors' rounding
        width=lambda block, place: int(int(channels(block, place) + 1) / 2) * 2,
        input_width=first,
        stages=at,
        end_widths=behind,
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


def hardnet_layout(depth: Literal[39, 68, 85]) -> Topology:
    """Return the published HarDNet of a depth.

    Parameters
    ----------
    depth : {39, 68, 85}
        Its name: convolutions in blocks, behind blocks and in front of them, and the classifier.

    Returns
    -------
    Topology
        Blocks of 4 to 16 layers, some of them at one stage, and a transition behind each. HarDNet-39DS and 68DS are
        these with depthwise convolutions.

    Raises
    ------
    ArgumentError
        If no network of this depth was published.

    Examples
    --------
    >>> hardnet_layout(68).n_layers
    60
    """
    check_choice("depth", depth, tuple(_LAYOUTS))
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


# layers of each block, growth, multiplier, channels of the input, channels behind each block, stage of each block
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
