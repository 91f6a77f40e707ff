"""Transition: the part of a spec that says what a transition node does."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from skipgraph.plan.operations import Convolution, Operations
from skipgraph.plan.part import Part
from skipgraph.plan.resizing import Resizing

__all__ = ["ImageTransition", "Transition", "kept"]


@dataclass(frozen=True, kw_only=True)
class Transition(Part, ABC):
    """What a transition node does, and how a summand gets the width of a sum.

    Attributes
    ----------
    is_shortcut : bool
        Whether it makes as many channels as the layers of its stage, as the shortcut of a ResNet, where no node
        attribute ``width`` says otherwise.
    """

    is_shortcut: ClassVar[bool] = False

    @abstractmethod
    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does.

        Parameters
        ----------
        channels : int
            Channels that it takes.
        width : int or None
            Channels that it makes; None where the topology does not say, and it is no shortcut.
        stages : int
            How much coarser its output is than what it reads; below zero, finer.

        Returns
        -------
        tuple of (str, Operation)
            One after the other, each with its name in the state dict.
        """

    @abstractmethod
    def projection(self, channels: int, width: int) -> Operations:
        """Return what makes the `channels` of a summand `width`."""


@dataclass(frozen=True, kw_only=True)
class ImageTransition(Transition, Resizing, ABC):
    """A transition of images; its fields are those of `Resizing`."""

    def projection(self, channels: int, width: int) -> Operations:
        """Return a 1x1 convolution, which makes the `channels` of a summand `width`."""
        return (("conv", Convolution(channels, width, 1)),)


def kept(compression: float, channels: int) -> int:
    """Return how many channels a share of them is, at least one."""
    return max(1, int(channels * compression))
