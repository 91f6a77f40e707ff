"""Networks that go down to coarse stages and up again, with features moved one by one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skipgraph.arguments import check_count, check_counts
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Topology

__all__ = ["check_hourglass", "draw_hourglass", "stage_of_block"]


def check_hourglass(pattern: str, n_pools: int, layers: int | Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Return the number of poolings and the layers of each of the blocks, one more than twice as many."""
    n_pools = check_count("n_pools", n_pools)
    check_sketch(pattern, "n_pools", n_pools, 10 * n_pools)
    blocks = check_counts("layers", layers, 2 * n_pools + 1)
    # a layer has about log2 L reads, and no feature is moved by more than a step for each stage
    check_sketch(pattern, "n_pools", n_pools, sum(blocks) * (n_pools + 20))
    return n_pools, blocks


def stage_of_block(block: int, n_blocks: int) -> int:
    """Return the stage of a block: 0, 1, ..., down to the middle one and up again to 0."""
    return min(block, n_blocks - 1 - block)


def draw_hourglass(
    pattern: Callable[..., Topology],
    rule: Topology,
    *,
    blocks: tuple[int, ...],
    arguments: Mapping[str, Any],
    paper: str,
) -> Topology:
    """Return the layers of `rule`, laid out in blocks, with the transitions that they need.

    A feature moves one stage at a time from where it was made, and what was once moved to a stage is used
    by all later layers there, on the way up too.
    """
    sketch = Sketch()
    at_stage: list[dict[int, int]] = [{0: 0}]  # for each feature, the node that holds it at a stage
    made_at = [0]

    def moved(feature: int, stage: int) -> int:
        holders = at_stage[feature]
        if stage not in holders:
            before = moved(feature, stage - 1 if stage > made_at[feature] else stage + 1)
            holders[stage] = sketch.transition(f"{feature}@{stage}", before, stage=stage)
        return holders[stage]

    for block, size in enumerate(blocks):
        stage = stage_of_block(block, len(blocks))
        for _ in range(size):
            layer = len(at_stage)
            reads = [moved(feature, stage) for feature in rule.reads(layer)]
            made_at.append(stage)
            at_stage.append({stage: sketch.layer(layer, *reads)})
    return sketch.finish(pattern, arguments, paper)
