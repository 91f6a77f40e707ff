"""Labelled images in three parts: one to learn from, one to choose by, one to report."""

import hashlib
from dataclasses import dataclass, replace

import torch

from skipgraph.arguments import Count, check_fields, shown
from skipgraph.errors import ArgumentError

__all__ = ["VOID", "ImageData", "LabelledImages"]

VOID = -1
"""The label of an image or pixel without a class: it counts neither in a loss nor in a score."""


@dataclass(frozen=True, eq=False, repr=False)
class LabelledImages:
    """Images, with a class for each image or for each pixel.

    Parameters
    ----------
    images : Tensor of float32, shape (n, channels, height, width)
        Normalised pixels.
    labels : Tensor of int64, shape (n,) or (n, height, width)
        Class of each image or of each pixel, counted from 0, or `VOID`.

    Raises
    ------
    ArgumentError
        If the shapes do not fit each other, a type is wrong, or a pixel is not a finite number.
    """

    images: torch.Tensor
    labels: torch.Tensor

    def __post_init__(self) -> None:
        wrong = check_fields(self)
        if wrong:
            raise ArgumentError("no labelled images: " + "; ".join(wrong))
        if self.images.ndim != 4:
            raise ArgumentError(f"images must have shape (n, channels, height, width), got {tuple(self.images.shape)}")
        n_images, _, height, width = self.images.shape
        if tuple(self.labels.shape) not in ((n_images,), (n_images, height, width)):
            raise ArgumentError(
                f"labels must have shape ({n_images},) or ({n_images}, {height}, {width}), "
                f"got {tuple(self.labels.shape)}"
            )
        if not self.images.is_floating_point() or self.labels.dtype != torch.int64:
            raise ArgumentError(
                f"images must be floating-point and labels int64, got {self.images.dtype} and {self.labels.dtype}"
            )
        finite = torch.isfinite(self.images)
        if not bool(finite.all()):
            number = int((~finite).flatten(1).any(1).nonzero()[0])
            raise ArgumentError(f"images must be finite numbers: image {number} holds infinity or not-a-number")

    def __len__(self) -> int:
        return len(self.images)

    def __repr__(self) -> str:
        channels, height, width = self.images.shape[1:]
        return f"<{len(self)} images of {channels}x{height}x{width}>"

    @property
    def labels_pixels(self) -> bool:
        """Whether each pixel has a label, as for segmentation, instead of each image."""
        return self.labels.ndim == 3

    def to(self, device: torch.device) -> "LabelledImages":
        """Return the same images on `device`."""
        return LabelledImages(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True, eq=False)
class ImageData:
    """A dataset in three parts; no image is in two of them.

    Parameters
    ----------
    name : str
        Of the dataset; a run that is resumed must have the same one.
    train, validation, test : LabelledImages
        To learn from, to choose the best epoch by, and to report.
    n_classes : int
        Number of classes. Each label is 0 to ``n_classes - 1``, or `VOID`.

    Raises
    ------
    ArgumentError
        If the parts do not fit each other, a part has no label that counts, or a label is out of range;
        the message lists every fault.
    """

    name: str
    train: LabelledImages
    validation: LabelledImages
    test: LabelledImages
    n_classes: Count

    def __post_init__(self) -> None:
        faults = check_fields(self) or [fault for name in self.parts for fault in self._faults(name)]
        if faults:
            raise ArgumentError(f"no dataset {shown(self.name)}: " + "; ".join(faults))

    def _faults(self, name: str) -> list[str]:
        part, faults = self.parts[name], []
        if part.images.shape[1:] != self.train.images.shape[1:]:
            shapes = f"{tuple(part.images.shape[1:])}, not {tuple(self.train.images.shape[1:])} as those of train"
            faults.append(f"the images of {name} are {shapes}")
        if part.labels_pixels != self.train.labels_pixels:
            faults.append(f"train and {name} must both label images or both label pixels")
        if not bool((part.labels != VOID).any()):
            faults.append(f"{name} has no label that counts")
        elif not VOID <= int(part.labels.min()) <= int(part.labels.max()) < self.n_classes:
            found = f"{int(part.labels.min())} to {int(part.labels.max())}"
            faults.append(f"labels must be 0 to {self.n_classes - 1} or {VOID} for void, those of {name} are {found}")
        return faults

    @property
    def parts(self) -> dict[str, LabelledImages]:
        """The three parts by name."""
        return {"train": self.train, "validation": self.validation, "test": self.test}

    @property
    def n_channels(self) -> int:
        """Channels of each image."""
        return int(self.train.images.shape[1])

    @property
    def image_size(self) -> tuple[int, int]:
        """Height and width of each image, in pixels."""
        height, width = self.train.images.shape[2:]
        return int(height), int(width)

    @property
    def labels_pixels(self) -> bool:
        """Whether each pixel has a label, as for segmentation, instead of each image."""
        return self.train.labels_pixels

    def digest(self) -> str:
        """Return 16 hexadecimal digits, a digest of all images and labels."""
        digest = hashlib.sha256()
        for part in self.parts.values():
            for tensor in (part.images, part.labels):
                digest.update(f"{tuple(tensor.shape)} {tensor.dtype};".encode())
                digest.update(tensor.cpu().numpy().tobytes())
        return digest.hexdigest()[:16]

    def to(self, device: torch.device) -> "ImageData":
        """Return the same data on `device`."""
        return replace(
            self, train=self.train.to(device), validation=self.validation.to(device), test=self.test.to(device)
        )
