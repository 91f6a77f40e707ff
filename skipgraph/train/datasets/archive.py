"""A user's own images and labels from an ``.npz`` file."""

import math
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipgraph.errors import FormatError, MemoryLimitError
from skipgraph.memory import available_bytes
from skipgraph.train.dataset import VOID, ImageData
from skipgraph.train.split import split_dataset

__all__ = ["load_archive"]

_ARRAYS = ("images", "labels", "void")
_MAGIC = b"\x93NUMPY"
_HEADERS: dict[tuple[int, int], Callable[[Any], Any]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def load_archive(path: str | Path, *, seed: int | np.random.Generator) -> ImageData:
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
    arrays = _read_arrays(path)
    images, labels, void = arrays["images"], arrays["labels"], arrays.get("void")
    fault = _pixel_fault(images)
    if fault:
        raise FormatError(f"{path}: {fault}")
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


class _Member(NamedTuple):
    """An array of the file by what its header says."""

    entry: zipfile.ZipInfo
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return math.prod(self.shape)


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of the file by name; a file is refused by its headers before any array is unpacked."""
    if path.exists() and not path.is_file():
        raise FormatError(f"{path}: cannot be read: it is no regular file")
    if path.is_file() and not zipfile.is_zipfile(path):
        raise FormatError(f"{path}: cannot be read as .npz: this is another format, or the file was cut off")
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
            _check(members, path)
            return {key: _array(archive, member) for key, member in members.items()}
    except (FormatError, MemoryError):
        raise
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror or error}") from error
    except Exception as error:  # numpy and the ways to unpack raise whatever the bytes make them
        raise FormatError(f"{path}: cannot be read as .npz: {error}") from error


def _members(archive: zipfile.ZipFile) -> dict[str, _Member]:
    """Return what the headers of the arrays that count say; no array is unpacked."""
    entries = [(entry.filename.removesuffix(".npy"), entry) for entry in archive.infolist()]
    names = [name for name, _ in entries]
    missing = [key for key in ("images", "labels") if key not in names]
    if missing:
        raise FormatError(f"{archive.filename}: no array {' and '.join(map(repr, missing))}, it holds {sorted(names)}")
    members = {}
    for name, entry in entries:
        if name in _ARRAYS:
            if name in members:
                raise ValueError(f"it holds {name!r} twice")
            with archive.open(entry) as stream:
                if stream.read(len(_MAGIC)) != _MAGIC:
                    raise ValueError(f"{name!r} is not an array of numpy")
            with archive.open(entry) as stream:
                version = np.lib.format.read_magic(stream)
                read_header = _HEADERS.get(version)
                if read_header is None:
                    raise ValueError(f"{name!r} is an array of version {version}, known are 1 and 2")
                shape, _, dtype = read_header(stream)
                members[name] = _Member(entry, dtype, shape)
                n_bytes = stream.tell() + members[name].size * dtype.itemsize
                if not dtype.hasobject and n_bytes != entry.file_size:
                    raise ValueError(f"{name!r} holds {entry.file_size} bytes, its header says {n_bytes}")
    return members


def _check(members: Mapping[str, _Member], path: Path) -> None:
    """Refuse the file if the headers of its arrays break a rule, or the arrays do not fit in memory."""
    images, labels = members["images"], members["labels"]
    faults = [*_image_faults(images), *_label_faults(labels, images), *_void_faults(members.get("void"))]
    if faults:
        raise FormatError(f"{path}: " + "; ".join(faults))
    needed = sum(member.entry.file_size for member in members.values())
    needed += 8 * images.size + 8 * labels.size  # as float32, once more when they are split; labels as int64
    available = available_bytes(needed)
    if needed > available:
        raise MemoryLimitError(f"{path}: its arrays need {needed:,} bytes, {available:,} are available")


def _array(archive: zipfile.ZipFile, member: _Member) -> NDArray[Any]:
    with archive.open(member.entry) as stream:
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        return array


def _image_faults(images: _Member) -> list[str]:
    if images.dtype.kind not in "biuf":
        return [f"images must be real numbers, got {images.dtype}"]
    if images.ndim not in (3, 4) or not images.size:
        shapes = "(n, channels, height, width) or (n, height, width)"
        return [f"images must have the shape {shapes}, got {images.shape}"]
    if images.ndim == 4 and images.shape[3] in (1, 3, 4) and min(images.shape[1:3]) > 4:
        turned = "images.transpose(0, 3, 1, 2)"
        return [f"images must be (n, channels, height, width): for {images.shape}, channels last, write {turned}"]
    return []


def _pixel_fault(images: NDArray[Any]) -> str | None:
    if images.dtype.kind == "f" and not np.isfinite(images).all():
        return "images must be finite"
    largest = max(-float(images.min()), float(images.max()))
    most = float(np.finfo(np.float32).max)
    return f"images must fit in float32, up to {most:.4g}, got {largest:.4g}" if largest > most else None


def _label_faults(labels: _Member, images: _Member) -> list[str]:
    faults = []
    if labels.dtype.kind not in "iu":
        faults.append(f"labels must be whole numbers, got {labels.dtype}")
    if images.ndim in (3, 4):
        n_images, (height, width) = images.shape[0], images.shape[-2:]
        if labels.shape not in ((n_images,), (n_images, height, width)):
            shapes = f"({n_images},) or ({n_images}, {height}, {width})"
            faults.append(f"labels must have the shape {shapes} for images {images.shape}, got {labels.shape}")
    return faults


def _void_faults(void: _Member | None) -> list[str]:
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
