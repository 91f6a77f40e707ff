"""The blocks of DenseNet: norms and ReLUs stand before convolutions."""

from dataclasses import dataclass

from skipgraph.arguments import Count
from skipgraph.plan.blocks.block import BottleneckBlock, ConvBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["Basic", "Bottleneck"]


@dataclass(frozen=True, kw_only=True)
class Basic(ConvBlock):
    """BN-ReLU-3x3, the layer of DenseNet.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.
    groups : int
        Groups of channels that the convolution keeps apart.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """

    groups: Count = 1

    def _operations(self, channels: int, width: int) -> list[Operation]:
        return [BatchNorm(channels), Relu(), self._large(channels, width, self.groups)]


@dataclass(frozen=True, kw_only=True)
class Bottleneck(BottleneckBlock):
    """BN-ReLU-1x1-BN-ReLU-3x3, the layer of DenseNet-BC.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation, width, inner_width, groups
        As in every bottleneck.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        inner = self._inner(width)
        enter = [BatchNorm(channels), Relu(), self._point(channels, inner)]
        return [*enter, BatchNorm(inner), Relu(), self._large(inner, width, self.groups)]
