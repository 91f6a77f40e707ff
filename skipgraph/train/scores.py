"""How well a network does: loss, accuracy and mean intersection over union, head by head."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from skipgraph.arguments import Count, checked
from skipgraph.train.dataset import VOID, LabelledImages
from skipgraph.train.losses import check_logits, head_weights, heads_of, loss_sums

__all__ = ["ConfusionCounts", "Scores", "evaluate"]

_EVALUATION_IMAGES, _EVALUATION_PIXELS = 512, 1 << 17


@dataclass(frozen=True)
class Scores:
    """How well a network does on a part of the data.

    Parameters
    ----------
    loss : float
        Mean cross-entropy in nats; of several heads the weighted sum.
    accuracy : float
        Share of images, or of pixels, that the last head classifies rightly.
    mean_iou : float or None
        Of pixels: intersection over union of what the last head finds and what is there, the mean over the
        classes that occur in either. None for labels of images.
    heads : tuple of Scores
        The same of each head by itself, in their order; empty if there is only one.
    """

    loss: float
    accuracy: float
    mean_iou: float | None = None
    heads: "tuple[Scores, ...]" = ()

    @property
    def quality(self) -> float:
        """What the best epoch has most of: the mean IoU for pixels, the accuracy for images."""
        return self.accuracy if self.mean_iou is None else self.mean_iou

    def columns(self, prefix: str) -> dict[str, float]:
        """Return the numbers by name, those of heads as ``{prefix}_head1_loss`` and so on."""
        named = {f"{prefix}_loss": self.loss, f"{prefix}_accuracy": self.accuracy}
        if self.mean_iou is not None:
            named[f"{prefix}_mean_iou"] = self.mean_iou
        for number, head in enumerate(self.heads, 1):
            named |= head.columns(f"{prefix}_head{number}")
        return named

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> "Scores":
        """Return what `dataclasses.asdict` made a dict of."""
        heads = tuple(cls.from_dict(head) for head in fields["heads"])
        return cls(fields["loss"], fields["accuracy"], fields["mean_iou"], heads)


class ConfusionCounts:
    """Counts over batches, from which scores are made at the end.

    Parameters
    ----------
    n_classes : int
        Number of classes.
    weights : sequence of float, optional
        Of the heads in the loss.
    """

    def __init__(self, n_classes: int, weights: Sequence[float] | None = None) -> None:
        self.n_classes, self.weights = n_classes, weights
        self._pixels = False
        self._losses = torch.zeros(())
        self._counts = torch.zeros(())

    def add(self, heads: Sequence[Tensor], labels: Tensor, sums: Tensor) -> None:
        """Count a batch.

        Parameters
        ----------
        heads : sequence of Tensor
            Logits of each head.
        labels : Tensor of int64, shape (n,) or (n, height, width)
            Classes or `VOID`.
        sums : Tensor, shape (n_heads,)
            Their losses, as `loss_sums` gives them.
        """
        self._pixels = labels.ndim > 1
        if not self._counts.ndim:  # by head; right, found and there; class
            self._counts = labels.new_zeros(len(heads), 3, self.n_classes)
            self._losses = sums.new_zeros(len(heads), dtype=torch.float64)
        self._losses += sums.detach()
        counting = labels != VOID
        there = labels[counting]
        for counts, logits in zip(self._counts, heads, strict=True):
            found = logits.detach().argmax(1)[counting]
            for row, classes in zip(counts, (there[found == there], found, there), strict=True):
                row += torch.bincount(classes, minlength=self.n_classes)

    def scores(self) -> Scores:
        """Return the scores of all that was counted.

        Returns
        -------
        Scores
            With not-a-number where no label counts.
        """
        losses, counts = self._losses.cpu(), self._counts.cpu().double()
        n_labels = float(counts[0, 2].sum()) or math.nan
        heads = []
        for loss, (right, found, there) in zip(losses.tolist(), counts, strict=True):
            union = found + there - right
            iou = float((right / union)[union > 0].mean()) if self._pixels else None
            heads.append(Scores(loss / n_labels, float(right.sum()) / n_labels, iou))
        last = heads[-1]
        weights = head_weights(self.weights, len(heads))
        joint = math.fsum(weight * head.loss for weight, head in zip(weights, heads, strict=True))
        return Scores(joint, last.accuracy, last.mean_iou, tuple(heads) if len(heads) > 1 else ())


@checked
def evaluate(
    net: nn.Module, part: LabelledImages, *, n_classes: Count, weights: Sequence[float] | None = None
) -> Scores:
    """Score a network on a part of the data.

    Parameters
    ----------
    net : torch.nn.Module
        Images to logits, or to a tuple of logits; it is left in evaluation mode.
    part : LabelledImages
        On the network's device.
    n_classes : int
        Number of classes.
    weights : sequence of float, optional
        Of the heads in the loss, as in `joint_loss`.

    Returns
    -------
    Scores
        Over all labels that count.
    """
    net.eval()
    counts = ConfusionCounts(n_classes, weights)
    height, width = part.images.shape[2:]
    batch = max(1, min(_EVALUATION_IMAGES, _EVALUATION_PIXELS // (height * width)))
    with torch.no_grad():
        for first in range(0, len(part), batch):
            images, labels = part.images[first : first + batch], part.labels[first : first + batch]
            heads = heads_of(net(images))
            check_logits(heads, labels, n_classes=n_classes)
            counts.add(heads, labels, loss_sums(heads, labels))
    return counts.scores()
