"""Arrays of a ``.npz`` file, judged by their headers before any of them is unpacked."""

import math
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipgraph.errors import FormatError

__all__ = ["ArrayHeader", "read_arrays"]

_MAGIC = b"\x93NUMPY"
_HEADERS: dict[tuple[int, int], Callable[[Any], Any]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class ArrayHeader(NamedTuple):
    """An array of the file by what its header says."""

    entry: zipfile.ZipInfo
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of values."""
        return math.prod(self.shape)


def read_arrays(path: Path, *, check: Callable[[Mapping[str, ArrayHeader]], None]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file by name.

    Parameters
    ----------
    path : Path
        The file.
    check : callable
        Takes the headers by name, and raises an error if the arrays are not to be unpacked.

    Returns
    -------
    dict of str to ndarray
        All arrays.

    Raises
    ------
    FormatError
        If the file cannot be read, or a header lies.
    """
    if path.exists() and not path.is_file():
        raise FormatError(f"{path}: cannot be read: it is no regular file")
    if path.is_file() and not zipfile.is_zipfile(path):
        raise FormatError(f"{path}: cannot be read as .npz: this is another format, or the file was cut off")
    try:
        with zipfile.ZipFile(path) as archive:
            headers = _headers(archive)
            check(headers)
            return {name: _array(archive, header) for name, header in headers.items()}
    except (FormatError, MemoryError):
        raise
    except OSError as error:
        raise FormatError(f"{path}: cannot be read: {error.strerror or error}") from error
    except Exception as error:  # numpy and the ways to unpack raise whatever the bytes make them
        raise FormatError(f"{path}: cannot be read as .npz: {error}") from error


def _headers(archive: zipfile.ZipFile) -> dict[str, ArrayHeader]:
    """Return what the headers say; no array is unpacked."""
    headers: dict[str, ArrayHeader] = {}
    for entry in archive.infolist():
        name = entry.filename.removesuffix(".npy")
        if name in headers:
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
            headers[name] = ArrayHeader(entry, dtype, shape)
            n_bytes = stream.tell() + headers[name].size * dtype.itemsize
            if not dtype.hasobject and n_bytes != entry.file_size:
                raise ValueError(f"{name!r} holds {entry.file_size} bytes, its header says {n_bytes}")
    return headers


def _array(archive: zipfile.ZipFile, header: ArrayHeader) -> NDArray[Any]:
    with archive.open(header.entry) as stream:
        array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
        return array
