"""The layer of a pyramid of grids, as of PSPNet and DeepLab v3."""

from dataclasses import dataclass

from skipgraph.arguments import Count
from skipgraph.plan.blocks.block import Block
from skipgraph.plan.operations import BatchNorm, Convolution, OnGrid, Operations, Relu, numbered

__all__ = ["GridConvNormRelu"]


@dataclass(frozen=True, kw_only=True)
class GridConvNormRelu(Block):
    """Means of a coarse grid, 1x1-BN-ReLU, and bilinear interpolation to the size before.

    Parameters
    ----------
    grid : int
        Means in each row and column; 1 is the mean of the image, as in DeepLab v3.

    References
    ----------
    .. [1] H. Zhao, J. Shi, X. Qi, X. Wang and J. Jia, "Pyramid Scene Parsing Network", CVPR 2017,
       arXiv:1612.01105.
    .. [2] L.-C. Chen, G. Papandreou, F. Schroff and H. Adam, "Rethinking Atrous Convolution for Semantic Image
       Segmentation", 2017, arXiv:1706.05587.
    """

    grid: Count = 1

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does."""
        inner = numbered([Convolution(channels, width, 1), BatchNorm(width), Relu()])
        return numbered([OnGrid(self.grid, inner)])
