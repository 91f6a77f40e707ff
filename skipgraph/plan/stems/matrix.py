"""Stems of one matrix, for vectors, tokens, or an image as a vector."""

from dataclasses import dataclass
from math import prod

from skipgraph.plan import operations
from skipgraph.plan.features import Features, Images, Sequences, Vectors
from skipgraph.plan.operations import Operations, Positions
from skipgraph.plan.stems.stem import Stem

__all__ = ["Flatten", "Linear", "LinearPosition"]


@dataclass(frozen=True, kw_only=True)
class Linear(Stem):
    """A matrix, for a vector or each token.

    Parameters
    ----------
    channels
        As in every stem.
    """

    features = (Vectors, Sequences)

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        return (("linear", operations.Linear(example.channels, channels)),)


@dataclass(frozen=True, kw_only=True)
class LinearPosition(Stem):
    """A matrix for each token, and trained positions.

    Parameters
    ----------
    channels
        As in every stem.
    """

    features = (Sequences,)

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        linear = operations.Linear(example.channels, channels)
        return (("linear", linear), ("position", Positions(example.shape[0], channels)))


@dataclass(frozen=True, kw_only=True)
class Flatten(Stem):
    """A matrix for all pixels of an image as one vector.

    Parameters
    ----------
    channels
        As in every stem.
    """

    features = (Images,)
    makes = Vectors

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        linear = operations.Linear(prod(example.shape), channels)
        return (("flatten", operations.Flatten()), ("linear", linear))
