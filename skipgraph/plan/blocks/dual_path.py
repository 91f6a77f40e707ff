"""The block of dual path networks."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import BottleneckBlock
from skipgraph.plan.operations import BatchNorm, Operation, Relu

__all__ = ["BottleneckExpand"]


@dataclass(frozen=True, kw_only=True)
class BottleneckExpand(BottleneckBlock):
    """BN-ReLU-1x1-BN-ReLU-3x3-BN-ReLU-1x1, the layer of a dual path network.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation, width, inner_width, groups
        As in every bottleneck.

    References
    ----------
    .. [1] Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        inner = self._inner(width)
        between = [BatchNorm(inner), Relu()]
        enter = [BatchNorm(channels), Relu(), self._point(channels, inner)]
        return [*enter, *between, self._large(inner, inner, self.groups), *between, self._point(inner, width)]
