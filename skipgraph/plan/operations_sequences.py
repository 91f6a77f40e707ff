"""The operations of transformers, as data; and what turns images into vectors and sequences."""

from dataclasses import dataclass
from math import prod

from skipgraph.plan.operations import Operation, Operations, Shape, channels_of, with_channels

__all__ = ["Attention", "Flatten", "Gelu", "LayerNorm", "MeanToken", "Patches", "Positions", "Residual"]


@dataclass(frozen=True)
class LayerNorm(Operation):
    """Each token, or vector, normalized by itself, with a trained scale and shift."""

    channels: int

    saves_input = True

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 2 * self.channels


@dataclass(frozen=True)
class Gelu(Operation):
    """Each number times the share of a normal distribution below it."""

    saves_input = True


@dataclass(frozen=True)
class Attention(Operation):
    """Multi-head self-attention: each token takes from all, or if `causal` from those up to itself.

    As MACs of the products of tokens all pairs count, causal or not.
    """

    in_channels: int
    out_channels: int
    num_heads: int
    causal: bool = False

    saves_input = True

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers: queries, keys and values of what comes in, and a matrix behind, with biases."""
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
        # queries, keys and values, while what they make stands for the output
        return 3 * shape[0] * self.out_channels

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        # those, what they make, and a sum of exponentials for each token and head
        return 4 * shape[0] * self.out_channels + self.num_heads * shape[0]


@dataclass(frozen=True)
class Residual(Operation):
    """Operations, a norm first, whose result is added to what they take."""

    operations: Operations

    saves_input = True

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
        for place, (operation, _, after) in enumerate(run):
            saved += operation.n_saved_inside(run[place][1]) + (prod(after) if operation.saves_mask else 0)
            needed = operation.saves_output or (place + 1 < len(run) and run[place + 1][0].saves_input)
            saved += prod(after) if needed else 0
        return saved

    def _run(self, shape: Shape) -> list[tuple[Operation, Shape, Shape]]:
        """Return each operation with the shapes before and behind it."""
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

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self.length * self.channels


@dataclass(frozen=True)
class MeanToken(Operation):
    """The mean over all tokens of each channel."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return (channels_of(shape),)


@dataclass(frozen=True)
class Flatten(Operation):
    """An image as a vector: all pixels of the first channel row by row, those of the second, and so on."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return (prod(shape),)


@dataclass(frozen=True)
class Patches(Operation):
    """An image as a sequence: of each square of `size` by `size` pixels a token, by a matrix and a bias."""

    in_channels: int
    out_channels: int
    size: int

    saves_input = True

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return (self.in_channels * self.size**2 + 1) * self.out_channels

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        _, height, width = shape
        return (height // self.size) * (width // self.size), self.out_channels

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        tokens, channels = self.output_shape(shape)
        return tokens * channels * self.in_channels * self.size**2
