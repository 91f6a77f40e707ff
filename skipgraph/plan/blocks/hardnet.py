"""The block of HarDNet with depthwise convolutions."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import ConvBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["PointDepthwise"]


@dataclass(frozen=True, kw_only=True)
class PointDepthwise(ConvBlock):
    """1x1-BN-ReLU, then depthwise 3x3-BN: the layer of HarDNet-39DS and HarDNet-68DS.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation
        As in every block of convolutions.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        norm = BatchNorm(width)
        return [self._point(channels, width), norm, Relu(), self._large(width, width, width), norm]
