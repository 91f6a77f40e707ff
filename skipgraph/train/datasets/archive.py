"""A user's own images and labels from an ``.npz`` file."""

import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Seed, checked
from skipgraph.errors import FormatError
from skipgraph.train.dataset import VOID, ImageData
from skipgraph.train.split import split_dataset

__all__ = ["load_archive"]


@checked
def load_archive(path: str | Path, *, seed: Seed) -> ImageData:
    """Load images and labels from a file that `numpy.savez` wrote.

    20 % of the images go to test, 10 % to validation, the rest to train; where images have labels, each class
    is split in these shares. Pixels are shifted and scaled by the mean and the standard deviation of the
    training images, channel by channel.

    Parameters
    ----------
    path : str or Path
        The file. It holds ``images``, numbers of shape (n, channels, height, width), or (n, height, width) if
        grey; ``labels``, whole numbers of shape (n,) for images or (n, height, width) for pixels; and
        ``void`` if one of the labels stands for no class.
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

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "noise.npz"
    >>> np.savez(path, images=np.eye(20)[:, None, :4].repeat(3, 1), labels=np.arange(20) % 2)
    >>> load_archive(path, seed=0).n_classes
    2
    """
    path = Path(path)
    arrays = _read_arrays(path)
    missing = [key for key in ("images", "labels") if key not in arrays]
    if missing:
        raise FormatError(f"{path}: no array {' and '.join(map(repr, missing))}, it holds {sorted(arrays)}")
    images, labels, void = arrays["images"], arrays["labels"], arrays.get("void")
    faults = [*_image_faults(images), *_label_faults(labels, images), *_void_faults(void)]
    if faults:
        raise FormatError(f"{path}: " + "; ".join(faults))
    counts = np.ones(labels.shape, dtype=bool) if void is None else labels != void
    found = np.unique(labels[counts])  # in the file's own type, as int64 may not hold them
    fault = _class_fault(found)
    if fault:
        raise FormatError(f"{path}: {fault}")
    classes = np.where(counts, labels, 0).astype(np.int64)
    classes[~counts] = VOID
    pixels = images.astype(np.float32)
    if pixels.ndim == 3:
        pixels = pixels[:, None]
    return split_dataset(path.stem, pixels, classes, n_classes=int(found.size), seed=seed)


def _read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the file by name."""
    if path.is_file() and not zipfile.is_zipfile(path):
        raise FormatError(f"{path}: cannot be read as .npz: this is another format, or the file was cut off")
    try:
        # opened here, as numpy leaves a torn file open
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            members = {key: file[key] for key in file.files}
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error, TypeError, NotImplementedError) as error:
        raise FormatError(f"{path}: cannot be read as .npz: {error}") from error
    odd = [key for key, member in members.items() if not isinstance(member, np.ndarray)]
    if odd:  # numpy hands out the bytes of what is no .npy file
        raise FormatError(f"{path}: cannot be read as .npz: {' and '.join(map(repr, odd))} is not an array of numpy")
    return members


def _image_faults(images: NDArray[np.generic]) -> list[str]:
    if images.dtype.kind not in "biuf":
        return [f"images must be real numbers, got {images.dtype}"]
    if images.ndim not in (3, 4) or not images.size:
        shapes = "(n, channels, height, width) or (n, height, width)"
        return [f"images must have the shape {shapes}, got {images.shape}"]
    if images.ndim == 4 and images.shape[3] in (1, 3, 4) and min(images.shape[1:3]) > 4:
        turned = "images.transpose(0, 3, 1, 2)"
        return [f"images must be (n, channels, height, width): for {images.shape}, channels last, write {turned}"]
    if images.dtype.kind == "f" and not np.isfinite(images).all():
        return ["images must be finite"]
    largest = max(-float(images.min()), float(images.max()))
    most = float(np.finfo(np.float32).max)
    if largest > most:
        return [f"images must fit in float32, up to {most:.4g}, got {largest:.4g}"]
    return []


def _label_faults(labels: NDArray[np.generic], images: NDArray[np.generic]) -> list[str]:
    faults = []
    if labels.dtype.kind not in "iu":
        faults.append(f"labels must be whole numbers, got {labels.dtype}")
    if images.ndim in (3, 4):
        n_images, (height, width) = images.shape[0], images.shape[-2:]
        if labels.shape not in ((n_images,), (n_images, height, width)):
            shapes = f"({n_images},) or ({n_images}, {height}, {width})"
            faults.append(f"labels must have the shape {shapes} for images {images.shape}, got {labels.shape}")
    return faults


def _void_faults(void: NDArray[np.generic] | None) -> list[str]:
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
