"""One convolution and what follows it: the layers of VGG, of HarDNet, and of a ResNet taken one by one."""

from dataclasses import dataclass

from skipgraph.arguments import Count
from skipgraph.plan.blocks.block import ConvBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["ConvNormRelu", "ConvRelu"]


@dataclass(frozen=True, kw_only=True)
class ConvNormRelu(ConvBlock):
    """3x3-BN-ReLU.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.
    groups : int
        Groups of channels that the convolution keeps apart.

    References
    ----------
    .. [1] S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
       Covariate Shift", ICML 2015, arXiv:1502.03167.
    """

    groups: Count = 1

    def _operations(self, channels: int, width: int) -> list[Operation]:
        return [self._large(channels, width, self.groups), BatchNorm(width), Relu()]


@dataclass(frozen=True, kw_only=True)
class ConvRelu(ConvBlock):
    """3x3-ReLU.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.
    groups : int
        Groups of channels that the convolution keeps apart.

    References
    ----------
    .. [1] K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
       ICLR 2015, arXiv:1409.1556.
    """

    groups: Count = 1

    def _operations(self, channels: int, width: int) -> list[Operation]:
        return [self._large(channels, width, self.groups), Relu()]
