"""Damage to ``.npz`` archives: headers that lie, bombs, pickles, arrays of odd types."""

import functools
import io
import pickle
import random
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np

from analyses.robustness.mutations.bytes_of import ANY_FILE, BytesMutation

__all__ = ["NPZ", "Trap"]

_CHUNK = 2**20


class Trap:
    """Makes a file when it is unpickled.

    Parameters
    ----------
    path : str
        The file.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[type[Path], tuple[str]] | tuple[object, tuple[str, str]]:
        return open, (self.path, "w")


def zip_bomb(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with zeros that deflate a thousandfold, as images or as a further array."""
    n_bytes = rng.choice([2**31, 3 * 2**30, 2**33])
    name = rng.choice(["images", "labels", "further"])
    honest = rng.random() < 0.5
    header = _npy_header("|u1", f"({n_bytes}, 1, 1)" if honest else "(100, 8, 8)")
    packed, checksum = _deflated(header, n_bytes)
    bomb = _entry(f"{name}.npy", packed, checksum, len(header) + n_bytes)
    return _archive([bomb, *(entry for entry in _entries(content) if entry[0] != f"{name}.npy")])


def lying_sizes(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with sizes in its directory that are not those of the entries."""
    damaged = bytearray(content)
    marks = [place for place in range(len(content) - 46) if content[place : place + 4] == b"PK\x01\x02"]
    place = rng.choice(marks)
    # method, checksum, packed size, size, length of the name, offset
    offset = place + rng.choice([10, 16, 20, 24, 28, 42])
    damaged[offset : offset + 4] = struct.pack("<I", rng.choice([0, 1, 8, 2**20, 2**31, 2**32 - 1]))
    return bytes(damaged)


def lying_header(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with an array whose header says another shape or type than its bytes have."""
    shapes = ["(1000000000000,)", "(1000000, 1000000)", "(4611686018427387904, 4)", "(-1, 8, 8)", "(100, 8.0, 8)"]
    shapes += ["100", "()", "(0, 8, 8)", "(True, 8, 8)", "(100, '8', 8)", "(100, 8, 8", "(" * 500 + ")" * 500]
    shapes += ["(100, 8, 8) + (1,)", "(" + "1, " * 40 + ")", "('a',)", "[100, 8, 8]", f"({'9' * 4500},)", "(100, 8, 8)"]
    dtypes = ["|u1", "<f4", ">f8", "|O", "<U1000000", "|V8", "<M8[s]", "<c16", "<f2", "|S0", "|b1", "<i8", "nosuch"]
    shape, dtype = rng.choice(shapes), rng.choice([*dtypes, "", "<U4611686018427387904"])
    header = _npy_header(dtype, shape)
    if rng.random() < 0.3:
        changed = bytearray(header)
        changed[rng.randrange(len(changed))] = rng.randrange(256)
        header = bytes(changed)
    return _with_array(rng, content, header + bytes(rng.choice([0, 1, 6400, 51200])))


def odd_array(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with a whole array of another type or shape."""
    arrays = [
        np.zeros((100, 8, 8)), np.full((100, 8, 8), np.nan), np.full((100, 1, 8, 8), 1e300), np.zeros((100, 8, 8),
        np.complex64),
        np.zeros((100, 8, 8), [("a", "i4"), ("b", "f8")]), np.array(["a"] * 100), np.arange(100).astype("M8[s]"),
        np.arange(100, dtype=np.uint64) + np.uint64(2**63), np.zeros(100, np.float16), np.zeros(()), np.zeros((0,
        8, 8)),
        np.zeros((100, 0, 8)), np.zeros((2, 3, 8, 8)), np.arange(100) % 3 - 1, np.zeros((100, 8, 8), np.longdouble),
        np.asfortranarray(np.arange(6400).reshape(100, 8, 8)), np.zeros((1,) * 40), np.arange(100) * 10**15,
        np.full(100, 2**62),
    ]  # fmt: skip
    buffer = io.BytesIO()
    np.save(buffer, rng.choice(arrays))
    return _with_array(rng, content, buffer.getvalue())


def pickled_array(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with an array of objects, or a pickle in the place of an array or of the whole file."""
    trap = Trap("trap")
    buffer = io.BytesIO()
    np.save(buffer, np.array([trap, None], dtype=object), allow_pickle=True)
    bare = pickle.dumps(trap)
    if rng.random() < 0.2:
        return bare
    return _with_array(rng, content, rng.choice([buffer.getvalue(), bare, _npy_header("|O", "(1,)") + bare]))


def odd_entries(rng: random.Random, content: bytes) -> bytes:
    """Return an archive with names twice, names that are paths, thousands of arrays, other ways to pack, a password."""
    entries = _entries(content)
    buffer = io.BytesIO()
    methods = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    with zipfile.ZipFile(buffer, "w", rng.choice(methods)) as archive:
        further = rng.choice(
            ["../../images.npy", "/images.npy", "images", "a\nb.npy", "\udcff.npy"[1:], "x/", "", "void.npy"]
        )
        for name, data in entries:
            archive.writestr(name, data)
        for copy in range(rng.choice([0, 1, 3_000])):
            archive.writestr(f"{copy}{further}", entries[0][1][:200] if rng.random() < 0.5 else b"")
    made = bytearray(buffer.getvalue())
    if rng.random() < 0.3:  # the mark of a password
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            made[made.index(mark) + offset] |= 1
    return bytes(made)


def _with_array(rng: random.Random, content: bytes, array: bytes) -> bytes:
    replaced = rng.choice(["images.npy", "labels.npy", "void.npy", "further.npy"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name, data in _entries(content):
            if name != replaced:
                archive.writestr(name, data)
        archive.writestr(replaced, array)
    return buffer.getvalue()


def _entries(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _npy_header(dtype: str, shape: str) -> bytes:
    text = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text) % 2**16) + text


@functools.cache
def _deflated(header: bytes, n_zeros: int) -> tuple[bytes, int]:
    """Return a header and zeros, deflated, and their checksum; made of one block again and again."""
    zeros = bytes(_CHUNK)
    compress = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = compress.compress(header) + compress.flush(zlib.Z_FULL_FLUSH)
    compress = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = compress.compress(zeros) + compress.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(header)
    for _ in range(n_zeros // _CHUNK):
        checksum = zlib.crc32(zeros, checksum)
    return head + block * (n_zeros // _CHUNK) + b"\x03\x00", checksum


_Entry = tuple[str, bytes, int, int]  # name, packed bytes, checksum, size


def _entry(name: str, packed: bytes, checksum: int, size: int) -> _Entry:
    return name, packed, checksum, size


def _archive(entries: list[_Entry | tuple[str, bytes]]) -> bytes:
    """Return a zip file of packed entries and plain ones; sizes over 4 GiB stand in the fields of zip64."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        if len(entry) == 2:
            compress = zlib.compressobj(9, zlib.DEFLATED, -15)
            name, data = entry
            packed, checksum, size = compress.compress(data) + compress.flush(), zlib.crc32(data), len(data)
        else:
            name, packed, checksum, size = entry
        large = size >= 2**32 - 1
        extra = struct.pack("<HHQQ", 1, 16, size, len(packed)) if large else b""
        sizes = (2**32 - 1, 2**32 - 1) if large else (len(packed), size)
        fields = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, checksum, *sizes, len(name), len(extra))
        directory += b"PK\x01\x02" + struct.pack("<H", 45) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        directory += name.encode() + extra
        body += b"PK\x03\x04" + fields + name.encode() + extra + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


NPZ: dict[str, BytesMutation] = {
    **ANY_FILE,
    **{m.__name__: m for m in (zip_bomb, lying_sizes, lying_header, odd_array, pickled_array, odd_entries)},
}
