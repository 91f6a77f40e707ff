"""The stem of vision transformers."""

from dataclasses import dataclass

from skipgraph.arguments import Count
from skipgraph.plan import operations
from skipgraph.plan.features import Features, Images, Sequences
from skipgraph.plan.operations import Operations, Positions
from skipgraph.plan.stems.stem import Stem

__all__ = ["Patches"]


@dataclass(frozen=True, kw_only=True)
class Patches(Stem):
    """A matrix for each square patch of an image as a token, and trained positions.

    Parameters
    ----------
    channels
        As in every stem.
    size : int
        Side of a patch, in pixels; must divide both sides of an image.

    References
    ----------
    .. [1] A. Dosovitskiy, L. Beyer, A. Kolesnikov, D. Weissenborn, X. Zhai, T. Unterthiner, M. Dehghani, M. Minderer,
       G. Heigold, S. Gelly, J. Uszkoreit and N. Houlsby, "An Image is Worth 16x16 Words: Transformers for Image
       Recognition at Scale", ICLR 2021, arXiv:2010.11929.
    """

    features = (Images,)
    makes = Sequences

    size: Count = 4

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        patches = operations.Patches(example.channels, channels, self.size)
        n_tokens, _ = patches.output_shape(example.shape)
        return (("patches", patches), ("position", Positions(n_tokens, channels)))

    def mismatches(self, example: Features) -> list[str]:
        """Return whether patches do not fill the image."""
        _, height, width = example.shape
        if height % self.size or width % self.size:
            return [f"stem.size must divide both sides of {height}x{width} images, got {self.size}"]
        return []
