"""Labelled images, split and normalised, for the loop."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DATASETS", "ImageData", "LabelledImages", "load_digits"]

_TEST_SHARE, _VALIDATION_SHARE = 0.2, 0.1


@dataclass(frozen=True, eq=False, repr=False)
class LabelledImages:
    """Images and what each one shows.

    Parameters
    ----------
    images : Tensor of float32, shape (n, channels, height, width)
        Normalised pixels.
    labels : Tensor of int64, shape (n,)
        Class of each image, counted from 0.
    """

    images: torch.Tensor
    labels: torch.Tensor

    def __post_init__(self) -> None:
        if self.images.ndim != 4:
            raise ArgumentError(f"images must have shape (n, channels, height, width), got {tuple(self.images.shape)}")
        if tuple(self.labels.shape) != (len(self.images),):
            raise ArgumentError(f"labels must have shape ({len(self.images)},), got {tuple(self.labels.shape)}")

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        channels, height, width = self.images.shape[1:]
        return f"<{len(self)} images of {channels}x{height}x{width}>"

    def to(self, device: torch.device) -> "LabelledImages":
        """Return the same images on `device`."""
        return LabelledImages(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True, eq=False)
class ImageData:
    """A dataset in three parts that share no image.

    Parameters
    ----------
    name : str
        Title; part of what a resumed run must have in common.
    train, validation, test : LabelledImages
        To learn from, to choose the best epoch by, and to report.
    n_classes : int
        Number of classes.
    """

    name: str
    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages
    n_classes: int

    @property
    def n_channels(self) -> int:
        """Channels of each image."""
        return int(self.train.images.shape[1])

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width of each image, in pixels."""
        height, width = self.train.images.shape[2:]
        return int(height), int(width)

    def to(self, device: torch.device) -> "ImageData":
        """Return the same data on `device`."""
        return replace(
            self, train=self.train.to(device), validation=self.validation.to(device), test=self.test.to(device)
        )


def load_digits(*, seed: int | np.random.Generator) -> ImageData:
    """Load the 1,797 handwritten digits that scikit-learn bundles.

    Each class is shared out alike: 20 % of it to test, 10 % to validation, the rest to train. Pixels
    are shifted and scaled by the mean and the standard deviation of the training images.

    Parameters
    ----------
    seed : int or numpy.random.Generator
        Chooses the split.

    Returns
    -------
    ImageData
        Images of shape (1, 8, 8) in 10 classes.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
       Learning Repository, 1998, doi:10.24432/C50P49.

    Examples
    --------
    >>> digits = load_digits(seed=0)
    >>> digits.train, digits.validation, digits.test
    (<1259 images of 1x8x8>, <179 images of 1x8x8>, <359 images of 1x8x8>)
    """
    from sklearn import datasets

    bunch = datasets.load_digits()
    labels = bunch.target.astype(np.int64)
    train, validation, test = _split(labels, np.random.default_rng(seed))
    pixels = bunch.images.astype(np.float32)[:, None]
    pixels = (pixels - pixels[train].mean()) / pixels[train].std()

    def part(rows: "NDArray[np.int64]") -> LabelledImages:
        return LabelledImages(torch.from_numpy(pixels[rows]), torch.from_numpy(labels[rows]))

    return ImageData("digits", part(train), part(validation), part(test), n_classes=10)


def _split(
    labels: "NDArray[np.int64]", generator: np.random.Generator
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]":
    """Return the rows of the training, validation and test part, each class in its full share."""
    parts: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero(labels == label))
        n_test, n_validation = round(_TEST_SHARE * rows.size), round(_VALIDATION_SHARE * rows.size)
        cuts = np.split(rows, [n_test, n_test + n_validation])
        for part, share in zip(parts, (cuts[2], cuts[1], cuts[0]), strict=True):
            part.append(share)
    train, validation, test = (np.sort(np.concatenate(part)) for part in parts)
    return train, validation, test


DATASETS: dict[str, Callable[..., ImageData]] = {"digits": load_digits}
