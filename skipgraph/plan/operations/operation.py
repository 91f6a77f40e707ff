"""Operation: the smallest part of a step, and the shapes that it takes and makes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from skipgraph.arguments import check, shown
from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Operation", "Operations", "Shape", "channel_axis", "channels_of", "with_channels"]

Shape = tuple[int, ...]
"""Shape of one example: (channels, height, width) of an image, (channels,) of a vector, (tokens, channels) of a
sequence."""


def channel_axis(shape: Shape) -> int:
    """Return the axis of channels: the first one of an image, the last one of a vector or a sequence."""
    try:  # a plan asks for each edge, so nothing is checked before
        return 0 if len(shape) == 3 else len(shape) - 1
    except TypeError:
        raise _no_shape(shape) from None


def channels_of(shape: Shape) -> int:
    """Return the number of channels."""
    try:
        return shape[channel_axis(shape)]
    except (TypeError, LookupError):
        raise _no_shape(shape) from None


def with_channels(shape: Shape, channels: int) -> Shape:
    """Return the same shape with another number of channels."""
    axis = channel_axis(shape)
    if type(channels) is not int:
        channels = check("channels", channels, int)
    try:
        return *shape[:axis], channels, *shape[axis + 1 :]
    except (TypeError, LookupError):
        raise _no_shape(shape) from None


def _no_shape(shape: object) -> ArgumentError:
    return ArgumentError(f"shape must be that of one example, a tuple of whole numbers, got {shown(shape)}")


@dataclass(frozen=True)
class Operation(ABC):
    """The smallest part of a step: it turns one tensor into another.

    A subclass says what it makes, holds and costs, and which torch module it is. It must define `module`. All else has
    a default: that of an operation without parameters, which keeps the shape and multiplies nothing.

    Attributes
    ----------
    key : str
        What its kind is called in the names of a state dict, as in ``conv1``.
    saves_input, saves_output : bool
        Which of its tensors the backward pass needs.
    saves_mask : bool
        Whether it keeps one more number for each number that it makes, as dropout does on a CPU.
    only_training : bool
        Whether it does something only in training.
    fixes_size : bool
        Whether it takes only inputs of the planned size, as trained positions do.
    """

    key: ClassVar[str] = "operation"
    saves_input: ClassVar[bool] = False
    saves_output: ClassVar[bool] = False
    saves_mask: ClassVar[bool] = False
    only_training: ClassVar[bool] = False
    fixes_size: ClassVar[bool] = False

    @abstractmethod
    def module(self) -> "nn.Module":
        """Return the torch module, with `n_parameters` trainable numbers."""

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return 0

    @property
    def inner(self) -> "Operations":
        """The operations that this one is made of, if it is made of others."""
        return ()

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return shape

    def macs(self, shape: Shape) -> int:  # noqa: ARG002  # most operations multiply nothing
        """Return the multiply-accumulates for one example of `shape`."""
        return 0

    def n_inside(self, shape: Shape) -> int:  # noqa: ARG002  # most make nothing but their output
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        return 0

    def n_saved_inside(self, shape: Shape) -> int:  # noqa: ARG002  # most make nothing but their output
        """Return how many numbers the backward pass needs, besides its input and output."""
        return 0

    def faults(self) -> tuple[str, ...]:
        """Return what is wrong with its numbers, such as groups that do not divide channels."""
        return ()

    def may_overwrite(self, before: "Operation") -> bool:  # noqa: ARG002  # most may not
        """Return whether it may overwrite what the operation `before` it made, as its module's ``inplace`` says."""
        return False

    # what recomputing and inheriting of weights ask

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes, as of a convolution or matrix."""
        return False

    @property
    def is_costly(self) -> bool:
        """Whether recomputing ends here: what it makes is kept, and all that comes before it is recomputed."""
        return self.mixes_channels

    @property
    def splits_channels(self) -> bool:
        """Whether it depends on the places of channels, so that none can be removed."""
        return False

    @property
    def settings(self) -> tuple[object, ...]:
        """What it does, whatever its numbers of channels: equal for two operations that can share weights."""
        return ()

    def input_axis(self, name: str, n_axes: int) -> int | None:  # noqa: ARG002  # most hold no weights
        """Return the axis of a tensor of its module along which the channels that it takes lie.

        Parameters
        ----------
        name : str
            Key of the tensor in the module's state.
        n_axes : int
            Number of axes of the tensor.

        Returns
        -------
        int or None
            None where no axis is one of the channels it takes, as for a bias.
        """
        return None


Operations = tuple[tuple[str, Operation], ...]
"""What a step does, one after the other, by name."""
