"""Normalization, over a batch or of each token by itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation

if TYPE_CHECKING:
    from torch import nn

__all__ = ["BatchNorm", "LayerNorm"]


@dataclass(frozen=True)
class BatchNorm(Operation):
    """Batch normalization with a trained scale and shift; of images over their pixels too."""

    channels: int
    of_images: bool = True

    saves_input = True
    key = "norm"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.BatchNorm2d`, or a `torch.nn.BatchNorm1d` of vectors."""
        from torch import nn

        return (nn.BatchNorm2d if self.of_images else nn.BatchNorm1d)(self.channels)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 2 * self.channels

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # the axes tell
        """Return the axis of the channels that it takes; a count of batches has none."""
        return 0 if n_axes else None


@dataclass(frozen=True)
class LayerNorm(Operation):
    """Each token, or vector, normalized by itself, with a trained scale and shift."""

    channels: int

    saves_input = True
    key = "norm"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.LayerNorm`."""
        from torch import nn

        return nn.LayerNorm(self.channels)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 2 * self.channels

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # both weights are vectors
        """Return the axis of the channels that it takes."""
        return 0
