"""How a node joins what it reads, as torch modules: hooks and other tools can see them."""

import math
from collections.abc import Sequence
from typing import assert_never

import torch
from torch import Tensor, nn
from torch.nn import functional

from skipgraph.arguments import checked
from skipgraph.plan.operations import channels_of
from skipgraph.plan.step import PlanStep
from skipgraph.topology import Aggregation

__all__ = ["Concat", "Gated", "Mean", "Sum", "Weighted", "make_join"]


class Concat(nn.Module):
    """Features side by side, oldest first.

    Parameters
    ----------
    axis : int
        Axis of channels: 1 for images and vectors, 2 for sequences.
    """

    def __init__(self, axis: int = 1) -> None:
        super().__init__()
        self.axis = axis

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C1 + C2 + ..., H, W) of images; a single feature is passed on."""
        return features[0] if len(features) == 1 else torch.cat(features, self.axis)


class Sum(nn.Module):
    """The sum of features of one width."""

    def forward(self, *features: Tensor) -> Tensor:
        """Return the shape of a feature; a single one is passed on."""
        return _total(features)


class Mean(nn.Module):
    """The mean of features of one width."""

    def forward(self, *features: Tensor) -> Tensor:
        """Return the shape of a feature; a single one is passed on."""
        total = _total(features)
        return total.div_(len(features)) if len(features) > 1 else total


class Weighted(nn.Module):
    """A weighted sum with one trained number for each edge.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    softmax : bool
        Whether the weights are the softmax of the trained numbers, so that they are positive and sum to one.
    start : sequence of float, optional
        The initial weights, one for each edge; by default those of a mean. For a softmax they are above zero, and are
        divided by their sum.
    """

    def __init__(self, n_reads: int, *, softmax: bool = False, start: Sequence[float] | None = None) -> None:
        super().__init__()
        self.softmax = softmax
        if start is None:
            weights = [0.0 if softmax else 1 / n_reads] * n_reads
        else:
            weights = [math.log(weight) if softmax else float(weight) for weight in start]
        self.weight = nn.Parameter(torch.tensor(weights))

    def forward(self, *features: Tensor) -> Tensor:
        """Return the shape of a feature."""
        weights = self.weight.softmax(0) if self.softmax else self.weight
        total = weights[0] * features[0]
        for place, feature in enumerate(features[1:], 1):
            total.addcmul_(weights[place], feature)
        return total


class Gated(nn.Module):
    """A sum of features, each times a gate for each of its numbers, as in a highway network.

    The gates depend on the oldest feature, the carry: they are a softmax of zero for the carry and, for each other
    feature, a 1x1 convolution of the carry, or a matrix where features are vectors or sequences. If the two reads are
    the carry x and what a layer made of it, h, this is the highway of the paper, ``g h + (1 - g) x``, with its
    transform gate ``g = sigmoid(W x + b)``.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    channels : int
        Width of the features.
    bias : float
        Where b starts; below zero, the carry passes at first.
    of_images : bool
        Whether features are images, whose channels come first. Those of vectors and sequences come last.

    References
    ----------
    .. [1] R. K. Srivastava, K. Greff and J. Schmidhuber, "Highway Networks", 2015, arXiv:1505.00387.
    """

    def __init__(self, n_reads: int, channels: int, *, bias: float = -2.0, of_images: bool = True) -> None:
        super().__init__()
        n_gates = (n_reads - 1) * channels
        self.gate = nn.Conv2d(channels, n_gates, 1) if of_images else nn.Linear(channels, n_gates)
        self.gate.bias = nn.Parameter(torch.full((n_gates,), bias))
        # the gates of one number lie along this axis, in front of that of channels
        self._axis, self._split = (1, 1) if of_images else (-2, -1)
        self._front = (*([0] * (6 if of_images else 2)), 1, 0)  # one gate more in front, the carry's

    def forward(self, *features: Tensor) -> Tensor:
        """Return the shape of a feature."""
        carry, axis = features[0], self._axis
        shape = (len(features) - 1, -1)
        # in one expression, so that what only the softmax reads is dropped after it
        gates = functional.pad(self.gate(carry).unflatten(self._split, shape), self._front).softmax(axis).unbind(axis)
        total: Tensor = gates[0] * carry
        for place, feature in enumerate(features[1:], 1):
            total.addcmul_(gates[place], feature)
        return total


def _total(features: Sequence[Tensor]) -> Tensor:
    """Return the sum, which takes the memory of one feature, however many there are."""
    total = features[0] + features[1] if len(features) > 1 else features[0]
    for feature in features[2:]:
        total.add_(feature)  # a sum saves nothing for the backward pass, so it may be overwritten
    return total


@checked
def make_join(step: PlanStep) -> nn.Module:
    """Return the module that joins what a step reads.

    Parameters
    ----------
    step : PlanStep
        How, and how many features; a single one needs no weight or gate.

    Returns
    -------
    torch.nn.Module
        Takes the features as arguments, in the order of the edges.
    """
    n_reads, shape = len(step.reads), step.joined_shape
    if not step.joins:
        return Concat(1 + step.channel_axis)
    match step.aggregation:
        case Aggregation.CONCAT:
            return Concat(1 + step.channel_axis)
        case Aggregation.SUM:
            return Sum()
        case Aggregation.MEAN:
            return Mean()
        case Aggregation.WEIGHTED:
            return Weighted(n_reads, softmax=step.edge_weights == "softmax", start=step.initial_weights)
        case Aggregation.GATED:
            return Gated(n_reads, channels_of(shape), bias=step.gate_bias, of_images=len(shape) == 3)
        case _:
            assert_never(step.aggregation)
