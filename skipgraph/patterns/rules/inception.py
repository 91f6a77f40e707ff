"""Inception: blocks of parallel branches, with and without a residual connection around them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skipgraph.arguments import check_count, checked
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["inception_resnet", "inception_v4"]

Branch = tuple[int | tuple[int, ...], ...]  # channels of layers in a row; a tuple is layers side by side
Block = tuple[Branch, ...]
Reduction = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class _Grids:
    """The blocks A, B and C of a network, and the reductions from A to B and from B to C."""

    blocks: tuple[Block, Block, Block]
    reductions: tuple[Reduction, Reduction]  # the last layer of each branch is strided; no layer is a pooling
    channels: int  # of the input


@checked
def inception_v4(n_blocks: int, *, grids: Sequence[int] | None = None) -> Topology:
    """Return Inception-v4: each block concatenates parallel branches of several depths.

    Parameters
    ----------
    n_blocks : int
        Number of Inception blocks, at least 1; the input is the stem's output.
    grids : sequence of three int, optional
        Number of blocks of type A, B and C, each at a coarser stage; ``(4, 7, 3)`` in the paper. Default: as even as
        possible, with more at finer stages.

    Returns
    -------
    Topology
        Blocks of type A, B and C hold 7, 10 and 10 layers and a merge each. A reduction before the first B and one
        before the first C join a pooling and strided convolutions, which are transitions, after 2 and 4 more layers.
        Average poolings inside a branch are not nodes. ``"width"`` is the number of channels of a node.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Widths are those of the published weights.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.

    Examples
    --------
    >>> inception_v4(14, grids=(4, 7, 3)).n_layers
    134
    """
    return _build(inception_v4, n_blocks, grids, _INCEPTION_V4, residual=False)


@checked
def inception_resnet(n_blocks: int, *, grids: Sequence[int] | None = None) -> Topology:
    """Return Inception-ResNet: each block adds parallel branches of several depths to what it read.

    Parameters
    ----------
    n_blocks : int
        Number of Inception-ResNet blocks, at least 1; the input is the stem's output.
    grids : sequence of three int, optional
        Number of blocks of type A, B and C, each at a coarser stage; ``(10, 20, 10)`` in the published weights of
        Inception-ResNet-v2. Default: as even as possible, with more at finer stages.

    Returns
    -------
    Topology
        A block has branches with 6 (A) or 4 (B, C) layers in all, a merge that concatenates them, one layer that
        expands it, and a merge that adds this to what the block read. Reductions are as in `inception_v4`.
        ``"width"`` is the number of channels of a node.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Widths are those of the published weights of Inception-ResNet-v2, whose residual states have
    320, 1088 and 2080 channels.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.

    Examples
    --------
    >>> inception_resnet(40, grids=(10, 20, 10)).n_layers
    226
    """
    return _build(inception_resnet, n_blocks, grids, _INCEPTION_RESNET_V2, residual=True)


def _build(
    pattern: Callable[..., Topology], n_blocks: int, grids: Sequence[int] | None, design: _Grids, *, residual: bool
) -> Topology:
    n_blocks = check_count("n_blocks", n_blocks)
    check_listed_edges(pattern.__name__, "n_blocks", n_blocks, 16 * n_blocks)
    counts = _grid_counts(n_blocks, grids)
    builder = TopologyBuilder({"width": design.channels})
    state, width = 0, design.channels
    for stage, count in enumerate(counts):
        if stage and any(counts[stage:]):
            state, width = _reduce(builder, state, width, design.reductions[stage - 1], stage)
        for block in range(1, count + 1):
            name = f"{'abc'[stage]}{block}"
            ends, total = _branches(builder, state, design.blocks[stage], name)
            joined = builder.merge(f"{name}.cat", *ends, aggregation=Aggregation.CONCAT, attributes={"width": total})
            if residual:
                expanded = builder.layer(f"{name}.up", joined, attributes={"width": width})
                joined = builder.merge(
                    f"{name}.sum", state, expanded, aggregation=Aggregation.SUM, attributes={"width": width}
                )
            else:
                width = total
            state = joined
    arguments: Mapping[str, Any] = {"n_blocks": n_blocks, "grids": grids}
    return builder.finish(pattern, arguments, _PAPER)


def _grid_counts(n_blocks: int, grids: Sequence[int] | None) -> tuple[int, ...]:
    if grids is None:
        return tuple((n_blocks + 2 - grid) // 3 for grid in range(3))
    counts = tuple(check_count(f"grids[{place}]", count, least=0) for place, count in enumerate(grids))
    if len(counts) != 3 or sum(counts) != n_blocks:
        raise ArgumentError(f"grids must hold three numbers of blocks that sum to n_blocks = {n_blocks}, got {counts}")
    return counts


def _branches(builder: TopologyBuilder, source: int, block: Block, name: str) -> tuple[list[int], int]:
    """Add the layers of all branches; return the nodes that end them and the sum of their channels."""
    all_ends: list[int] = []
    total = 0
    for number, branch in enumerate(block, 1):
        ends = [source]
        widths: tuple[int, ...] = ()
        for place, layers in enumerate(branch, 1):
            widths = layers if isinstance(layers, tuple) else (layers,)
            label = f"{name}.{number}.{place}"
            ends = [
                builder.layer(label + "ab"[side] * (len(widths) > 1), ends[0], attributes={"width": width})
                for side, width in enumerate(widths)
            ]
        all_ends += ends
        total += sum(widths)
    return all_ends, total


def _reduce(builder: TopologyBuilder, source: int, width: int, reduction: Reduction, stage: int) -> tuple[int, int]:
    """Add the transitions to `stage` and the layers before them; return their merge and its channels."""
    name = f"reduction{stage}"
    ends, total = [], 0
    for number, branch in enumerate(reduction, 1):
        before, _ = _branches(builder, source, (branch[:-1],), f"{name}.{number}")
        given = branch[-1] if branch else width
        label = f"{name}.{number}" if branch else f"{name}.pool"
        ends.append(builder.transition(label, *before, stage=stage, attributes={"width": given}))
        total += given
    return builder.merge(name, *ends, aggregation=Aggregation.CONCAT, attributes={"width": total}), total


_INCEPTION_V4 = _Grids(
    blocks=(
        ((96,), (96,), (64, 96), (64, 96, 96)),
        ((128,), (384,), (192, 224, 256), (192, 192, 224, 224, 256)),
        ((256,), (256,), (384, (256, 256)), (384, 448, 512, (256, 256))),
    ),
    reductions=(((), (384,), (192, 224, 256)), ((), (192, 192), (256, 256, 320, 320))),
    channels=384,
)
_INCEPTION_RESNET_V2 = _Grids(
    blocks=(
        ((32,), (32, 32), (32, 48, 64)),
        ((192,), (128, 160, 192)),
        ((192,), (192, 224, 256)),
    ),
    reductions=(((), (384,), (256, 256, 384)), ((), (256, 384), (256, 288), (256, 288, 320))),
    channels=320,
)
_PAPER = (
    "C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "
    '"Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning", AAAI 2017, '
    "arXiv:1602.07261"
)
