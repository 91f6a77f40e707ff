"""The kinds of features that a network takes and its nodes make: images, vectors, sequences of tokens."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from skipgraph.arguments import Count, check_fields
from skipgraph.errors import ArgumentError
from skipgraph.plan.operations import Shape

__all__ = ["Features", "Images", "Sequences", "Vectors"]


@dataclass(frozen=True, kw_only=True)
class Features:
    """A kind of features; an object of it says the shape of an example that a network takes.

    Attributes
    ----------
    has_pixels : bool
        Whether stages halve the sides, so that there can be several stages.
    stem_growths : int
        Channels that a stem makes by default, in growth rates, where all nodes concatenate. Elsewhere a stem makes one
        growth rate, so that a sum needs no projection.
    block_attributes : tuple of str
        The node attributes that name the block of a layer.
    """

    has_pixels: ClassVar[bool] = False
    stem_growths: ClassVar[int] = 1
    block_attributes: ClassVar[tuple[str, ...]] = ("block",)

    channels: Count = 3

    def __post_init__(self) -> None:
        faults = check_fields(self)
        if faults:
            raise ArgumentError(f"not an input of {self.name()}: " + "; ".join(faults))

    @classmethod
    def name(cls) -> str:
        """Return the name on the command line, in files and messages."""
        return cls.__name__.lower()

    @property
    def shape(self) -> Shape:
        """Shape of one example."""
        return (self.channels,)

    @property
    def free_shape(self) -> tuple[int | str, ...]:
        """Shape of one example, with a letter for each side that may be of any size."""
        return self.shape

    def resized(self, shape: Shape) -> Self:  # noqa: ARG002  # vectors have one size only
        """Return features with the sides of an example of `shape`, where sides may be of any size."""
        return self


@dataclass(frozen=True, kw_only=True)
class Images(Features):
    """Images of shape (channels, height, width).

    Parameters
    ----------
    channels : int
        3 for colours, 1 for grey.
    size : tuple of int
        Height and width, in pixels. A network takes other sizes too, as far as its stages can halve them.
    """

    has_pixels = True
    stem_growths = 2

    size: tuple[Count, Count] = (32, 32)

    @property
    def shape(self) -> Shape:
        """Shape of one example."""
        return self.channels, *self.size

    @property
    def free_shape(self) -> tuple[int | str, ...]:
        """Shape of one example, with letters for height and width."""
        return self.channels, "H", "W"

    def resized(self, shape: Shape) -> Self:
        """Return images of the height and width of `shape`."""
        _, height, width = shape
        return replace(self, size=(height, width))


@dataclass(frozen=True, kw_only=True)
class Vectors(Features):
    """Vectors of shape (channels,).

    Parameters
    ----------
    channels : int
        Numbers in a vector.
    """


@dataclass(frozen=True, kw_only=True)
class Sequences(Features):
    """Sequences of shape (length, channels).

    Parameters
    ----------
    channels : int
        Numbers in each token.
    length : int
        Tokens of a sequence. A network without trained positions takes sequences of any length.
    """

    block_attributes = ("block", "sublayer")

    length: Count = 128

    @property
    def shape(self) -> Shape:
        """Shape of one example."""
        return self.length, self.channels

    @property
    def free_shape(self) -> tuple[int | str, ...]:
        """Shape of one example, with a letter for the number of tokens."""
        return "T", self.channels
