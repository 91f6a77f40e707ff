"""Early connections: nodes near the input that every later layer reads, in addition to its own rule."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET, build_topology
from skipgraph.topology import Topology

__all__ = ["EarlyConnections", "add_early_reads", "build_with_early_reads"]

EarlyConnections = Literal["none", "first_end", "first_block", "three_ends", "all_ends"]


def add_early_reads(
    reads: list[NDArray[np.int64]], blocks: tuple[int, ...], early: EarlyConnections
) -> list[NDArray[np.int64]]:
    """Return `reads` with the early nodes added to every layer after them."""
    ends = np.cumsum(blocks)
    choices: dict[str, NDArray[np.int64]] = {
        "none": ends[:0],
        "first_end": ends[:1],
        "first_block": np.arange(ends[0] + 1),
        "three_ends": ends[:3],
        "all_ends": ends,
    }
    nodes = choices[early]
    return [np.union1d(row, nodes[nodes < layer]) for layer, row in enumerate(reads, 1)]


def build_with_early_reads(
    pattern: Callable[..., Topology],
    reads: list[NDArray[np.int64]],
    *,
    blocks: tuple[int, ...],
    arguments: Mapping[str, Any],
) -> Topology:
    """Return a pattern of the Log-DenseNet paper: ``reads[i - 1]`` for layer i, and the early nodes that it names."""
    return build_topology(
        pattern,
        add_early_reads(reads, blocks, arguments["early"]),
        blocks=blocks,
        arguments=arguments,
        paper=PAPER_LOG_DENSENET,
    )
