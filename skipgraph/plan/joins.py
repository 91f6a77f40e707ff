"""Join: the part of a spec that says what the topology leaves open of how nodes join what they read."""

from dataclasses import dataclass
from typing import Literal

from skipgraph.plan.features import Images, Sequences, Vectors
from skipgraph.plan.part import Part

__all__ = ["EdgeWeights", "Join"]

EdgeWeights = Literal["free", "softmax"]
"""What a weighted join multiplies what it reads by: its trained numbers, or their softmax."""


@dataclass(frozen=True, kw_only=True)
class Join(Part):
    """What the topology leaves open of how nodes join what they read.

    Parameters
    ----------
    merge_relu : bool
        Whether a ReLU follows each merge. The last ReLU of a layer that only merges read is then left out.
    edge_weights : {"free", "softmax"}
        What a weighted join multiplies what it reads by: its trained numbers, or their softmax, which is positive and
        sums to one. The weights start as in a mean, or where the edge attribute ``initial_weight`` says.
    gate_bias : float
        Where the bias of the gates of a gated join starts; below zero, the oldest feature passes at first.
    """

    features = (Images, Vectors, Sequences)

    merge_relu: bool = False
    edge_weights: EdgeWeights = "free"
    gate_bias: float = -2.0
