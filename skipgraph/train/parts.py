"""From arrays to the three parts of a dataset."""

import numpy as np
import torch
from numpy.typing import NDArray

from skipgraph.errors import ArgumentError
from skipgraph.train.images import ImageData, LabelledImages

__all__ = ["share_out"]

_TEST_SHARE, _VALIDATION_SHARE = 0.2, 0.1


def share_out(
    name: str,
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    n_classes: int,
    seed: int | np.random.Generator,
) -> ImageData:
    """Share images out to test (20 %), validation (10 %) and train (the rest), and normalise them.

    Parameters
    ----------
    name : str
        Of the dataset.
    images : ndarray of float32, shape (n, channels, height, width)
        Pixels on any scale. Each channel is shifted and scaled by the mean and the standard deviation of the
        training images.
    labels : ndarray of int64, shape (n,) or (n, height, width)
        Classes of images, each of which is then shared out alike, or of pixels.
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
        If there are too few images for three parts, or as `ImageData`.
    """
    strata = labels if labels.ndim == 1 else np.zeros(len(labels), dtype=np.int64)
    train, validation, test = _split(strata, np.random.default_rng(seed))
    if not (train.size and validation.size and test.size):
        raise ArgumentError(f"{name}: {len(images)} images are too few for a training, a validation and a test part")
    learned_from = images[train]
    scale = learned_from.std((0, 2, 3), keepdims=True)
    scale[scale == 0] = 1  # a channel of one value
    images = (images - learned_from.mean((0, 2, 3), keepdims=True)) / scale

    def part(rows: NDArray[np.int64]) -> LabelledImages:
        return LabelledImages(torch.from_numpy(images[rows]), torch.from_numpy(labels[rows]))

    return ImageData(name, part(train), part(validation), part(test), n_classes=n_classes)


def _split(
    strata: NDArray[np.int64], generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the training, validation and test part, each stratum in its full share."""
    parts: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
    for stratum in np.unique(strata):
        rows = generator.permutation(np.flatnonzero(strata == stratum))
        n_test, n_validation = round(_TEST_SHARE * rows.size), round(_VALIDATION_SHARE * rows.size)
        cuts = np.split(rows, [n_test, n_test + n_validation])
        for part, share in zip(parts, (cuts[2], cuts[1], cuts[0]), strict=True):
            part.append(share)
    train, validation, test = (np.sort(np.concatenate(part)) for part in parts)
    return train, validation, test
