"""The transport of ResNet."""

from dataclasses import dataclass

from skipgraph.plan.operations import Operations, PadShortcut
from skipgraph.plan.transports.transport import Transport

__all__ = ["Stride"]


@dataclass(frozen=True, kw_only=True)
class Stride(Transport):
    """A layer gets to a coarser stage by its own stride; other nodes take one pixel of each square.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transport; to a coarser stage it takes one pixel whatever the pooling is.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385.
    """

    strides_layers = True

    def operations(self, channels: int, stages: int) -> Operations:
        """Return what brings a feature of `channels` to another stage."""
        if stages > 0:
            return (("shortcut", PadShortcut(channels, channels, 2**stages)),)
        if self.learns_upsampling:
            return self._norm_relu_conv(channels, channels, stages)
        return self._resized(channels, stages)
