"""A matrix, for a vector or for each token."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation, Shape, with_channels

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Linear"]


@dataclass(frozen=True)
class Linear(Operation):
    """A matrix and a bias, for a vector or for each token of a sequence.

    The matrix starts as torch draws it, the bias at zero.
    """

    in_features: int
    out_features: int

    saves_input = True
    key = "linear"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.Linear`."""
        from torch import nn

        linear = nn.Linear(self.in_features, self.out_features)
        nn.init.zeros_(linear.bias)
        return linear

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return (self.in_features + 1) * self.out_features

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return with_channels(shape, self.out_features)

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        return prod(shape) * self.out_features

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes."""
        return True

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # the axes tell
        """Return the axis of the channels that it takes."""
        return 1 if n_axes > 1 else None
