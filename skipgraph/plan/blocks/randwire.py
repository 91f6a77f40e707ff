"""The block of randomly wired networks."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import ConvBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["Separable"]


@dataclass(frozen=True, kw_only=True)
class Separable(ConvBlock):
    """ReLU-depthwise 3x3-1x1-BN, the node of RandWire.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        return [Relu(), self._large(channels, channels, channels), self._point(channels, width), BatchNorm(width)]
