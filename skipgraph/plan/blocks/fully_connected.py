"""The fully connected layers of AlexNet and VGG."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import ConvBlock
from skipgraph.plan.operations import AdaptiveAveragePool, Convolution, Operation, Relu
from skipgraph.plan.rules import Count

__all__ = ["FullyConnected"]


@dataclass(frozen=True, kw_only=True)
class FullyConnected(ConvBlock):
    """A square of pixels as one vector, a matrix, and ReLU: one pixel is made of the whole image.

    The matrix is a convolution whose kernel is the square, with its weights in the same order. An image of another size
    becomes the square by means.

    Parameters
    ----------
    kernel : int
        Side of the square. 1 reads what an earlier layer of the kind made.
    bias, dropout
        As in every block of convolutions.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.
    """

    kernel: Count = 7

    def _operations(self, channels: int, width: int) -> list[Operation]:
        pool = [AdaptiveAveragePool(self.kernel)] if self.kernel > 1 else []
        return [*pool, Convolution(channels, width, self.kernel, bias=self.bias, padding=0), Relu()]
