"""Recipe: all about training that neither the network nor the data say."""

from dataclasses import dataclass
from typing import Annotated

from skipgraph.arguments import Count, Index, NonNegative, Positive, Rate, Rule, check_fields
from skipgraph.errors import ArgumentError
from skipgraph.train.losses import are_weights

__all__ = ["Recipe"]

HeadWeights = Annotated[tuple[float, ...], Rule("finite numbers from 0 on, not all 0", are_weights)]
"""How much each head counts in the loss."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train.

    Parameters
    ----------
    seed : int
        Decides the order of the images and all that is random in the network, such as dropout.
    epochs : int
        Passes over the training images.
    batch_size : int
        Images in each step. Images that fill no whole step are left out of that epoch.
    learning_rate : float
        At the first step; it falls to 0 along half a cosine.
    momentum : float
        Of Nesterov's method, from 0 to below 1.
    weight_decay : float
        L2 penalty on every parameter, at least 0.
    head_weights : tuple of float, optional
        Weight of each head in the loss of a network with several heads, as in `joint_loss`; by default 1.

    Raises
    ------
    ArgumentError
        If a value is out of range; the message lists every fault.

    Examples
    --------
    >>> Recipe(seed=0, epochs=10).epochs
    10
    """

    seed: Index
    epochs: Count = 5
    batch_size: Count = 32
    learning_rate: Positive = 0.1
    momentum: Rate = 0.9
    weight_decay: NonNegative = 1e-4
    head_weights: HeadWeights | None = None

    def __post_init__(self) -> None:
        faults = check_fields(self)
        if faults:
            raise ArgumentError("; ".join(faults))
