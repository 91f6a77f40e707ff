"""No head."""

from dataclasses import dataclass

from skipgraph.plan.features import Images, Sequences, Vectors
from skipgraph.plan.heads.head import Head
from skipgraph.plan.operations import Operations

__all__ = ["PassedOn"]


@dataclass(frozen=True, kw_only=True)
class PassedOn(Head):
    """No head: the network returns what an output joins, features instead of logits."""

    features = (Images, Vectors, Sequences)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # it does nothing
        """Return no operation."""
        return ()

    @property
    def n_classes(self) -> None:
        """There are no logits."""
        return None
