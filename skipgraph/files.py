"""Atomic file writes."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["atomic_write", "is_scratch", "remove_scratch"]

_SCRATCH = ".skipgraph-scratch-"


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a scratch file that takes the place of `path` if the block ends without an error.

    Parameters
    ----------
    path : str or path-like
        The file to write or replace; its folder must exist. Where it is a link, the file that the link points
        to is replaced.

    Yields
    ------
    Path
        Where to write. The file has the name of the one to replace, as some formats keep the name in their
        bytes, and stands in a scratch folder next to it. The folder is removed in any case.

    Raises
    ------
    OSError
        If the file cannot be written, also by the block; the error names `path`.

    Notes
    -----
    A new file gets the mode that the umask asks for; a replaced one keeps its mode. The bytes are on the disk
    before the old file goes, so that a crash leaves the old file or the new one. Any number of threads and
    processes may write the same path: each writes a scratch file of its own, and the last one stays.

    A process that is killed leaves its scratch folder behind. The system frees the lock that it held on the folder, so
    the next write next to it knows that nobody needs the folder any more, and removes it.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic_write(folder / "table.csv") as scratch:
    ...     _ = scratch.write_text("layers,edges")
    >>> [path.name for path in folder.iterdir()]
    ['table.csv']
    """
    target = _target(Path(path))
    scratch_folder, lock = None, None
    try:
        _remove_abandoned(target.parent)
        scratch_folder, lock = _make_scratch_folder(target.parent)
        scratch = scratch_folder / target.name
        mode = _mode(target, scratch)
        yield scratch
        _flush(scratch, mode)
        scratch.replace(target)
        _flush_folder(target.parent)
    except OSError as error:
        if error.filename is None or scratch_folder is None or scratch_folder in Path(error.filename).parents:
            reason = error.strerror or str(error) or type(error).__name__
            raise OSError(error.errno or errno.EIO, reason, str(path)) from error
        raise
    finally:
        if scratch_folder is not None:
            shutil.rmtree(scratch_folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def is_scratch(path: Path) -> bool:
    """Return whether `atomic_write` made this: such a folder stays only where the process was killed."""
    return path.name.startswith(_SCRATCH)


def remove_scratch(folder: Path) -> None:
    """Remove the scratch files that killed processes have left in a folder.

    Parameters
    ----------
    folder : Path
        Where to look. No one else may be writing there, as the scratch files of a living process go too.
    """
    for path in folder.iterdir():
        if is_scratch(path):
            shutil.rmtree(path, ignore_errors=True)


def _make_scratch_folder(parent: Path) -> tuple[Path, int | None]:
    """Make a scratch folder; return it and the descriptor that locks it, None where the system has no such lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=parent))
        try:
            return folder, _locked(folder)
        except (BlockingIOError, FileNotFoundError):  # another process took it for an abandoned one just now
            continue


def _remove_abandoned(parent: Path) -> None:
    """Remove the scratch folders that no process locks, where the system has such locks."""
    with os.scandir(parent) as entries:
        folders = [Path(entry) for entry in entries if entry.name.startswith(_SCRATCH)]
    for folder in folders:
        with suppress(OSError):
            lock = _locked(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder for as long as the descriptor that is returned is open; None where that cannot be done.

    Raises
    ------
    BlockingIOError
        If another process, or another thread, holds the lock.
    FileNotFoundError
        If the folder is gone.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.stat()  # it may be gone since it was opened
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError | FileNotFoundError):
            raise
        return None  # a file system without locks
    return descriptor


def _target(path: Path) -> Path:
    """Return the file that `path` stands for; refuse what is no regular file."""
    try:
        target = path.resolve()
        kind = target.stat().st_mode
    except FileNotFoundError:
        return target
    except RuntimeError:  # what Python before 3.13 says of a loop
        raise _error(errno.ELOOP, path) from None
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    if stat.S_ISDIR(kind):
        raise _error(errno.EISDIR, path)
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, "Is no regular file", str(path))
    return target


def _error(code: int, path: Path) -> OSError:
    return OSError(code, os.strerror(code), str(path))


def _mode(target: Path, scratch: Path) -> int:
    """Return the mode of the file there is, else the one that a new file gets here."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        # os.umask can only be read by setting it, for all threads; so a file is made to see
        scratch.touch()
        mode = stat.S_IMODE(scratch.stat().st_mode)
        scratch.unlink()
        return mode


def _flush(scratch: Path, mode: int) -> None:
    with scratch.open("rb") as file:
        scratch.chmod(mode)  # a library may have made the file in a mode of its own
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # the file is whole already, and not every system can do this
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
