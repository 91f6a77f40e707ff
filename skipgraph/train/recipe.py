"""Recipe: everything about training that neither the network nor the data say."""

import math
from dataclasses import dataclass

from skipgraph.errors import ArgumentError
from skipgraph.train.losses import are_weights

__all__ = ["Recipe"]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train.

    Parameters
    ----------
    seed : int
        Decides the order of the images and whatever is random in the network.
    epochs : int
        Passes over the training images.
    batch_size : int
        Images in each step; the few left over sit out one epoch.
    learning_rate : float
        At the first step; it falls to zero along half a cosine.
    momentum : float
        Of Nesterov's method.
    weight_decay : float
        L2 penalty on every parameter.
    head_weights : tuple of float, optional
        Of each head in the loss of a network with several, as in `joint_loss`; by default 1.

    Raises
    ------
    ArgumentError
        If a value is out of range; the message lists every fault.

    Examples
    --------
    >>> Recipe(seed=0, epochs=10).epochs
    10
    """

    seed: int
    epochs: int = 5
    batch_size: int = 32
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-4
    head_weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        rules: list[tuple[str, bool, str]] = [
            ("seed", _is_count(self.seed, 0), "a whole number from 0"),
            ("epochs", _is_count(self.epochs, 1), "a whole number from 1"),
            ("batch_size", _is_count(self.batch_size, 1), "a whole number from 1"),
            ("learning_rate", 0 < self.learning_rate < math.inf, "above 0 and finite"),
            ("momentum", 0 <= self.momentum < 1, "from 0 to below 1"),
            ("weight_decay", 0 <= self.weight_decay < math.inf, "at least 0 and finite"),
            (
                "head_weights",
                self.head_weights is None or are_weights(self.head_weights),
                "None or finite numbers from 0 on, not all 0",
            ),
        ]
        weights: object = self.head_weights
        if isinstance(weights, list):
            object.__setattr__(self, "head_weights", tuple(weights))
        faults = [f"{name} must be {rule}, got {getattr(self, name)!r}" for name, kept, rule in rules if not kept]
        if faults:
            raise ArgumentError("; ".join(faults))


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
