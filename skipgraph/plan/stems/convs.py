"""A stem of several convolutions, as of FC-HarDNet."""

from dataclasses import dataclass
from math import prod

from skipgraph.errors import ArgumentError
from skipgraph.plan.features import Features
from skipgraph.plan.operations import BatchNorm, Operation, Operations, Relu, numbered
from skipgraph.plan.rules import Count
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

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """

    inner: tuple[Count, ...] = (16, 24, 32)
    strides: tuple[Count, ...] = (2, 1, 2, 1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.strides) != len(self.inner) + 1:
            raise ArgumentError(
                f"not a convs: strides must be {len(self.inner) + 1}, one more than inner has channels, "
                f"got {self.strides}"
            )

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return prod(self.strides)

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        made: list[Operation] = []
        takes = example.channels
        for width, stride in zip((*self.inner, channels), self.strides, strict=True):
            made += [self._conv(takes, width, self.kernel, stride), BatchNorm(width), Relu()]
            takes = width
        return numbered(made)
