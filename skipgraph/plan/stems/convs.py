"""A stem of several convolutions, as of FC-HarDNet."""

from dataclasses import dataclass
from math import prod

from skipgraph.arguments import Count, Padding
from skipgraph.errors import ArgumentError
from skipgraph.plan.features import Features
from skipgraph.plan.operations import BatchNorm, Convolution, Operation, Operations, Relu, numbered
from skipgraph.plan.stems.stem import ConvStem

__all__ = ["Convs"]


@dataclass(frozen=True, kw_only=True)
class Convs(ConvStem):
    """3x3-BN-ReLU, several times.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.
    inner : tuple of int
        Channels of all convolutions but the last.
    strides : tuple of int
        Stride of each convolution.
    paddings : tuple of int, optional
        Zeros around what each convolution reads, in pixels; by default so many that only strides make it smaller.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """

    inner: tuple[Count, ...] = (16, 24, 32)
    strides: tuple[Count, ...] = (2, 1, 2, 1)
    paddings: tuple[Padding, ...] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        n_convs = len(self.inner) + 1
        for name in ("strides", "paddings"):
            values = getattr(self, name)
            if values is not None and len(values) != n_convs:
                raise ArgumentError(f"not a convs: {name} must hold {n_convs}, one for each convolution, got {values}")

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return prod(self.strides)

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        made: list[Operation] = []
        takes = example.channels
        paddings = self.paddings or (None,) * len(self.strides)
        for width, stride, padding in zip((*self.inner, channels), self.strides, paddings, strict=True):
            conv = Convolution(takes, width, self.kernel, stride, bias=self.bias, padding=padding)
            made += [conv, BatchNorm(width), Relu()]
            takes = width
        return numbered(made)
