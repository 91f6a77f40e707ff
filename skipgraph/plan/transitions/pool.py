"""The transition without weights."""

from dataclasses import dataclass

from skipgraph.plan.operations import Operations
from skipgraph.plan.transitions.transition import ImageTransition

__all__ = ["Pool"]


@dataclass(frozen=True, kw_only=True)
class Pool(ImageTransition):
    """Only the way to another stage, as of CondenseNet; where the topology says another width, as `NormReluConv`.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        if width is None or width == channels:
            return self._resized(channels, stages)
        return self._norm_relu_conv(channels, width, stages)
