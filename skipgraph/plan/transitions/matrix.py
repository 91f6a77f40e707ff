"""Transitions of vectors and sequences."""

from abc import ABC
from dataclasses import dataclass

from skipgraph.arguments import Share
from skipgraph.plan.features import Sequences, Vectors
from skipgraph.plan.operations import BatchNorm, LayerNorm, Linear, Operations, Relu
from skipgraph.plan.transitions.transition import Transition, kept

__all__ = ["NormLinear", "NormReluLinear"]


@dataclass(frozen=True, kw_only=True)
class _MatrixTransition(Transition, ABC):
    compression: Share = 1.0

    def _linear(self, channels: int, width: int | None) -> Operations:
        return (("linear", Linear(channels, kept(self.compression, channels) if width is None else width)),)

    def projection(self, channels: int, width: int) -> Operations:
        """Return a matrix, which makes the `channels` of a summand `width`."""
        return (("linear", Linear(channels, width)),)


@dataclass(frozen=True, kw_only=True)
class NormReluLinear(_MatrixTransition):
    """BN-ReLU-linear, of vectors.

    Parameters
    ----------
    compression : float
        Share of the channels that it keeps, where no node attribute ``width`` says otherwise.
    """

    features = (Vectors,)

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:  # noqa: ARG002  # one stage
        """Return what a transition node does with `channels`."""
        norm = BatchNorm(channels, of_images=False)
        return (("norm", norm), ("relu", Relu()), *self._linear(channels, width))


@dataclass(frozen=True, kw_only=True)
class NormLinear(_MatrixTransition):
    """LN-linear, of sequences.

    Parameters
    ----------
    compression : float
        Share of the channels that it keeps, where no node attribute ``width`` says otherwise.
    """

    features = (Sequences,)

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:  # noqa: ARG002  # one stage
        """Return what a transition node does with `channels`."""
        return (("norm", LayerNorm(channels)), *self._linear(channels, width))
