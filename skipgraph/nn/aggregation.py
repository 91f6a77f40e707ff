"""How a node joins what it reads, as modules that tools which walk over modules can see."""

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
    """A weighted sum with one trained number for each edge, at first all equal as in a mean.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    """

    def __init__(self, n_reads: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((n_reads,), 1 / n_reads))

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C, H, W)."""
        total = self.weight[0] * features[0]
        for place, feature in enumerate(features[1:], 1):
            total = total + self.weight[place] * feature
        return total


class Gated(nn.Module):
    """A mean weighted at each pixel by gates that depend on the newest feature, as in a highway network.

    The gates of all edges are a softmax, so they sum to one; at first all are equal.

    Parameters
    ----------
    n_reads : int
        Number of edges, at least 2.
    channels : int
        Width of the features.
    """

    def __init__(self, n_reads: int, channels: int) -> None:
        super().__init__()
        self.gate = nn.Conv2d(channels, n_reads, 1)

    def forward(self, *features: Tensor) -> Tensor:
        """Return (N, C, H, W)."""
        gates: Tensor = self.gate(features[-1]).softmax(1)
        total: Tensor = gates[:, :1] * features[0]
        for place, feature in enumerate(features[1:], 1):
            total = total + gates[:, place : place + 1] * feature
        return total


def make_join(aggregation: Aggregation, n_reads: int, channels: int) -> nn.Module:
    """Return the module that joins `n_reads` features.

    Parameters
    ----------
    aggregation : Aggregation
        How.
    n_reads : int
        Number of features; a single one needs no weight or gate.
    channels : int
        Width of the join.

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
    return Weighted(n_reads) if aggregation == Aggregation.WEIGHTED else Gated(n_reads, channels)
