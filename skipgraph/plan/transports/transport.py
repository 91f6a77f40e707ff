"""Transport: the part of a spec that says how a feature gets to another stage without a transition node."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from skipgraph.plan.operations import Operations
from skipgraph.plan.resizing import Resizing

__all__ = ["Transport"]


@dataclass(frozen=True, kw_only=True)
class Transport(Resizing, ABC):
    """How a feature gets to another stage without a transition node, one stage at a time.

    One transport serves all readers of a feature in a stage. Its fields are those of `Resizing`.

    Attributes
    ----------
    strides_layers : bool
        Whether a layer that reads from a finer stage gets there by its own stride instead.
    """

    strides_layers: ClassVar[bool] = False

    @abstractmethod
    def operations(self, channels: int, stages: int) -> Operations:
        """Return what brings a feature to another stage.

        Parameters
        ----------
        channels : int
            Channels of the feature.
        stages : int
            1 to the next coarser stage, -1 to the next finer one.

        Returns
        -------
        tuple of (str, Operation)
            One after the other, each with its name in the state dict.
        """
