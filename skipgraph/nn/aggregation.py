"""How a node joins what it reads, as modules that tools which walk over modules can see."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from skipgraph.topology import Aggregation

__all__ = ["Concat", "Gated", "Mean", "Sum", "Weighted", "make_join"]


class Concat(nn.Module):
    """Features side by side, oldest first."""

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C1 + C2 + ..., H, W); a single feature is passed on."""
        return features[0] if len(features) == 1 else torch.cat(features, 1)


class Sum(nn.Module):
    """The sum of features of one width."""

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C, H, W); a single feature is passed on."""
        total = features[0]
        for feature in features[1:]:
            total = total + feature
        return total


class Mean(nn.Module):
    """The mean of features of one width."""

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C, H, W); a single feature is passed on."""
        total = features[0]
        for feature in features[1:]:
            total = total + feature
        return total / len(features) if len(features) > 1 else total


class Weighted(nn.Module):
    """A weighted sum with one trained number for each edge.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    softmax : bool
        Whether the weights are the softmax of the trained numbers, so that they are positive and sum to one.
    start : sequence of float, optional
        The weights at first, one for each edge; by default those of a mean. For a softmax they are above zero, and
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
        """Return (N, C, H, W)."""
        weights = self.weight.softmax(0) if self.softmax else self.weight
        total = weights[0] * features[0]
        for place, feature in enumerate(features[1:], 1):
            total = total + weights[place] * feature
        return total


class Gated(nn.Module):
    """Gates of each number that say how much of each feature passes, as in a highway network.

    The gates depend on the oldest feature, the carry: they are a softmax of zero for the carry and a 1x1
    convolution of it for each other feature. With two reads, the carry x and what a layer made of it, h, this
    is the highway ``g h + (1 - g) x`` with the transform gate ``g = sigmoid(W x + b)`` of the paper.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    channels : int
        Width of the features.
    bias : float
        Where b starts; below zero, the carry passes at first.

    References
    ----------
    .. [1] R. K. Srivastava, K. Greff and J. Schmidhuber, "Highway Networks", 2015, arXiv:1505.00387.
    """

    def __init__(self, n_reads: int, channels: int, *, bias: float = -2.0) -> None:
        super().__init__()
        self.gate = nn.Conv2d(channels, (n_reads - 1) * channels, 1)
        self.gate.bias = nn.Parameter(torch.full(((n_reads - 1) * channels,), bias))

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C, H, W)."""
        carry = features[0]
        others: Tensor = self.gate(carry).unflatten(1, (len(features) - 1, -1))
        gates = torch.cat([torch.zeros_like(others[:, :1]), others], 1).softmax(1)
        total = gates[:, 0] * carry
        for place, feature in enumerate(features[1:], 1):
            total = total + gates[:, place] * feature
        return total


def make_join(
    aggregation: Aggregation,
    n_reads: int,
    channels: int,
    *,
    softmax: bool = False,
    start: Sequence[float] | None = None,
    gate_bias: float = -2.0,
) -> nn.Module:
    """Return the module that joins `n_reads` features.

    Parameters
    ----------
    aggregation : Aggregation
        How.
    n_reads : int
        Number of features; a single one needs no weight or gate.
    channels : int
        Width of the join.
    softmax : bool
        Whether the weights of a weighted join sum to one.
    start : sequence of float, optional
        Where the weights of a weighted join start; by default as in a mean.
    gate_bias : float
        Where the gates of a gated join start.

    Returns
    -------
    torch.nn.Module
        Takes the features as arguments, in the order of the edges.
    """
    if n_reads < 2 or aggregation == Aggregation.CONCAT:
        return Concat()
    if aggregation == Aggregation.SUM:
        return Sum()
    if aggregation == Aggregation.MEAN:
        return Mean()
    if aggregation == Aggregation.WEIGHTED:
        return Weighted(n_reads, softmax=softmax, start=start)
    return Gated(n_reads, channels, bias=gate_bias)
