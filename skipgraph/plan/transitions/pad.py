"""The shortcut of ResNet without weights."""

from dataclasses import dataclass

from skipgraph.plan.operations import Operations, PadShortcut
from skipgraph.plan.transitions.transition import ImageTransition

__all__ = ["Pad"]


@dataclass(frozen=True, kw_only=True)
class Pad(ImageTransition):
    """One pixel of each square, and zeros as further channels; to a finer stage as `NormReluConv`.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images; to a coarser stage it takes one pixel whatever the pooling is.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.1, option A.
    """

    is_shortcut = True

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        if stages < 0:
            return self._norm_relu_conv(channels, channels if width is None else width, stages)
        return (("shortcut", PadShortcut(channels, max(width or channels, channels), 2**stages)),)

    def projection(self, channels: int, width: int) -> Operations:
        """Return zeros as further channels of a summand, or a 1x1 convolution where it becomes narrower."""
        if width > channels:
            return (("shortcut", PadShortcut(channels, width, 1)),)
        return super().projection(channels, width)
