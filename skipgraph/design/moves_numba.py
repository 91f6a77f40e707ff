"""The moves of the search compiled with numba: the same numbers as plain Python, some hundred times faster.

Importing this file imports numba (the extra ``[fast]``); `skipgraph.design.compiled` does so where it is worth it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numba.extending import overload, register_jitable

from skipgraph.design import moves

__all__ = ["anneal", "drop"]


@overload(moves.relax_row, jit_options={"nogil": True})
def _relax_row(skips: Any, node: int, stop: int, hops: int, n_changed: int) -> Callable[..., tuple[bool, int, int]]:  # noqa: ARG001
    """Compile loops in place of whole rows: one pass over memory for two skips."""

    def compiled(skips: Any, node: int, stop: int, hops: int, n_changed: int) -> tuple[bool, int, int]:
        new, old = skips.row, skips.distances[node]
        before = skips.distances[node - 1]
        for j in range(stop):
            new[j] = before[j]
        place = skips.foremost[node]
        while place >= 0:
            one = skips.distances[skips.source[place]]
            place = skips.following[place]
            two = one
            if place >= 0:
                two = skips.distances[skips.source[place]]
                place = skips.following[place]
            for j in range(stop):
                x, y, z = new[j], one[j], two[j]
                y = y if y < z else z  # min() would widen to int64 and not vectorize
                new[j] = x if x < y else y
        # the largest value but one
        furthest = new.dtype.type(~new.dtype.type(1))
        changed = False
        for j in range(stop):
            x = new[j]
            x = x + (x < furthest)
            new[j] = x
            changed |= new[j] != old[j]
        more, excess, far = np.int32(0), np.int32(0), np.int32(hops)
        if changed:
            kept = skips.rows[n_changed]
            for j in range(stop):
                x, y = np.int32(new[j]), np.int32(old[j])
                more = np.int32(more + (x - y))
                x = x if x > far else far
                y = y if y > far else far
                excess = np.int32(excess + (x - y))
            for j in range(stop):
                kept[j] = old[j]
                old[j] = new[j]
        return changed, int(more), int(excess)

    return compiled


for _part in (
    moves.link, moves.unlink, moves.update, moves.restore, moves.fits, moves.count_live, moves.proposed,
):  # fmt: skip
    register_jitable(_part)

anneal = njit(cache=True, nogil=True)(moves.anneal)
drop = njit(cache=True, nogil=True)(moves.drop)
