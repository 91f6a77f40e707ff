"""Builder of residual networks: after each block, a merge joins the block and what the block read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skipgraph.arguments import check_count, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["build_residual", "check_residual"]


def check_residual(
    pattern: str, n_layers: int, inner_layers: int, blocks: Sequence[int] | None
) -> tuple[int, tuple[int, ...]]:
    """Return the layers inside a residual block, and the layers at each stage; the first must divide the second."""
    n_layers, inner_layers = check_count("n_layers", n_layers), check_count("inner_layers", inner_layers)
    check_listed_edges(pattern, "n_layers", n_layers, 3 * n_layers)
    sizes = resolve_blocks(n_layers, blocks)
    for place, size in enumerate(sizes):
        if size % inner_layers:
            what = "n_layers" if blocks is None else f"blocks[{place}]"
            raise ArgumentError(f"{what} must be a multiple of the {inner_layers} inner_layers, got {size}")
    return inner_layers, sizes


def build_residual(
    pattern: Callable[..., Topology],
    blocks: tuple[int, ...],
    *,
    inner_layers: int,
    aggregation: Aggregation,
    arguments: Mapping[str, Any],
    paper: str,
    alive: Sequence[bool] | None = None,
) -> Topology:
    """Return a chain of residual blocks with `inner_layers` layers each, without those that are not `alive`.

    Between stages, a transition, the shortcut, moves the running state to the merge. The first block of a stage reads
    the state itself, with a stride.
    """
    builder = TopologyBuilder()
    state = 0
    block = 0
    for stage, size in enumerate(blocks):
        read = state  # what the next block reads
        if stage:
            state = builder.transition(f"transition{stage}", state, stage=stage)
        for _ in range(size // inner_layers):
            block += 1
            if alive is not None and not alive[block - 1]:
                continue
            node = read
            for place in range(1, inner_layers + 1):
                label = f"f{block}" if inner_layers == 1 else f"f{block}.{place}"
                node = builder.add(NodeKind.LAYER, label, [node], stage=stage)
            read = state = builder.merge(f"s{block}", state, node, aggregation=aggregation)
    return builder.finish(pattern, arguments, paper)
