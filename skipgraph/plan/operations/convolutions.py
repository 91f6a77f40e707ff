"""Convolutions, whole or in groups of channels, and transposed ones; and the stride of a list of operations."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skipgraph.arguments import checked
from skipgraph.plan.operations.operation import Operation, Operations, Shape

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Convolution", "KernelSize", "TransposedConvolution", "with_stride"]

KernelSize = int | tuple[int, int]
"""Height and width of a kernel; one number is both."""


@dataclass(frozen=True)
class Convolution(Operation):
    """A convolution, with zeros around what it reads; without `padding` so many that stride 1 keeps the size.

    The pixels that it reads together are `dilation` apart.

    Its weights start as He et al. 2015 advise for what they read (``kaiming_normal_``, fan-in), its biases at zero.
    """

    in_channels: int
    out_channels: int
    kernel_size: KernelSize
    stride: int = 1
    groups: int = 1
    bias: bool = False
    padding: int | None = None
    dilation: int = 1

    saves_input = True
    key = "conv"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.Conv2d`."""
        from torch import nn

        conv = nn.Conv2d(
            self.in_channels,
            self.out_channels,
            self.kernel_size,
            stride=self.stride,
            padding=self._padding,
            groups=self.groups,
            bias=self.bias,
            dilation=self.dilation,
        )
        nn.init.kaiming_normal_(conv.weight)
        if conv.bias is not None:
            nn.init.zeros_(conv.bias)
        return conv

    @property
    def kernel_sides(self) -> tuple[int, int]:
        """Height and width of the kernel."""
        return self.kernel_size if isinstance(self.kernel_size, tuple) else (self.kernel_size, self.kernel_size)

    @property
    def _padding(self) -> tuple[int, int]:
        height, width = (self.dilation * (side // 2) for side in self.kernel_sides)
        return (height, width) if self.padding is None else (self.padding, self.padding)

    @property
    def _n_weights(self) -> int:
        return self.in_channels // self.groups * self.out_channels * math.prod(self.kernel_sides)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return self._n_weights + (self.out_channels if self.bias else 0)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        sides = zip(shape[1:], self.kernel_sides, self._padding, strict=True)
        return self.out_channels, *(
            (side + 2 * around - self.dilation * (kernel - 1) - 1) // self.stride + 1 for side, kernel, around in sides
        )

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        _, height, width = self.output_shape(shape)
        return self._n_weights * height * width

    def faults(self) -> tuple[str, ...]:
        """Return a fault if the groups do not divide the channels."""
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return (
                f"{self.groups} groups: must divide both the {self.in_channels} channels that it takes "
                f"and the {self.out_channels} that it makes",
            )
        return ()

    @property
    def is_depthwise(self) -> bool:
        """Whether each channel is convolved by itself."""
        return self.groups == self.in_channels == self.out_channels

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes."""
        return not self.is_depthwise

    @property
    def is_costly(self) -> bool:
        """Whether what it makes is kept where all that comes before it is recomputed."""
        return True

    @property
    def splits_channels(self) -> bool:
        """Whether it depends on which channel stands where."""
        return self.groups > 1 and not self.is_depthwise

    @property
    def settings(self) -> tuple[object, ...]:
        """Its stride, padding and dilation; what else it does is in the shapes of its weights."""
        return (self.stride, self._padding, self.dilation)

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # the axes tell
        """Return the axis of the channels that it takes."""
        if self.is_depthwise:
            return 0
        return 1 if n_axes > 1 else None


@dataclass(frozen=True)
class TransposedConvolution(Operation):
    """A transposed 3x3 convolution of stride 2, which doubles both sides."""

    in_channels: int
    out_channels: int
    bias: bool = False

    saves_input = True
    key = "deconv"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.ConvTranspose2d`."""
        from torch import nn

        conv = nn.ConvTranspose2d(
            self.in_channels, self.out_channels, 3, stride=2, padding=1, output_padding=1, bias=self.bias
        )
        # of four pixels made, one reads a single pixel, two read two and one reads four
        nn.init.normal_(conv.weight, std=math.sqrt(2 / (self.in_channels * 9 / 4)))
        if conv.bias is not None:
            nn.init.zeros_(conv.bias)
        return conv

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

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes."""
        return True

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # the axes tell
        """Return the axis of the channels that it takes."""
        return 0 if n_axes > 1 else None


@checked
def with_stride(operations: Operations, stride: int) -> Operations | None:
    """Return operations whose first convolution with the largest kernel has a stride.

    Parameters
    ----------
    operations : tuple of (str, Operation)
        Of a layer.
    stride : int
        Above 1.

    Returns
    -------
    tuple of (str, Operation) or None
        The same operations but for one; None where there is no convolution.

    Examples
    --------
    >>> made = with_stride((("conv1", Convolution(8, 4, 1)), ("conv2", Convolution(4, 4, 3))), 2)
    >>> [operation.stride for _, operation in made]
    [1, 2]
    """
    sizes = [
        math.prod(operation.kernel_sides) if isinstance(operation, Convolution) else 0 for _, operation in operations
    ]
    if not any(sizes):
        return None
    place = sizes.index(max(sizes))
    name, conv = operations[place]
    return (*operations[:place], (name, replace(conv, stride=stride)), *operations[place + 1 :])  # type: ignore[call-arg]  # a convolution
