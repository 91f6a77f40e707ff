"""The fully connected layers of AlexNet and VGG."""

from dataclasses import dataclass

from skipgraph.arguments import Count, Rate
from skipgraph.plan.blocks.block import Block
from skipgraph.plan.operations import (
    AdaptiveAveragePool,
    Convolution,
    Operation,
    Operations,
    Relu,
    numbered,
    with_dropout,
)

__all__ = ["FullyConnected"]


@dataclass(frozen=True, kw_only=True)
class FullyConnected(Block):
    """A square of pixels as one vector, a matrix, and ReLU: one pixel is made of the whole image.

    The matrix is a convolution whose kernel is the square, with its weights in the same order. An image of another size
    becomes the square by means.

    Parameters
    ----------
    kernel : int
        Side of the square. 1 reads what an earlier layer of the kind made.
    bias : bool
        Whether the matrix has a bias.
    dropout : float
        Share of the numbers set to zero in training after the matrix.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.
    """

    kernel: Count = 7
    bias: bool = True
    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does."""
        made: list[Operation] = [AdaptiveAveragePool(self.kernel)] if self.kernel > 1 else []
        made += [Convolution(channels, width, self.kernel, bias=self.bias, padding=0), Relu()]
        return with_dropout(self.dropout, numbered(made), after=(Convolution,))
