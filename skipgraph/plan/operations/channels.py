"""Operations on channels without weights: add zeros, select, reorder or scale."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation, Shape

if TYPE_CHECKING:
    from torch import nn

__all__ = ["ChannelShuffle", "PadShortcut", "Scale", "SelectChannels"]


@dataclass(frozen=True)
class Scale(Operation):
    """Each number divided by `divisor`, as a mean divides the sum of so many features."""

    divisor: int

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.Scaled`."""
        from skipgraph.torch_modules import Scaled

        return Scaled(self.divisor)


@dataclass(frozen=True)
class PadShortcut(Operation):
    """Every `stride`-th pixel, with channels of zeros after its own: the ResNet shortcut without weights."""

    in_channels: int
    out_channels: int
    stride: int

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.PaddedShortcut`."""
        from skipgraph.torch_modules import PaddedShortcut

        return PaddedShortcut(self.stride, self.out_channels - self.in_channels)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *((side - 1) // self.stride + 1 for side in shape[1:])

    @property
    def settings(self) -> tuple[object, ...]:
        """Its stride."""
        return (self.stride,)


@dataclass(frozen=True)
class ChannelShuffle(Operation):
    """Channels in another order: the first of each of `groups` groups, the second of each, and so on."""

    groups: int

    key = "shuffle"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.ChannelShuffle`."""
        from torch import nn

        return nn.ChannelShuffle(self.groups)

    @property
    def splits_channels(self) -> bool:
        """Whether it depends on which channel stands where."""
        return True


@dataclass(frozen=True)
class SelectChannels(Operation):
    """Some of the channels, evenly spread."""

    in_channels: int
    out_channels: int

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.Selection`."""
        from skipgraph.torch_modules import Selection

        return Selection(self.channels)

    @property
    def channels(self) -> tuple[int, ...]:
        """Which channels, ascending."""
        return tuple(place * self.in_channels // self.out_channels for place in range(self.out_channels))

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self.out_channels, *shape[1:]

    @property
    def splits_channels(self) -> bool:
        """Whether it depends on which channel stands where."""
        return True
