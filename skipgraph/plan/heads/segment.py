"""Heads that classify each pixel, at the size of the image."""

from abc import ABC
from dataclasses import dataclass

from skipgraph.arguments import Count, Kernel
from skipgraph.plan.heads.head import Head
from skipgraph.plan.operations import BatchNorm, Convolution, KernelSize, Operations, Relu, Upsample
from skipgraph.plan.resizing import Interpolation

__all__ = ["Segmentation", "SegmentationConv"]


@dataclass(frozen=True, kw_only=True)
class _PixelHead(Head, ABC):
    per_pixel = True

    classes: Count = 10
    upsampling: Interpolation = "nearest"

    @property
    def n_classes(self) -> int:
        """Number of logits of each pixel."""
        return self.classes

    def _conv(self, channels: int, scale: int, kernel: KernelSize = 1) -> Operations:
        """Return a convolution, and the upsampling to the size of the image."""
        grow: Operations = (("upsample", Upsample(scale, self.upsampling)),) if scale > 1 else ()
        return (("conv", Convolution(channels, self.classes, kernel, bias=True)), *grow)


@dataclass(frozen=True, kw_only=True)
class Segmentation(_PixelHead):
    """BN-ReLU-1x1, for logits of each pixel.

    Parameters
    ----------
    classes : int
        Number of logits of each pixel.
    upsampling : {"nearest", "bilinear"}
        How logits grow to the size of the image.
    """

    def operations(self, channels: int, scale: int) -> Operations:
        """Return what the head does with `channels`, each pixel of which is `scale` pixels of the image wide."""
        return (("norm", BatchNorm(channels)), ("relu", Relu()), *self._conv(channels, scale))


@dataclass(frozen=True, kw_only=True)
class SegmentationConv(_PixelHead):
    """1x1, or a larger convolution, for logits of each pixel.

    Parameters
    ----------
    classes : int
        Number of logits of each pixel.
    upsampling : {"nearest", "bilinear"}
        How logits grow to the size of the image.
    kernel : int or tuple of int
        Height and width of the convolution, odd; one number is both.

    References
    ----------
    .. [1] S. Jegou, M. Drozdzal, D. Vazquez, A. Romero and Y. Bengio, "The One Hundred Layers Tiramisu: Fully
       Convolutional DenseNets for Semantic Segmentation", CVPR Workshops 2017, arXiv:1611.09326.
    """

    kernel: Kernel = 1

    def operations(self, channels: int, scale: int) -> Operations:
        """Return what the head does with `channels`, each pixel of which is `scale` pixels of the image wide."""
        return self._conv(channels, scale, self.kernel)
