"""What the backward pass of a training step makes again instead of keeping it."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.plan.nodeplan import NodePlan
from skipgraph.plan.operations import Convolution, Linear, TransposedConvolution
from skipgraph.plan.operations_sequences import Attention, Residual

__all__ = ["Recompute", "operations_made_again"]

Recompute = Literal["concat", "block"]
"""The join of each step up to its first convolution or matrix, or the whole step."""


def operations_made_again(program: Sequence[NodePlan], recompute: Recompute | None) -> tuple[int, ...]:
    """Return how many operations of each step, the first ones, are made again together with its join.

    Parameters
    ----------
    program : sequence of NodePlan
        In execution order.
    recompute : {"concat", "block"} or None
        What is made again.

    Returns
    -------
    tuple of int
        For each step; 0 where nothing is, as for stems, and for steps without a convolution or matrix, which
        would have nothing to keep in its place.
    """
    return tuple(_made_again(program, step, recompute) for step in program)


def _made_again(program: Sequence[NodePlan], step: NodePlan, recompute: Recompute | None) -> int:
    operations = [operation for _, operation in step.operations]
    heavy = [
        place
        for place, operation in enumerate(operations)
        if isinstance(operation, Convolution | TransposedConvolution | Linear | Attention | Residual)
    ]
    if recompute is None or not step.reads or not heavy:
        return 0
    if recompute == "block":
        return len(operations)
    joins = len(step.reads) > 1 or program[step.reads[0]].kind == "join"
    return heavy[0] + 1 if joins else 0
