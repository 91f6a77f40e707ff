"""Whole residual branches as one layer: the blocks of ResNet without their sum."""

from dataclasses import dataclass

from skipgraph.arguments import Count
from skipgraph.plan.blocks.block import ConvBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["ResidualBasic", "ResidualBottleneck"]


@dataclass(frozen=True, kw_only=True)
class ResidualBasic(ConvBlock):
    """3x3-BN-ReLU-3x3-BN, the branch of ResNet-18 and ResNet-34.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.
    groups : int
        Groups of channels that both convolutions keep apart.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385.
    """

    groups: Count = 1

    def _operations(self, channels: int, width: int) -> list[Operation]:
        norm, second = BatchNorm(width), self._large(width, width, self.groups)
        return [self._large(channels, width, self.groups), norm, Relu(), second, norm]


@dataclass(frozen=True, kw_only=True)
class ResidualBottleneck(ConvBlock):
    """1x1-BN-ReLU-3x3-BN-ReLU-1x1-BN, the branch of ResNet-50 and deeper.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.
    width : int
        Channels that the layer makes, in multiples of those between the convolutions.
    inner_width : int, optional
        Channels between the convolutions, in place of `width`.
    groups : int
        Groups of channels that the large convolution keeps apart.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385.
    """

    width: Count = 4
    inner_width: Count | None = None
    groups: Count = 1

    def _operations(self, channels: int, width: int) -> list[Operation]:
        inner = self.inner_width or max(1, width // self.width)
        between = [BatchNorm(inner), Relu()]
        first, middle = self._point(channels, inner), self._large(inner, inner, self.groups)
        return [first, *between, middle, *between, self._point(inner, width), BatchNorm(width)]
