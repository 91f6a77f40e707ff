"""Head: the part of a spec that says what turns what an output joins into logits."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from skipgraph.plan.operations import Operations
from skipgraph.plan.part import Part

__all__ = ["Head"]


@dataclass(frozen=True, kw_only=True)
class Head(Part, ABC):
    """What turns what an output joins into logits.

    Attributes
    ----------
    per_pixel : bool
        Whether it makes logits of each pixel of the image.
    """

    per_pixel: ClassVar[bool] = False

    @abstractmethod
    def operations(self, channels: int, scale: int) -> Operations:
        """Return what the head does.

        Parameters
        ----------
        channels : int
            Channels that it takes.
        scale : int
            Side of one pixel of what it takes, in pixels of the image.

        Returns
        -------
        tuple of (str, Operation)
            One after the other, each with its name in the state dict.
        """

    @property
    @abstractmethod
    def n_classes(self) -> int | None:
        """Number of logits; None where the head makes none."""
