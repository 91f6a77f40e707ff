"""Recipe: all about training that neither the network nor the data say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from skipgraph.arguments import check_count, check_positive, check_probability
from skipgraph.errors import ArgumentError
from skipgraph.train.losses import are_weights

__all__ = ["Recipe"]


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

    seed: int
    epochs: int = 5
    batch_size: int = 32
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-4
    head_weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        faults = []
        for name, check in _CHECKS:
            try:
                object.__setattr__(self, name, check(name, getattr(self, name)))
            except ArgumentError as error:
                faults.append(str(error))
        if faults:
            raise ArgumentError("; ".join(faults))


def _check_momentum(name: str, value: object) -> float:
    if check_probability(name, value) == 1:
        raise ArgumentError(f"{name} must be below 1, got {value!r}")
    return check_probability(name, value)


def _check_decay(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value < float("inf"):
        raise ArgumentError(f"{name} must be a finite number of at least 0, got {value!r}")
    return float(value)


def _check_head_weights(name: str, value: object) -> tuple[float, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not are_weights(value):
        raise ArgumentError(f"{name} must be None or finite numbers from 0 on, not all 0, got {value!r}")
    return tuple(value)


_CHECKS: tuple[tuple[str, Callable[[str, object], object]], ...] = (
    ("seed", partial(check_count, least=0)),
    ("epochs", check_count),
    ("batch_size", check_count),
    ("learning_rate", check_positive),
    ("momentum", _check_momentum),
    ("weight_decay", _check_decay),
    ("head_weights", _check_head_weights),
)
