"""No stem."""

from dataclasses import dataclass
from typing import ClassVar

from skipgraph.plan.features import Features, Images, Sequences, Vectors
from skipgraph.plan.operations import Operations
from skipgraph.plan.stems.stem import Stem

__all__ = ["Identity"]


@dataclass(frozen=True, kw_only=True)
class Identity(Stem):
    """No stem: the input node is the example itself; `channels` must be None."""

    features: ClassVar[tuple[type[Features], ...]] = (Images, Vectors, Sequences)

    channels: None = None

    def operations(self, example: Features, channels: int) -> Operations:  # noqa: ARG002  # it does nothing
        """Return no operation."""
        return ()
