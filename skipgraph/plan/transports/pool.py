"""The transport without weights."""

from dataclasses import dataclass

from skipgraph.plan.operations import Operations
from skipgraph.plan.transports.transport import Transport

__all__ = ["Pool"]


@dataclass(frozen=True, kw_only=True)
class Pool(Transport):
    """Only the way to another stage: pooling, or an interpolation.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transport; with a transposed convolution, to a finer stage as `NormConvPool`.
    """

    def operations(self, channels: int, stages: int) -> Operations:
        """Return what brings a feature of `channels` to another stage."""
        if stages < 0 and self.learns_upsampling:
            return self._norm_relu_conv(channels, channels, stages)
        return self._resized(channels, stages)
