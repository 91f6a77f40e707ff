"""PlanStep: one step of a network with all its shapes."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal, assert_never

from skipgraph.plan.joins import EdgeWeights
from skipgraph.plan.operations import Operation, Shape, channel_axis, channels_of
from skipgraph.topology import Aggregation

__all__ = ["PlanStep", "StepKind", "works_in_place"]

StepKind = Literal["stem", "layer", "merge", "transition", "transport", "projection", "join", "head"]


@dataclass(frozen=True, kw_only=True)
class PlanStep:
    """One step of a network: join what it reads, then do some operations.

    Each live node of the topology is a step. So are heads, transports of a feature to another stage, projections of a
    summand to another width, and joins that several steps share.

    Parameters
    ----------
    key : str
        Name of the step's module, the first part of its state dict keys.
    kind : {"stem", "layer", "merge", "transition", "transport", "projection", "join", "head"}
        What the step is.
    node : int or None
        The node of the topology, for the steps that are one.
    label : hashable
        Label of that node; of a transport or projection, that of the node whose feature it takes; of a head, that of
        the node where it stands; of a shared join, that of the first node that reads it.
    stage : int
        Stage of what the step makes.
    reads : tuple of int
        Positions in the plan of the steps it reads; empty for a stem, which reads an input.
    parts : tuple of (int, int) or None
        For each step that it reads, the channels that it takes: the first one, and the one after the last; None for
        all.
    aggregation : Aggregation
        How it joins them.
    operations : tuple of (str, Operation)
        What it does to the join, by name.
    joined_shape : tuple of int
        Shape of the join, for one example.
    edge_weights : {"free", "softmax"}
        What the trained numbers of a weighted join are.
    initial_weights : tuple of float or None
        Where the weights of a weighted join start, in the order of `reads`; None for those of a mean.
    gate_bias : float
        Where the gates of a gated join start.
    """

    key: str
    kind: StepKind
    node: int | None
    label: Hashable
    stage: int
    reads: tuple[int, ...]
    parts: tuple[tuple[int, int] | None, ...]
    aggregation: Aggregation
    operations: tuple[tuple[str, Operation], ...]
    joined_shape: Shape
    edge_weights: EdgeWeights = "free"
    initial_weights: tuple[float, ...] | None = None
    gate_bias: float = -2.0

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Shape of the join and of what each operation makes."""
        shapes = [self.joined_shape]
        for _, operation in self.operations:
            shapes.append(operation.output_shape(shapes[-1]))
        return tuple(shapes)

    @property
    def shape(self) -> Shape:
        """Shape of what the step makes, for one example."""
        return self.shapes[-1]

    @property
    def channel_axis(self) -> int:
        """The axis of channels in the shapes of the join and of what it reads; in a batch, one more."""
        return channel_axis(self.joined_shape)

    @property
    def joins(self) -> bool:
        """Whether it makes a tensor of what it reads, and does not merely pass one on."""
        return len(self.reads) > 1

    @property
    def join_saves_reads(self) -> bool:
        """Whether the backward pass of the join needs what it reads."""
        match self.aggregation:
            case Aggregation.CONCAT | Aggregation.SUM | Aggregation.MEAN:
                return False
            case Aggregation.WEIGHTED | Aggregation.GATED:
                return self.joins
            case _:
                assert_never(self.aggregation)

    @property
    def join_weights(self) -> int:
        """Number of trainable numbers of the join."""
        if not self.joins:
            return 0
        match self.aggregation:
            case Aggregation.CONCAT | Aggregation.SUM | Aggregation.MEAN:
                return 0
            case Aggregation.WEIGHTED:
                return len(self.reads)
            case Aggregation.GATED:
                channels = channels_of(self.joined_shape)
                return (len(self.reads) - 1) * channels * (channels + 1)
            case _:
                assert_never(self.aggregation)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self.join_weights + sum(operation.n_parameters for _, operation in self.operations)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and matrices, for one example."""
        gates = 0
        if self.joins and self.aggregation == Aggregation.GATED:
            gates = (len(self.reads) - 1) * channels_of(self.joined_shape) * math.prod(self.joined_shape)
        return gates + sum(
            operation.macs(shape) for (_, operation), shape in zip(self.operations, self.shapes[:-1], strict=True)
        )


def works_in_place(step: PlanStep, place: int) -> bool:
    """Return whether operation `place` of a step may overwrite its input."""
    operations = step.operations
    return place > 0 and operations[place][1].may_overwrite(operations[place - 1][1])
