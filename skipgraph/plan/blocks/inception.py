"""The blocks of Inception networks that are no plain convolutions."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import Block, ConvBlock
from skipgraph.plan.operations import BatchNorm, Convolution, MeanFilter, Operation, Operations, Relu, numbered

__all__ = ["Pointwise", "PoolConvNormRelu"]


@dataclass(frozen=True, kw_only=True)
class PoolConvNormRelu(ConvBlock):
    """The mean of 3x3 pixels around each, then a convolution-BN-ReLU.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        return [MeanFilter(), self._large(channels, width), BatchNorm(width), Relu()]


@dataclass(frozen=True, kw_only=True)
class Pointwise(Block):
    """A 1x1 convolution with a bias and nothing else: the last layer of a residual branch of Inception-ResNet.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.
    """

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does."""
        return numbered([Convolution(channels, width, 1, bias=True)])
