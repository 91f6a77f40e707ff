"""The transport of Log-DenseNet."""

from dataclasses import dataclass

from skipgraph.arguments import Share
from skipgraph.plan.operations import Operations
from skipgraph.plan.transitions.transition import kept
from skipgraph.plan.transports.transport import Transport

__all__ = ["NormConvPool"]


@dataclass(frozen=True, kw_only=True)
class NormConvPool(Transport):
    """BN-ReLU-1x1 and the way to another stage, the transport of Log-DenseNet.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transport.
    compression : float
        Share of the channels that the feature keeps.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.
    """

    compression: Share = 1.0

    def operations(self, channels: int, stages: int) -> Operations:
        """Return what brings a feature of `channels` to another stage."""
        return self._norm_relu_conv(channels, kept(self.compression, channels), stages)
