"""The operations of transformers: attention, trained positions, and a residual sum inside a layer."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation, Operations, Shape, with_channels

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Attention", "Positions", "Residual"]


@dataclass(frozen=True)
class Attention(Operation):
    """Multi-head self-attention; if `causal`, a token attends only to itself and to the tokens before it.

    All pairs of tokens count in the MACs, causal or not.
    """

    in_channels: int
    out_channels: int
    num_heads: int
    causal: bool = False

    saves_input = True
    key = "attention"

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.SelfAttention`."""
        from skipgraph.torch_modules import SelfAttention

        return SelfAttention(self.in_channels, self.out_channels, self.num_heads, causal=self.causal)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers: queries, keys and values of what comes in, and a matrix after, with biases."""
        return 3 * self.out_channels * (self.in_channels + 1) + self.out_channels * (self.out_channels + 1)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return with_channels(shape, self.out_channels)

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        tokens = shape[0]
        matrices = tokens * self.out_channels * (3 * self.in_channels + self.out_channels)
        return matrices + 2 * tokens**2 * self.out_channels

    def n_inside(self, shape: Shape) -> int:
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        # queries, keys and values; what they make stands for the output
        return 3 * shape[0] * self.out_channels

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        # those, what they make, and a sum of exponentials for each token and head
        return 4 * shape[0] * self.out_channels + self.num_heads * shape[0]

    def faults(self) -> tuple[str, ...]:
        """Return a fault if the heads do not divide the channels."""
        if self.out_channels % self.num_heads:
            return (f"{self.num_heads} heads: must divide the {self.out_channels} channels that it makes",)
        return ()

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes."""
        return True

    @property
    def settings(self) -> tuple[object, ...]:
        """Its heads, and whether it is causal."""
        return (self.num_heads, self.causal)

    def input_axis(self, name: str, n_axes: int) -> int | None:
        """Return the axis of the channels that it takes; the matrix after the heads takes none of them."""
        return 1 if n_axes > 1 and not name.startswith("out_proj.") else None


@dataclass(frozen=True)
class Residual(Operation):
    """Operations whose result is added to what they take; the first is a norm."""

    operations: Operations

    saves_input = True

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.ResidualBlock`."""
        from skipgraph.torch_modules import ResidualBlock

        return ResidualBlock({name: operation.module() for name, operation in self.operations})

    @property
    def inner(self) -> Operations:
        """The operations that this one is made of."""
        return self.operations

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return sum(operation.n_parameters for _, operation in self.operations)

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        return sum(operation.macs(before) for operation, before, _ in self._run(shape))

    def n_inside(self, shape: Shape) -> int:
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        alive = [
            operation.n_inside(before) + (prod(before) if place else 0) + prod(after)
            for place, (operation, before, after) in enumerate(self._run(shape))
        ]
        return max([0, *(numbers - prod(shape) for numbers in alive), prod(shape)])

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        run = self._run(shape)
        saved = 0
        for place, (operation, before, after) in enumerate(run):
            saved += operation.n_saved_inside(before) + (prod(after) if operation.saves_mask else 0)
            needed = operation.saves_output or (place + 1 < len(run) and run[place + 1][0].saves_input)
            saved += prod(after) if needed else 0
        return saved

    def faults(self) -> tuple[str, ...]:
        """Return what is wrong with the numbers of its operations."""
        return tuple(fault for _, operation in self.operations for fault in operation.faults())

    @property
    def is_costly(self) -> bool:
        """Whether what it makes is kept where all that comes before it is recomputed."""
        return True

    def _run(self, shape: Shape) -> list[tuple[Operation, Shape, Shape]]:
        """Return each operation with the shapes before and after it."""
        run = []
        for _, operation in self.operations:
            made = operation.output_shape(shape)
            run.append((operation, shape, made))
            shape = made
        return run


@dataclass(frozen=True)
class Positions(Operation):
    """A trained number added to each number of a sequence, so that tokens know where they stand."""

    length: int
    channels: int

    fixes_size = True

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.TokenPositions`."""
        from skipgraph.torch_modules import TokenPositions

        return TokenPositions(self.length, self.channels)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self.length * self.channels
