"""The loss of one head, or of several together."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.train.dataset import VOID

__all__ = ["are_weights", "head_weights", "heads_of", "joint_loss", "loss_sums", "weighted_loss"]


@checked
def joint_loss(logits: Tensor | Sequence[Tensor], labels: Tensor, *, weights: Sequence[float] | None = None) -> Tensor:
    """Return the weighted sum of the cross-entropies of all heads.

    Parameters
    ----------
    logits : Tensor or sequence of Tensor
        Of one head or of each, shape (n, n_classes), or (n, n_classes, height, width) for segmentation.
    labels : Tensor of int64, shape (n,) or (n, height, width)
        Classes. A label that is `VOID` does not count.
    weights : sequence of float, optional
        Of each head, at least 0 and not all 0; by default 1.

    Returns
    -------
    Tensor
        A scalar in nats: ``sum(w * mean cross-entropy of the head over labels that count)``; 0 if no label counts.

    Raises
    ------
    ArgumentError
        If the weights break their rule.

    References
    ----------
    .. [1] H. Hu, D. Dey, M. Hebert and J. A. Bagnell, "Learning Anytime Predictions in Neural Networks via
       Adaptive Loss Balancing", AAAI 2019, arXiv:1708.06832, equation 1.

    Examples
    --------
    >>> unsure, sure = torch.zeros(1, 2), torch.tensor([[20.0, -20.0]])
    >>> round(float(joint_loss((unsure, sure), torch.tensor([0]), weights=[2, 1])), 4)
    1.3863
    """
    heads = heads_of(logits)
    check_logits(heads, labels, n_classes=None)
    return weighted_loss(loss_sums(heads, labels), labels, weights)


def check_logits(heads: Sequence[Tensor], labels: Tensor, *, n_classes: int | None) -> None:
    """Refuse logits and labels that no loss can be made of.

    Parameters
    ----------
    heads : sequence of Tensor
        Logits of each head.
    labels : Tensor
        Classes or `VOID`.
    n_classes : int, optional
        How many classes the heads must tell apart; by default as many as they do.

    Raises
    ------
    ArgumentError
        If types or shapes do not fit, or a label is of no class; the message names the head.
    """
    if not heads:
        raise ArgumentError("logits must hold those of at least one head")
    if labels.dtype != torch.int64:
        raise ArgumentError(f"labels must be int64, got {labels.dtype}")
    for number, logits in enumerate(heads, 1):
        found = tuple(logits.shape[1:2])
        expected = (len(labels), *(found if n_classes is None else (n_classes,)), *labels.shape[1:])
        if not logits.is_floating_point() or len(found) != 1 or tuple(logits.shape) != expected:
            raise ArgumentError(
                f"logits of head {number} have shape {tuple(logits.shape)} and {logits.dtype}, "
                f"labels of shape {tuple(labels.shape)} take (n, classes, ...) of floats"
                + ("" if n_classes is None else f" with {n_classes} classes")
            )
        if labels.numel() and not VOID <= int(labels.min()) <= int(labels.max()) < expected[1]:
            raise ArgumentError(
                f"labels must be 0 to {expected[1] - 1} or {VOID} for void, got {int(labels.min())} to "
                f"{int(labels.max())}"
            )


def weighted_loss(sums: Tensor, labels: Tensor, weights: Sequence[float] | None) -> Tensor:
    """Return the joint loss of several heads.

    Parameters
    ----------
    sums : Tensor, shape (n_heads,)
        The loss of each head, summed over all labels that count, as `loss_sums` gives it.
    labels : Tensor of int64
        Classes or `VOID`.
    weights : sequence of float, optional
        Of each head; by default 1.

    Returns
    -------
    Tensor
        A scalar in nats, as of `joint_loss`.
    """
    return sums @ sums.new_tensor(head_weights(weights, len(sums))) / (labels != VOID).sum().clamp(min=1)


def heads_of(logits: Tensor | Sequence[Tensor]) -> tuple[Tensor, ...]:
    """Return the logits of each head as a tuple, also where there is only one head."""
    return (logits,) if isinstance(logits, Tensor) else tuple(logits)


def head_weights(weights: Sequence[float] | None, n_heads: int) -> tuple[float, ...]:
    """Return the weight of each head.

    Parameters
    ----------
    weights : sequence of float, optional
        The weights asked for.
    n_heads : int
        Number of heads.

    Returns
    -------
    tuple of float
        The weights asked for; 1 for each head where none were.

    Raises
    ------
    ArgumentError
        If there are fewer or more weights than heads, a weight is negative or not finite, or all are 0.
    """
    if weights is None:
        return (1.0,) * n_heads
    if len(weights) != n_heads:
        raise ArgumentError(
            f"head weights must be one for each of the {n_heads} heads, got {len(weights)}: {weights!r}"
        )
    if not are_weights(weights):
        raise ArgumentError(f"head weights must be finite numbers from 0 on, not all 0, got {weights!r}")
    return tuple(map(float, weights))


def are_weights(value: object) -> bool:
    """Return whether these are finite numbers from 0 on, not all 0."""
    if not isinstance(value, Sequence) or not any(value):
        return False
    return all(isinstance(weight, int | float) and 0 <= weight < math.inf for weight in value)


def loss_sums(heads: Sequence[Tensor], labels: Tensor) -> Tensor:
    """Return the cross-entropy of each head, summed over all labels that count.

    Parameters
    ----------
    heads : sequence of Tensor
        Logits of each head, shape (n, n_classes) or (n, n_classes, height, width).
    labels : Tensor of int64
        Classes or `VOID`.

    Returns
    -------
    Tensor
        Shape (n_heads,), in nats.
    """
    flat = labels.flatten()
    # pixel by pixel, as sums over images of pixels are not made in a fixed order on a GPU
    return torch.stack(
        [
            functional.cross_entropy(logits.movedim(1, -1).flatten(0, -2), flat, ignore_index=VOID, reduction="sum")
            for logits in heads
        ]
    )
