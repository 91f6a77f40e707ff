"""Operations without weights that change how many pixels or tokens there are."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal

from skipgraph.plan.operations.operation import Operation, Shape, channels_of

if TYPE_CHECKING:
    from torch import nn

__all__ = ["AdaptiveAveragePool", "AveragePool", "GlobalAveragePool", "MaxPool", "MeanFilter", "MeanToken", "Upsample"]


@dataclass(frozen=True)
class AveragePool(Operation):
    """Means of squares that do not overlap; what does not fill a square is left out."""

    size: int

    saves_input = True

    def module(self) -> "nn.Module":
        """Return a `torch.nn.AvgPool2d`."""
        from torch import nn

        return nn.AvgPool2d(self.size)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(side // self.size for side in shape[1:])

    @property
    def settings(self) -> tuple[object, ...]:
        """Its size."""
        return (self.size,)


@dataclass(frozen=True)
class MaxPool(Operation):
    """Maxima of squares of `size` by `size` pixels, `stride` apart.

    They reach `padding` pixels over the border; without `padding` half of an odd size, and not at all with an even one.
    """

    size: int = 3
    stride: int = 2
    padding: int | None = None

    saves_input = True

    def module(self) -> "nn.Module":
        """Return a `torch.nn.MaxPool2d`."""
        from torch import nn

        return nn.MaxPool2d(self.size, stride=self.stride, padding=self._border)

    @property
    def _border(self) -> int:
        if self.padding is not None:
            return self.padding
        return self.size // 2 if self.size % 2 else 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *((side + 2 * self._border - self.size) // self.stride + 1 for side in shape[1:])

    def n_inside(self, shape: Shape) -> int:
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        return 2 * prod(self.output_shape(shape))  # where each maximum was found, in eight bytes

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        return 2 * prod(self.output_shape(shape))

    @property
    def settings(self) -> tuple[object, ...]:
        """Its size, stride and padding."""
        return (self.size, self.stride, self._border)


@dataclass(frozen=True)
class Upsample(Operation):
    """Each pixel made a square of `scale` by `scale`: of copies, or by bilinear interpolation."""

    scale: int
    mode: Literal["nearest", "bilinear"] = "nearest"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.Upsample`."""
        from torch import nn

        return nn.Upsample(scale_factor=self.scale, mode=self.mode)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(side * self.scale for side in shape[1:])

    @property
    def settings(self) -> tuple[object, ...]:
        """Its scale and mode."""
        return (self.scale, self.mode)


@dataclass(frozen=True)
class MeanFilter(Operation):
    """Means of the `size` by `size` pixels around each pixel, as far as they are in the image; `size` is odd."""

    size: int = 3

    saves_input = True
    key = "pool"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.AvgPool2d`."""
        from torch import nn

        return nn.AvgPool2d(self.size, stride=1, padding=self.size // 2, count_include_pad=False)

    @property
    def settings(self) -> tuple[object, ...]:
        """Its size."""
        return (self.size,)


@dataclass(frozen=True)
class AdaptiveAveragePool(Operation):
    """Means of `size` by `size` rectangles that fill the image, whatever its size."""

    size: int

    saves_input = True
    key = "pool"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.AdaptiveAvgPool2d`."""
        from torch import nn

        return nn.AdaptiveAvgPool2d(self.size)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], self.size, self.size

    @property
    def settings(self) -> tuple[object, ...]:
        """Its size."""
        return (self.size,)


@dataclass(frozen=True)
class GlobalAveragePool(Operation):
    """The mean over all pixels of each channel."""

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.GlobalMean`."""
        from skipgraph.torch_modules import GlobalMean

        return GlobalMean()

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[:1]


@dataclass(frozen=True)
class MeanToken(Operation):
    """The mean over all tokens of each channel."""

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.TokenMean`."""
        from skipgraph.torch_modules import TokenMean

        return TokenMean()

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return (channels_of(shape),)
