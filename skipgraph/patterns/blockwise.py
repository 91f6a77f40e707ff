"""Patterns whose rule starts anew in each block, and that say what leaves a block."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from skipgraph.patterns.sketch import Sketch
from skipgraph.topology import Aggregation, Topology

__all__ = ["draw_blocks"]


def draw_blocks(
    pattern: Callable[..., Topology],
    blocks: Sequence[int],
    *,
    reads: Callable[[int], Iterable[int]],
    end_reads: Callable[[int], Iterable[int]],
    arguments: Mapping[str, Any],
    paper: str,
    aggregation: Aggregation = Aggregation.CONCAT,
    width: Callable[[int, int], int] | None = None,
) -> Topology:
    """Return the blocks one after the other, a transition between any two and a merge behind the last.

    Within a block, place 0 is what it takes for its input and place i its layer i: layer i reads the places
    ``reads(i)``, and the transition or merge behind n layers reads ``end_reads(n)``. Layer i of block b gets the
    width ``width(b, i)``.
    """
    sketch = Sketch()
    start, layer = 0, 0
    for block, size in enumerate(blocks):
        for place in range(1, size + 1):
            layer += 1
            sketch.layer(
                layer,
                *(start + source for source in reads(place)),
                aggregation=aggregation,
                attributes=None if width is None else {"width": width(block, place)},
            )
        ends = [start + place for place in end_reads(size)]
        if block + 1 < len(blocks):
            label = f"transition{block + 1}"
            start = sketch.transition(label, *ends, stage=block + 1, aggregation=aggregation)
        else:
            sketch.merge("output", *ends, aggregation=aggregation)
    return sketch.finish(pattern, arguments, paper)
