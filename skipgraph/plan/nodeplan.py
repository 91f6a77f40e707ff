"""NodePlan: one step of a network with all its shapes."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

from skipgraph.plan.operations import Operation, Shape, channel_axis, channels_of
from skipgraph.topology import Aggregation

__all__ = ["NodePlan", "StepKind"]

StepKind = Literal["stem", "layer", "merge", "transition", "transport", "projection", "join", "head"]


@dataclass(frozen=True, kw_only=True)
class NodePlan:
    """One step of a network: join what it reads, then do some operations.

    Nodes of the topology are steps; so are the heads, the moves of a feature to another stage
    (transport) and of a summand to another width (projection), and the joins that several steps share.

    Parameters
    ----------
    key : str
        Name of the step's module, the first part of its state dict keys.
    kind : {"stem", "layer", "merge", "transition", "transport", "projection", "join", "head"}
        What the step is.
    node : int or None
        The node of the topology, for the steps that are one.
    label : hashable
        Label of that node; otherwise of the node moved, projected, headed, or the first to read a join.
    stage : int
        Stage of what the step makes.
    reads : tuple of int
        Positions in the plan of the steps it reads; empty for a stem, which reads an input.
    parts : tuple of (int, int) or None
        Which channels of each it takes, from the first number to before the second; None for all.
    aggregation : Aggregation
        How it joins them.
    operations : tuple of (str, Operation)
        What it does to the join, by name.
    joined_shape : tuple of int
        Shape of the join, for one example.
    initial_weights : tuple of float or None
        Where the weights of a weighted join start, one for each read; None for those of a mean.
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
    initial_weights: tuple[float, ...] | None = None

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
        """The axis of channels in the shapes of the join and of what it reads; in a batch, one further."""
        return channel_axis(self.joined_shape)

    @property
    def join_weights(self) -> int:
        """Number of trainable numbers of the join."""
        n_reads = len(self.reads)
        if self.aggregation == Aggregation.WEIGHTED and n_reads > 1:
            return n_reads
        if self.aggregation == Aggregation.GATED and n_reads > 1:
            channels = channels_of(self.joined_shape)
            return (n_reads - 1) * channels * (channels + 1)
        return 0

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self.join_weights + sum(operation.n_parameters for _, operation in self.operations)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and matrices, for one example."""
        gates = 0
        if self.aggregation == Aggregation.GATED and len(self.reads) > 1:
            gates = (len(self.reads) - 1) * channels_of(self.joined_shape) * math.prod(self.joined_shape)
        return gates + sum(
            operation.macs(shape) for (_, operation), shape in zip(self.operations, self.shapes[:-1], strict=True)
        )
