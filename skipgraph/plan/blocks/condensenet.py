"""The block of CondenseNet once it has condensed."""

from dataclasses import dataclass

from skipgraph.plan.blocks.block import BottleneckBlock
from skipgraph.plan.operations import BatchNorm, ChannelShuffle, Operation, Relu

__all__ = ["BottleneckShuffle"]


@dataclass(frozen=True, kw_only=True)
class BottleneckShuffle(BottleneckBlock):
    """BN-ReLU-1x1-BN-ReLU-3x3 with both convolutions in groups, and channels shuffled around the first.

    Parameters
    ----------
    kernel, bias, dropout, padding, dilation, width, inner_width
        As in every bottleneck.
    groups : int
        Groups of channels that both convolutions keep apart.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """

    def _operations(self, channels: int, width: int) -> list[Operation]:
        inner, groups = self._inner(width), self.groups
        # every `groups`-th channel goes to each group; then the first of each group, the second of each, ...
        deal, shuffle = ChannelShuffle(max(1, channels // groups)), ChannelShuffle(groups)
        enter = [BatchNorm(channels), Relu(), deal, self._point(channels, inner, groups), shuffle]
        return [*enter, BatchNorm(inner), Relu(), self._large(inner, width, groups)]
