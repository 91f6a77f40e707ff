"""Stem: the part of a spec that says what turns an example into an input node."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from skipgraph.arguments import Count, OddCount
from skipgraph.plan.features import Features, Images
from skipgraph.plan.operations import Convolution, Operations
from skipgraph.plan.part import Part

__all__ = ["ConvStem", "Stem"]


@dataclass(frozen=True, kw_only=True)
class Stem(Part, ABC):
    """What turns an example into the features of an input node; `features` are the kinds of examples that it takes.

    Parameters
    ----------
    channels : int, optional
        Channels that it makes. By default twice the growth rate where all nodes concatenate images, else the growth
        rate, so that a sum needs no projection. A node attribute ``width`` of the input node overrides it.

    Attributes
    ----------
    makes : type or None
        The kind of features that it makes; None for the kind that it takes.
    """

    makes: ClassVar[type[Features] | None] = None

    channels: Count | None = None

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return 1

    @abstractmethod
    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does.

        Parameters
        ----------
        example : Features
            What the network takes.
        channels : int
            Channels to make.

        Returns
        -------
        tuple of (str, Operation)
            One after the other, each with its name in the state dict.
        """

    def mismatches(self, example: Features) -> list[str]:  # noqa: ARG002  # most take any size
        """Return why the stem does not take an example of its kind, such as sides that patches do not fill."""
        return []


@dataclass(frozen=True, kw_only=True)
class ConvStem(Stem, ABC):
    """A stem of convolutions on images.

    Parameters
    ----------
    channels
        As in every stem.
    kernel : int
        Side of the first convolution, odd. A node attribute ``kernel`` of the input node overrides it.
    bias : bool
        Whether convolutions have a bias.
    """

    features = (Images,)
    makes = Images

    kernel: OddCount = 3
    bias: bool = False

    def _conv(self, takes: int, makes: int, kernel: int, stride: int = 1) -> Convolution:
        return Convolution(takes, makes, kernel, stride, bias=self.bias)
