"""What acts on each number by itself: ReLU, GELU and dropout."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skipgraph.plan.operations.norms import BatchNorm
from skipgraph.plan.operations.operation import Operation

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Dropout", "Gelu", "Relu"]


@dataclass(frozen=True)
class Relu(Operation):
    """The larger of zero and the input."""

    saves_output = True
    key = "relu"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.ReLU`."""
        from torch import nn

        return nn.ReLU()

    def may_overwrite(self, before: Operation) -> bool:
        """Return whether it follows a batch norm, whose output no backward pass needs."""
        return isinstance(before, BatchNorm)


@dataclass(frozen=True)
class Gelu(Operation):
    """Each number times the share of a normal distribution below it."""

    saves_input = True
    key = "gelu"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.GELU`."""
        from torch import nn

        return nn.GELU()


@dataclass(frozen=True)
class Dropout(Operation):
    """In training, each number is set to zero with probability `rate`, and the others are divided by ``1 - rate``."""

    rate: float

    saves_mask = True
    only_training = True
    key = "dropout"

    def module(self) -> "nn.Module":
        """Return a `torch.nn.Dropout`."""
        from torch import nn

        return nn.Dropout(self.rate)
