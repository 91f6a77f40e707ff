"""The operations a network is made of, as data: what each one makes, holds and costs."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar, Literal

__all__ = [
    "AveragePool",
    "BatchNorm",
    "ChannelShuffle",
    "Convolution",
    "Dropout",
    "GlobalAveragePool",
    "Linear",
    "MaxPool",
    "Operation",
    "Operations",
    "PadImage",
    "PadShortcut",
    "Relu",
    "Scale",
    "SelectChannels",
    "Shape",
    "TransposedConvolution",
    "Upsample",
    "channel_axis",
    "channels_of",
    "with_channels",
]

Shape = tuple[int, ...]
"""Shape of one example: (channels, height, width) of an image, (channels,) of a vector, (tokens, channels) of a
sequence."""


def channel_axis(shape: Shape) -> int:
    """Return the axis of channels: the first one of an image, the last one of a vector or a sequence."""
    return 0 if len(shape) == 3 else len(shape) - 1


def channels_of(shape: Shape) -> int:
    """Return the number of channels."""
    return shape[channel_axis(shape)]


def with_channels(shape: Shape, channels: int) -> Shape:
    """Return the same shape with another number of channels."""
    axis = channel_axis(shape)
    return *shape[:axis], channels, *shape[axis + 1 :]


@dataclass(frozen=True)
class Operation:
    """A step that turns one tensor into another; by itself the identity."""

    # which of its tensors the backward pass needs
    saves_input: ClassVar[bool] = False
    saves_output: ClassVar[bool] = False
    # whether it keeps one more number for each it makes, as dropout does on a CPU; a GPU keeps a byte
    saves_mask: ClassVar[bool] = False
    # whether it does something in training alone
    only_training: ClassVar[bool] = False

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape

    def macs(self, shape: Shape) -> int:  # noqa: ARG002  # most operations multiply nothing
        """Return the multiply-accumulates for one example of `shape`."""
        return 0

    def n_inside(self, shape: Shape) -> int:  # noqa: ARG002  # most make nothing but their output
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        return 0

    def n_saved_inside(self, shape: Shape) -> int:  # noqa: ARG002  # most make nothing but their output
        """Return how many numbers the backward pass needs, besides its input and output."""
        return 0


@dataclass(frozen=True)
class Convolution(Operation):
    """A convolution whose padding keeps the size at stride 1."""

    in_channels: int
    out_channels: int
    kernel_size: int
    stride: int = 1
    groups: int = 1
    bias: bool = False

    saves_input = True

    @property
    def _n_weights(self) -> int:
        return self.in_channels // self.groups * self.out_channels * self.kernel_size**2

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self._n_weights + (self.out_channels if self.bias else 0)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *((side - 1) // self.stride + 1 for side in shape[1:])

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        _, height, width = self.output_shape(shape)
        return self._n_weights * height * width


@dataclass(frozen=True)
class TransposedConvolution(Operation):
    """A 3x3 convolution of stride 2 turned round, which doubles the size: each pixel is spread over a square."""

    in_channels: int
    out_channels: int
    bias: bool = False

    saves_input = True

    @property
    def _n_weights(self) -> int:
        return self.in_channels * self.out_channels * 9

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self._n_weights + (self.out_channels if self.bias else 0)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *(2 * side for side in shape[1:])

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        _, height, width = shape
        return self._n_weights * height * width


@dataclass(frozen=True)
class BatchNorm(Operation):
    """Batch normalization with a trained scale and shift; of images over their pixels too."""

    channels: int
    of_images: bool = True

    saves_input = True

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 2 * self.channels


@dataclass(frozen=True)
class Relu(Operation):
    """The larger of zero and the input."""

    saves_output = True


@dataclass(frozen=True)
class Scale(Operation):
    """Each number divided by `divisor`, as a mean divides the sum of so many features."""

    divisor: int


@dataclass(frozen=True)
class Dropout(Operation):
    """In training, each number is zero with probability `rate` and else divided by the probability that it is not."""

    rate: float

    saves_mask = True
    only_training = True


@dataclass(frozen=True)
class AveragePool(Operation):
    """Means of squares that do not overlap; what does not fill a square is left out."""

    size: int

    saves_input = True

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(side // self.size for side in shape[1:])


@dataclass(frozen=True)
class MaxPool(Operation):
    """Maxima of squares of `size` by `size` pixels, `stride` apart; with an odd size they reach over the border."""

    size: int = 3
    stride: int = 2

    saves_input = True

    @property
    def padding(self) -> int:
        """Pixels that a square reaches over the border."""
        return self.size // 2 if self.size % 2 else 0

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *((side + 2 * self.padding - self.size) // self.stride + 1 for side in shape[1:])

    def n_inside(self, shape: Shape) -> int:
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        return 2 * prod(self.output_shape(shape))  # where each maximum was found, in eight bytes

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        return 2 * prod(self.output_shape(shape))


@dataclass(frozen=True)
class PadImage(Operation):
    """Zeros below and to the right of an image, until its sides are multiples of `multiple`."""

    multiple: int

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(-(-side // self.multiple) * self.multiple for side in shape[1:])


@dataclass(frozen=True)
class PadShortcut(Operation):
    """Every `stride`-th pixel, with channels of zeros behind: the ResNet shortcut without weights."""

    in_channels: int
    out_channels: int
    stride: int

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *((side - 1) // self.stride + 1 for side in shape[1:])


@dataclass(frozen=True)
class ChannelShuffle(Operation):
    """Channels in another order: the first of each of `groups` groups, the second of each, and so on."""

    groups: int


@dataclass(frozen=True)
class SelectChannels(Operation):
    """Some of the channels, evenly spread."""

    in_channels: int
    out_channels: int

    @property
    def channels(self) -> tuple[int, ...]:
        """Which channels, ascending."""
        return tuple(place * self.in_channels // self.out_channels for place in range(self.out_channels))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *shape[1:]


@dataclass(frozen=True)
class Upsample(Operation):
    """Each pixel made a square of `scale` by `scale`: of copies, or by bilinear interpolation."""

    scale: int
    mode: Literal["nearest", "bilinear"] = "nearest"

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[0], *(side * self.scale for side in shape[1:])


@dataclass(frozen=True)
class GlobalAveragePool(Operation):
    """The mean over all pixels of each channel."""

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape[:1]


@dataclass(frozen=True)
class Linear(Operation):
    """A matrix and a bias, for a vector or for each token of a sequence."""

    in_features: int
    out_features: int

    saves_input = True

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return (self.in_features + 1) * self.out_features

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return with_channels(shape, self.out_features)

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        return prod(shape) * self.out_features


Operations = tuple[tuple[str, Operation], ...]
"""What a step does, one after the other, by name."""
