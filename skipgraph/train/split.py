"""From arrays to the three parts of a dataset."""

import warnings
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from skipgraph.arguments import Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.train.dataset import ImageData, LabelledImages

__all__ = ["HeldOut", "split_dataset"]

HeldOut = Mapping[Literal["validation", "test"], tuple[NDArray[np.float32], NDArray[np.int64]]]
"""Images and labels of parts that are given, so that nothing is drawn for them."""

_SHARES: dict[Literal["validation", "test"], float] = {"test": 0.2, "validation": 0.1}


@checked
def split_dataset(
    name: str,
    images: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    n_classes: int,
    seed: Seed,
    held_out: HeldOut = MappingProxyType({}),
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
    held_out : mapping of str to tuple of ndarray
        Images and labels for ``validation``, ``test`` or both, in place of a share of the others.

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
    shares = {part: 0 if part in held_out else share for part, share in _SHARES.items()}
    rows = _split(strata, np.random.default_rng(seed), shares)
    for part, (part_images, part_labels) in held_out.items():
        rows[part] = np.arange(len(images), len(images) + len(part_images))
        images, labels = np.concatenate([images, part_images]), np.concatenate([labels, part_labels])
    train = rows["train"]
    if not all(part.size for part in rows.values()):
        raise ArgumentError(f"{name}: {len(strata)} images are too few for a training, a validation and a test part")
    if (images[train] == images[train[:1]]).all():
        warnings.warn(f"all training images of {name} are the same: nothing can be learned from them", stacklevel=3)
    images = _normalised(images, train)
    parts = {
        part: LabelledImages(torch.from_numpy(images[chosen]), torch.from_numpy(labels[chosen]))
        for part, chosen in rows.items()
    }
    return ImageData(name, **parts, n_classes=n_classes)


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
    strata: NDArray[np.int64], generator: np.random.Generator, shares: Mapping[Literal["validation", "test"], float]
) -> dict[str, NDArray[np.int64]]:
    """Return the rows of each part; each stratum is split in the same shares."""
    parts: dict[str, list[NDArray[np.int64]]] = {"train": [], "validation": [], "test": []}
    for stratum in np.unique(strata):
        rows = generator.permutation(np.flatnonzero(strata == stratum))
        n_test, n_validation = (round(shares[part] * rows.size) for part in ("test", "validation"))
        test, validation, train = np.split(rows, [n_test, n_test + n_validation])
        for part, share in (("train", train), ("validation", validation), ("test", test)):
            parts[part].append(share)
    return {part: np.sort(np.concatenate(chosen)) for part, chosen in parts.items()}
