"""HarDNet: harmonic dense blocks, in which few layers are read by many and are wide."""

from collections.abc import Sequence

from skipgraph.errors import ArgumentError
from skipgraph.patterns.arguments import check_choice, check_counts, check_positive, resolve_blocks
from skipgraph.patterns.blockwise import draw_blocks
from skipgraph.patterns.sketch import check_sketch
from skipgraph.topology import Topology

__all__ = ["hardnet"]


def hardnet(
    n_layers: int,
    *,
    growth_rate: int | Sequence[int] = 16,
    multiplier: float = 1.7,
    keep_input: bool = False,
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
        arguments={
            "n_layers": n_layers,
            "growth_rate": growth_rate,
            "multiplier": multiplier,
            "keep_input": keep_input,
            "blocks": blocks,
        },
        paper=_PAPER,
    )


def _divisions(place: int) -> int:
    """Return how often 2 divides a place."""
    return (place & -place).bit_length() - 1


_PAPER = (
    "P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "
    '"HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948'
)
