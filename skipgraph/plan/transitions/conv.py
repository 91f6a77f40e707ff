"""The shortcut of wide ResNets."""

from dataclasses import dataclass

from skipgraph.plan.operations import Operations
from skipgraph.plan.transitions.transition import ImageTransition

__all__ = ["Conv"]


@dataclass(frozen=True, kw_only=True)
class Conv(ImageTransition):
    """1x1 and the way to a coarser stage, without a norm; to a finer stage as `NormReluConv`.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images.

    References
    ----------
    .. [1] S. Zagoruyko and N. Komodakis, "Wide Residual Networks", BMVC 2016, arXiv:1605.07146.
    """

    is_shortcut = True

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        width = channels if width is None else width
        if stages < 0:
            return self._norm_relu_conv(channels, width, stages)
        conv, rest = self._conv(channels, width, stages)
        return (*conv, *rest)
