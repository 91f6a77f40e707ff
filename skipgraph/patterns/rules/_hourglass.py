"""Builder of networks that go down to coarse stages and up again, moving features one by one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skipgraph.arguments import check_count, check_counts
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Topology

__all__ = ["build_hourglass", "check_hourglass", "stage_of_block"]


def check_hourglass(pattern: str, n_pools: int, layers: int | Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """Return the number of poolings, n, and the layers of each of the 2 n + 1 blocks."""
    n_pools = check_count("n_pools", n_pools)
    check_listed_edges(pattern, "n_pools", n_pools, 10 * n_pools)
    blocks = check_counts("layers", layers, 2 * n_pools + 1)
    # a layer has about log2 L reads, and a feature crosses each stage at most once
    check_listed_edges(pattern, "n_pools", n_pools, sum(blocks) * (n_pools + 20))
    return n_pools, blocks


def stage_of_block(block: int, n_blocks: int) -> int:
    """Return the stage of a block: 0, 1, ..., down to the middle one and up again to 0."""
    return min(block, n_blocks - 1 - block)


def build_hourglass(
    pattern: Callable[..., Topology],
    rule: Topology,
    *,
    blocks: tuple[int, ...],
    arguments: Mapping[str, Any],
    paper: str,
) -> Topology:
    """Return the layers of `rule` in blocks, with the transitions that they need.

    A feature moves one stage at a time. Once moved to a stage, it serves all later layers there, also on the way up.
    """
    builder = TopologyBuilder()
    at_stage: list[dict[int, int]] = [{0: 0}]  # for each feature, the node that holds it at a stage
    made_at = [0]

    def moved(feature: int, stage: int) -> int:
        holders = at_stage[feature]
        if stage not in holders:
            before = moved(feature, stage - 1 if stage > made_at[feature] else stage + 1)
            holders[stage] = builder.transition(f"{feature}@{stage}", before, stage=stage)
        return holders[stage]

    for block, size in enumerate(blocks):
        stage = stage_of_block(block, len(blocks))
        for _ in range(size):
            layer = len(at_stage)
            reads = [moved(feature, stage) for feature in rule.reads(layer)]
            made_at.append(stage)
            at_stage.append({stage: builder.layer(layer, *reads)})
    return builder.finish(pattern, arguments, paper)
