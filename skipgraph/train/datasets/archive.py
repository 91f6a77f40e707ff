"""A user's own images and labels from an ``.npz`` file."""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Seed, checked
from skipgraph.errors import FormatError, MemoryLimitError
from skipgraph.memory import available_bytes
from skipgraph.train.dataset import VOID, ImageData
from skipgraph.train.datasets.npz_file import ArrayHeader, read_arrays
from skipgraph.train.split import HeldOut, split_dataset

__all__ = ["load_archive"]

_HELD_OUT: tuple[Literal["validation", "test"], ...] = ("validation", "test")
_KNOWN = ("images", "labels", "void", *(f"{part}_{what}" for part in _HELD_OUT for what in ("images", "labels")))


@checked
def load_archive(path: str | Path, *, seed: Seed) -> ImageData:
    """Load images and labels from a file that `numpy.savez` wrote.

    20 % of the images go to test, 10 % to validation, the rest to train; where images have labels, each class
    is split in these shares. A file that holds one of these parts itself keeps it. Pixels are shifted and scaled by
    the mean and the standard deviation of the training images, channel by channel.

    Parameters
    ----------
    path : str or Path
        The file. It holds ``images``, numbers of shape (n, channels, height, width), or (n, height, width) if
        grey; ``labels``, whole numbers of shape (n,) for images or (n, height, width) for pixels; and
        ``void`` if one of the labels stands for no class. It may hold ``validation_images`` and
        ``validation_labels``, ``test_images`` and ``test_labels``, and nothing else.
    seed : int or numpy.random.Generator
        Chooses the split.

    Returns
    -------
    ImageData
        With the classes 0 to the largest label, named after the file.

    Raises
    ------
    FormatError
        If the file cannot be read or breaks a rule; the message lists every fault.
    ArgumentError
        If there are too few images for three parts.
    MemoryLimitError
        If the arrays need more memory than is available, by what their headers say.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "noise.npz"
    >>> np.savez(path, images=np.eye(20)[:, None, :4].repeat(3, 1), labels=np.arange(20) % 2)
    >>> load_archive(path, seed=0).n_classes
    2
    """
    path = Path(path)
    arrays = read_arrays(path, check=partial(_check_headers, path))
    faults = [f"{part}{fault}" for part in _parts(arrays) for fault in _pixel_faults(arrays[f"{part}images"])]
    if faults:
        raise FormatError(f"{path}: " + "; ".join(faults))
    void = arrays.get("void")
    found = np.unique(_counting(arrays["labels"], void))  # in the file's own type, as int64 may not hold them
    fault = _class_fault(found) or _held_out_fault(arrays, found)
    if fault:
        raise FormatError(f"{path}: {fault}")
    images, labels = _as_pixels(arrays["images"]), _as_classes(arrays["labels"], void)
    held_out: HeldOut = {
        part: (_as_pixels(arrays[f"{part}_images"]), _as_classes(arrays[f"{part}_labels"], void))
        for part in _HELD_OUT
        if f"{part}_images" in arrays
    }
    return split_dataset(path.stem, images, labels, n_classes=int(found.size), seed=seed, held_out=held_out)


def _check_headers(path: Path, headers: Mapping[str, ArrayHeader]) -> None:
    """Refuse a file whose headers break a rule, or whose arrays do not fit in memory."""
    faults = _name_faults(headers)
    if not faults:
        of_parts = (fault for part in _parts(headers) for fault in _faults(part, headers))
        faults = [*_void_faults(headers.get("void")), *of_parts]
    if faults:
        raise FormatError(f"{path}: " + "; ".join(faults))
    needed = sum(header.entry.file_size for header in headers.values())
    for part in _parts(headers):  # as float32, once more when they are split; labels as int64
        needed += 8 * headers[f"{part}images"].size + 8 * headers[f"{part}labels"].size
    available = available_bytes(needed)
    if needed > available:
        raise MemoryLimitError(f"{path}: its arrays need {needed:,} bytes, {available:,} are available")


def _parts(arrays: Collection[str]) -> list[str]:
    """Return what the names of the arrays of each part begin with."""
    return ["", *(f"{part}_" for part in _HELD_OUT if f"{part}_images" in arrays)]


def _name_faults(arrays: Collection[str]) -> list[str]:
    """Return which arrays are unknown, and which are missing."""
    unknown = [key for key in arrays if key not in _KNOWN]
    if unknown:
        return [f"unknown array {' and '.join(map(repr, unknown))}: known are {', '.join(_KNOWN)}"]
    needed = ["images", "labels"]
    for part in _HELD_OUT:
        pair = [f"{part}_images", f"{part}_labels"]
        needed += pair if any(key in arrays for key in pair) else []
    missing = [key for key in needed if key not in arrays]
    return [f"no array {' and '.join(map(repr, missing))}, it holds {sorted(arrays)}"] if missing else []


def _faults(part: str, arrays: Mapping[str, ArrayHeader]) -> list[str]:
    """Return what is wrong with the images and labels of one part."""
    images, labels = arrays[f"{part}images"], arrays[f"{part}labels"]
    faults = [*_image_faults(images), *_label_faults(labels, images)]
    if part and not faults:
        if images.shape[1:] != arrays["images"].shape[1:]:
            faults.append(
                f"images must have the shape (n, {', '.join(map(str, arrays['images'].shape[1:]))}) of images, "
                f"got {images.shape}"
            )
        if labels.ndim != arrays["labels"].ndim:
            faults.append("labels must be of images or of pixels, as labels are")
    return [part + fault for fault in faults]


def _counting(labels: NDArray[np.generic], void: NDArray[np.generic] | None) -> NDArray[np.generic]:
    """Return the labels that stand for a class."""
    return labels.ravel() if void is None else labels[labels != void]


def _held_out_fault(arrays: Mapping[str, NDArray[np.generic]], found: NDArray[np.generic]) -> str | None:
    """Return which part has classes that the labels to learn from do not have."""
    for part in _parts(arrays)[1:]:
        others = np.setdiff1d(_counting(arrays[f"{part}labels"], arrays.get("void")), found)
        if others.size:
            return f"{part}labels must be among the {found.size} classes of labels, got {int(others[0])}"
    return None


def _as_pixels(images: NDArray[np.generic]) -> NDArray[np.float32]:
    pixels = images.astype(np.float32)
    return pixels[:, None] if pixels.ndim == 3 else pixels


def _as_classes(labels: NDArray[np.generic], void: NDArray[np.generic] | None) -> NDArray[np.int64]:
    counts = np.ones(labels.shape, dtype=bool) if void is None else labels != void
    classes = np.where(counts, labels, 0).astype(np.int64)
    classes[~counts] = VOID
    return classes


def _image_faults(images: ArrayHeader) -> list[str]:
    if images.dtype.kind not in "biuf":
        return [f"images must be real numbers, got {images.dtype}"]
    if images.ndim not in (3, 4) or not images.size:
        shapes = "(n, channels, height, width) or (n, height, width)"
        return [f"images must have the shape {shapes}, got {images.shape}"]
    if images.ndim == 4 and images.shape[3] in (1, 3, 4) and min(images.shape[1:3]) > 4:
        turned = "images.transpose(0, 3, 1, 2)"
        return [f"images must be (n, channels, height, width): for {images.shape}, channels last, write {turned}"]
    return []


def _pixel_faults(images: NDArray[np.generic]) -> list[str]:
    if images.dtype.kind == "f" and not np.isfinite(images).all():
        return ["images must be finite"]
    largest = max(-float(images.min()), float(images.max()))
    most = float(np.finfo(np.float32).max)
    if largest > most:
        return [f"images must fit in float32, up to {most:.4g}, got {largest:.4g}"]
    return []


def _label_faults(labels: ArrayHeader, images: ArrayHeader) -> list[str]:
    faults = []
    if labels.dtype.kind not in "iu":
        faults.append(f"labels must be whole numbers, got {labels.dtype}")
    if images.ndim in (3, 4):
        n_images, (height, width) = images.shape[0], images.shape[-2:]
        if labels.shape not in ((n_images,), (n_images, height, width)):
            shapes = f"({n_images},) or ({n_images}, {height}, {width})"
            faults.append(f"labels must have the shape {shapes} for images {images.shape}, got {labels.shape}")
    return faults


def _void_faults(void: ArrayHeader | None) -> list[str]:
    if void is None or (void.dtype.kind in "iu" and void.ndim == 0):
        return []
    return [f"void must be one whole number, got {void.dtype} of shape {void.shape}"]


def _class_fault(found: NDArray[np.generic]) -> str | None:
    """Return what is wrong with the classes that occur, which are sorted."""
    if found.size < 2:
        return f"labels must hold two classes or more, got {found.tolist()}"
    least, most = int(found[0]), int(found[-1])
    if least == 0 and most == found.size - 1:
        return None
    absent = sorted(set(range(min(most, 10_000))) - set(found.tolist()))
    lacking = f", without {', '.join(map(str, absent[:3]))}{', ...' if absent[3:] else ''}" if absent else ""
    return (
        f"labels must be 0, 1, 2, ... without gaps, got {least} to {most}{lacking}; "
        "if one of them stands for no class, name it in the array 'void'"
    )
