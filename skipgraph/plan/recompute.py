"""What the backward pass of a training step recomputes instead of keeping it."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.plan.step import PlanStep

__all__ = ["Recompute", "recomputed_operations"]

Recompute = Literal["concat", "block"]
"""The join of each step up to its first convolution or matrix, or the whole step."""


def recomputed_operations(program: Sequence[PlanStep], recompute: Recompute | None) -> tuple[int, ...]:
    """Return how many operations of each step, the first ones, are recomputed together with its join.

    Parameters
    ----------
    program : sequence of PlanStep
        In execution order.
    recompute : {"concat", "block"} or None
        What is recomputed.

    Returns
    -------
    tuple of int
        For each step; 0 where nothing is recomputed, as for stems. Steps without a convolution or matrix are not
        recomputed either, as they would have nothing to keep instead.
    """
    return tuple(_n_recomputed(program, step, recompute) for step in program)


def _n_recomputed(program: Sequence[PlanStep], step: PlanStep, recompute: Recompute | None) -> int:
    heavy = [place for place, (_, operation) in enumerate(step.operations) if operation.is_costly]
    if recompute is None or not step.reads or not heavy:
        return 0
    if recompute == "block":
        return len(step.operations)
    joins = len(step.reads) > 1 or program[step.reads[0]].kind == "join"
    return heavy[0] + 1 if joins else 0
