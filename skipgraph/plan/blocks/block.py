"""Block: the part of a spec that says what a layer does."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from skipgraph.arguments import Count, Kernel, Padding, Rate
from skipgraph.plan.operations import Convolution, Operation, Operations, numbered, with_dropout
from skipgraph.plan.part import Part

__all__ = ["Block", "BottleneckBlock", "ConvBlock"]


@dataclass(frozen=True, kw_only=True)
class Block(Part, ABC):
    """What a layer does with what it joined.

    A block of your own is a frozen dataclass with the method `operations`. Its costs, torch modules, recomputing and
    files follow from that. Where a layer gets to a coarser stage by its own stride, the plan gives that stride to the
    first convolution with the largest kernel. The node attributes ``kernel``, ``padding``, ``dilation``, ``groups`` and
    ``inner_width`` override
    fields of these names.

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
    kernel : int or tuple of int
        Height and width of the largest convolution, odd; one number is both. The node attribute may be a number or a
        word such as ``"1x7"``.
    bias : bool
        Whether convolutions have a bias.
    dropout : float
        Rate of the dropout after each convolution.
    padding : int, optional
        Zeros around what the largest convolution reads, in pixels; by default as many as keep the size.
    dilation : int
        How far apart the pixels are that the largest convolution reads together.
    """

    kernel: Kernel = 3
    bias: bool = False
    dropout: Rate = 0.0
    padding: Padding | None = None
    dilation: Count = 1

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does; names count each kind: conv1, norm1, relu1, conv2, ..."""
        return with_dropout(self.dropout, numbered(self._operations(channels, width)), after=(Convolution,))

    @abstractmethod
    def _operations(self, channels: int, width: int) -> list[Operation]:
        """Return the operations without dropout."""

    def _large(self, channels: int, width: int, groups: int = 1) -> Convolution:
        """Return the convolution with the large kernel."""
        return Convolution(
            channels,
            width,
            self.kernel,
            groups=groups,
            bias=self.bias,
            padding=self.padding,
            dilation=self.dilation,
        )

    def _point(self, channels: int, width: int, groups: int = 1) -> Convolution:
        """Return a 1x1 convolution."""
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
