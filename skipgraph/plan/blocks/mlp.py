"""The block of multi-layer perceptrons."""

from dataclasses import dataclass

from skipgraph.arguments import Rate
from skipgraph.plan.blocks.block import Block
from skipgraph.plan.features import Vectors
from skipgraph.plan.operations import BatchNorm, Linear, Operations, Relu, numbered, with_dropout

__all__ = ["Mlp"]


@dataclass(frozen=True, kw_only=True)
class Mlp(Block):
    """BN-ReLU-linear, of vectors.

    Parameters
    ----------
    dropout : float
        Rate of the dropout after the matrix.

    References
    ----------
    .. [1] J. You, J. Leskovec, K. He and S. Xie, "Graph Structure of Neural Networks", ICML 2020, arXiv:2007.06559.
    """

    features = (Vectors,)

    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does with `channels` to make `width`."""
        named = numbered([BatchNorm(channels, of_images=False), Relu(), Linear(channels, width)])
        return with_dropout(self.dropout, named, after=(Linear,))
