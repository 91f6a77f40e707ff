"""Stems of one convolution, as of networks for CIFAR."""

from dataclasses import dataclass
from typing import Literal

from skipgraph.plan.features import Features
from skipgraph.plan.operations import BatchNorm, Operations, Relu
from skipgraph.plan.stems.stem import ConvStem

__all__ = ["Conv", "ConvNormRelu"]


@dataclass(frozen=True, kw_only=True)
class Conv(ConvStem):
    """3x3, with stride 1 or 2.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.
    step : {1, 2}
        Its stride: 2 halves the sides.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """

    step: Literal[1, 2] = 1

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return self.step

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        return (("conv", self._conv(example.channels, channels, self.kernel, self.step)),)


@dataclass(frozen=True, kw_only=True)
class ConvNormRelu(ConvStem):
    """3x3-BN-ReLU.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.2.
    """

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        conv = self._conv(example.channels, channels, self.kernel)
        return (("conv", conv), ("norm", BatchNorm(channels)), ("relu", Relu()))
