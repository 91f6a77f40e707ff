"""The stem of networks for ImageNet."""

from dataclasses import dataclass

from skipgraph.arguments import OddCount
from skipgraph.plan.features import Features
from skipgraph.plan.operations import BatchNorm, MaxPool, Operations, Relu
from skipgraph.plan.stems.stem import ConvStem

__all__ = ["Imagenet"]


@dataclass(frozen=True, kw_only=True)
class Imagenet(ConvStem):
    """7x7/2-BN-ReLU-maxpool/2.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, table 1.
    """

    kernel: OddCount = 7

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return 4

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        conv = self._conv(example.channels, channels, self.kernel, 2)
        return (("conv", conv), ("norm", BatchNorm(channels)), ("relu", Relu()), ("pool", MaxPool()))
