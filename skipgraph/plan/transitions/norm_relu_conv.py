"""The transition of DenseNet."""

from dataclasses import dataclass

from skipgraph.arguments import Share
from skipgraph.plan.operations import Operations
from skipgraph.plan.transitions.transition import ImageTransition, kept

__all__ = ["NormReluConv"]


@dataclass(frozen=True, kw_only=True)
class NormReluConv(ImageTransition):
    """BN-ReLU-1x1 and the way to another stage, the transition of DenseNet.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images.
    compression : float
        Share of the channels that it keeps, where no node attribute ``width`` says otherwise.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """

    compression: Share = 1.0

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        return self._norm_relu_conv(channels, kept(self.compression, channels) if width is None else width, stages)
