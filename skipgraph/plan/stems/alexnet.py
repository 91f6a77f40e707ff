"""The stem of AlexNet."""

from dataclasses import dataclass

from skipgraph.arguments import OddCount
from skipgraph.plan.features import Features
from skipgraph.plan.operations import Convolution, MaxPool, Operations, Relu
from skipgraph.plan.stems.stem import ConvStem

__all__ = ["Alexnet"]


@dataclass(frozen=True, kw_only=True)
class Alexnet(ConvStem):
    """11x11/4-ReLU-maxpool/2.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.
    """

    kernel: OddCount = 11

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return 8

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        # of 224 pixels 55 are made and then 27, as in torchvision; the paper's images have 227
        conv = Convolution(example.channels, channels, self.kernel, 4, bias=self.bias, padding=self.kernel // 4)
        return (("conv", conv), ("relu", Relu()), ("pool", MaxPool(padding=0)))
