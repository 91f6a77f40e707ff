"""Block: the part of a spec that says what a layer does."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from skipgraph.arguments import Count, OddCount, Rate
from skipgraph.plan.operations import Convolution, Operation, Operations, numbered, with_dropout
from skipgraph.plan.part import Part

__all__ = ["Block", "BottleneckBlock", "ConvBlock"]


@dataclass(frozen=True, kw_only=True)
class Block(Part, ABC):
    """What a layer does with the channels that it joined.

    A block of your own is a frozen dataclass with `operations`: its bill, its modules, recomputing and files follow.
    Where a layer moves to a coarser stage by its stride, the plan puts that stride in the first convolution with the
    largest kernel. The node attributes ``kernel``, ``groups`` and ``inner_width`` override fields of these names.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from skipgraph.plan.operations import BatchNorm, Convolution, numbered
    >>> @dataclass(frozen=True, kw_only=True)
    ... class NormConv(Block):
    ...     kernel: int = 3
    ...     def operations(self, channels, width):
    ...         return numbered([BatchNorm(channels), Convolution(channels, width, self.kernel)])
    >>> [name for name, _ in NormConv(kernel=5).operations(8, 4)]
    ['norm1', 'conv1']
    """

    @abstractmethod
    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does.

        Parameters
        ----------
        channels, width : int
            Channels that it takes and makes.

        Returns
        -------
        tuple of (str, Operation)
            One after the other, each with its name in the state dict.
        """


@dataclass(frozen=True, kw_only=True)
class ConvBlock(Block, ABC):
    """A block of convolutions on images.

    Parameters
    ----------
    kernel : int
        Side of the largest convolution, odd.
    bias : bool
        Whether convolutions have a bias.
    dropout : float
        Share of the numbers set to zero in training after each convolution.
    """

    kernel: OddCount = 3
    bias: bool = False
    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does; names count each kind: conv1, norm1, relu1, conv2, ..."""
        return with_dropout(self.dropout, numbered(self._operations(channels, width)), after=(Convolution,))

    @abstractmethod
    def _operations(self, channels: int, width: int) -> list[Operation]:
        """Return the operations without dropout."""

    def _large(self, channels: int, width: int, groups: int = 1) -> Convolution:
        """Return the convolution with the large kernel."""
        return Convolution(channels, width, self.kernel, 1, groups, bias=self.bias)

    def _point(self, channels: int, width: int, groups: int = 1) -> Convolution:
        """Return a convolution of each pixel by itself."""
        return Convolution(channels, width, 1, 1, groups, bias=self.bias)


@dataclass(frozen=True, kw_only=True)
class BottleneckBlock(ConvBlock, ABC):
    """A block whose large convolution stands between others and has a width of its own.

    Parameters
    ----------
    width : int
        Channels between the convolutions, in multiples of what the layer makes.
    inner_width : int, optional
        The same in channels, in place of `width`.
    groups : int
        Groups of channels that the large convolution keeps apart.
    """

    width: Count = 4
    inner_width: Count | None = None
    groups: Count = 1

    def _inner(self, width: int) -> int:
        """Return the channels between the convolutions."""
        return self.inner_width or self.width * width
