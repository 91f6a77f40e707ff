"""Builder of patterns whose rule starts again in each block."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from skipgraph.patterns.rules._builder import TopologyBuilder
from skipgraph.topology import Aggregation, Topology

__all__ = ["build_blocks"]


def build_blocks(
    pattern: Callable[..., Topology],
    blocks: Sequence[int],
    *,
    reads: Callable[[int], Iterable[int]],
    end_reads: Callable[[int], Iterable[int]],
    arguments: Mapping[str, Any],
    paper: str,
    aggregation: Aggregation = Aggregation.CONCAT,
    width: Callable[[int, int], int] | None = None,
    input_width: int | None = None,
    stages: Sequence[int] | None = None,
    end_widths: Sequence[int] | None = None,
) -> Topology:
    """Return the blocks in a row, with a transition between two blocks and a merge after the last.

    In a block, place 0 is its input and place i its layer i. Layer i reads the places ``reads(i)``, and the
    transition or merge after n layers reads ``end_reads(n)``. Layer i of block b has the width ``width(b, i)``. Block
    b is at stage ``stages[b]``, by default b. With ``end_widths``, each block, including the last, is followed by a
    transition of that width.
    """
    builder = TopologyBuilder() if input_width is None else TopologyBuilder({"width": input_width})
    stages = range(len(blocks)) if stages is None else stages
    start, layer = 0, 0
    for block, size in enumerate(blocks):
        for place in range(1, size + 1):
            layer += 1
            builder.layer(
                layer,
                *(start + source for source in reads(place)),
                aggregation=aggregation,
                attributes=None if width is None else {"width": width(block, place)},
            )
        ends = [start + place for place in end_reads(size)]
        if block + 1 < len(blocks) or end_widths is not None:
            start = builder.transition(
                f"transition{block + 1}",
                *ends,
                stage=stages[min(block + 1, len(blocks) - 1)],
                aggregation=aggregation,
                attributes=None if end_widths is None else {"width": end_widths[block]},
            )
        else:
            builder.merge("output", *ends, aggregation=aggregation)
    return builder.finish(pattern, arguments, paper)
