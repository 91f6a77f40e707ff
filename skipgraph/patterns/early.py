"""Early connections: nodes near the input that every later layer reads beside its own rule."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import check_choice

__all__ = ["EarlyConnections", "add_early_reads"]

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
    check_choice("early", early, tuple(choices))
    nodes = choices[early]
    return [np.union1d(row, nodes[nodes < layer]) for layer, row in enumerate(reads, 1)]
