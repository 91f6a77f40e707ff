"""What is done to an image before its features are read: padded, flattened to a vector, cut into patches."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation, Shape

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Flatten", "PadImage", "Patches"]


@dataclass(frozen=True)
class PadImage(Operation):
    """Zeros below and to the right of an image, until its sides are multiples of `multiple`."""

    multiple: int

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.PaddedImage`."""
        from skipgraph.torch_modules import PaddedImage

        return PaddedImage(self.multiple)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(-(-side // self.multiple) * self.multiple for side in shape[1:])


@dataclass(frozen=True)
class Flatten(Operation):
    """An image as a vector: all pixels of the first channel row by row, those of the second, and so on."""

    fixes_size = True

    def module(self) -> "nn.Module":
        """Return a `torch.nn.Flatten`."""
        from torch import nn

        return nn.Flatten()

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return (prod(shape),)


@dataclass(frozen=True)
class Patches(Operation):
    """An image as a sequence: a matrix and a bias turn each square of `size` by `size` pixels into a token."""

    in_channels: int
    out_channels: int
    size: int

    saves_input = True
    fixes_size = True

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.PatchTokens`."""
        from skipgraph.torch_modules import PatchTokens

        return PatchTokens(self.in_channels, self.out_channels, self.size)

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

    @property
    def settings(self) -> tuple[object, ...]:
        """The size of its patches."""
        return (self.size,)
