"""From arrays to the three parts of a dataset."""

import warnings

import numpy as np
import torch
from numpy.typing import NDArray

from skipgraph.arguments import Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.train.dataset import ImageData, LabelledImages

__all__ = ["split_dataset"]

_TEST_SHARE, _VALIDATION_SHARE = 0.2, 0.1


@checked
def split_dataset(
    name: str,
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    n_classes: int,
    seed: Seed,
) -> ImageData:
    """Split images into test (20 %), validation (10 %) and train (the rest), and normalise them.

    Parameters
    ----------
    name : str
        Of the dataset.
    images : ndarray of float32, shape (n, channels, height, width)
        Pixels on any scale. Each channel is shifted and scaled by the mean and the standard deviation of the
        training images.
    labels : ndarray of int64, shape (n,) or (n, height, width)
        Classes of images, or of pixels. Where images have classes, each class is split in the same shares.
    n_classes : int
        Number of classes.
    seed : int or numpy.random.Generator
        Chooses the parts.

    Returns
    -------
    ImageData
        The dataset.

    Raises
    ------
    ArgumentError
        If there are too few images for three parts, or they break a rule of `ImageData`.

    Warns
    -----
    UserWarning
        If all training images are the same: nothing can be learned from them.
    """
    if images.ndim != 4 or labels.shape not in ((len(images),), (len(images), *images.shape[2:])):
        raise ArgumentError(
            f"{name}: images must have shape (n, channels, height, width) and labels (n,) or (n, height, width), "
            f"got {images.shape} and {labels.shape}"
        )
    strata = labels if labels.ndim == 1 else np.zeros(len(labels), dtype=np.int64)
    train, validation, test = _split(strata, np.random.default_rng(seed))
    if not (train.size and validation.size and test.size):
        raise ArgumentError(f"{name}: {len(images)} images are too few for a training, a validation and a test part")
    if (images[train] == images[train[:1]]).all():
        warnings.warn(f"all training images of {name} are the same: nothing can be learned from them", stacklevel=3)
    images = _normalised(images, train)

    def part(rows: NDArray[np.int64]) -> LabelledImages:
        return LabelledImages(torch.from_numpy(images[rows]), torch.from_numpy(labels[rows]))

    return ImageData(name, part(train), part(validation), part(test), n_classes=n_classes)


def _normalised(images: NDArray[np.float32], train: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the images, with mean 0 and standard deviation 1 in each channel of the training images."""
    learned_from = images[train]
    varies = learned_from.min((0, 2, 3), keepdims=True) < learned_from.max((0, 2, 3), keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):
        mean, scale = learned_from.mean((0, 2, 3), keepdims=True), learned_from.std((0, 2, 3), keepdims=True)
    if not (np.isfinite(mean) & np.isfinite(scale) & ((scale > 0) == varies)).all():
        # squares of large pixels overflow float32, and those of small pixels become 0
        images = images.astype(np.float64)
        mean, scale = images[train].mean((0, 2, 3), keepdims=True), images[train].std((0, 2, 3), keepdims=True)
    scale[~varies] = 1
    normalised: NDArray[np.float32] = ((images - mean) / scale).astype(np.float32, copy=False)
    return normalised


def _split(
    strata: NDArray[np.int64], generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the training, validation and test part; each stratum is split in the same shares."""
    parts: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
    for stratum in np.unique(strata):
        rows = generator.permutation(np.flatnonzero(strata == stratum))
        n_test, n_validation = round(_TEST_SHARE * rows.size), round(_VALIDATION_SHARE * rows.size)
        cuts = np.split(rows, [n_test, n_test + n_validation])
        for part, share in zip(parts, (cuts[2], cuts[1], cuts[0]), strict=True):
            part.append(share)
    train, validation, test = (np.sort(np.concatenate(part)) for part in parts)
    return train, validation, test
