"""A lock on the folder of a run, so that two processes never write to it at once."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from skipgraph.errors import ArgumentError
from skipgraph.files import atomic_write

__all__ = ["HOLDER", "LOCK", "locked"]

LOCK, HOLDER = ".lock", ".holder.json"
"""What the operating system locks, and who holds the lock."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder for a while.

    Parameters
    ----------
    folder : Path
        An existing folder.

    Yields
    ------
    None
        Inside, no other process, and no other thread of this one, gets the lock of `folder`.

    Raises
    ------
    ArgumentError
        If another run holds the lock; the message names it.

    Notes
    -----
    The operating system frees the lock of a process that ends, however it ends, so a lock that nobody holds never
    stands in the way. The file `HOLDER` only names the holder; one that a killed process left is replaced.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with locked(folder):
    ...     sorted(path.name for path in folder.iterdir())
    ['.holder.json', '.lock']
    """
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ArgumentError(
            f"another run trains in {folder}{_holder(folder)}: wait for its end, stop it, or choose another folder"
        ) from None
    try:
        facts = {"process": os.getpid(), "machine": platform.node(), "since": datetime.now(UTC).isoformat()[:19] + "Z"}
        with atomic_write(folder / HOLDER) as scratch:
            scratch.write_text(json.dumps(facts) + "\n", encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    """Return who holds the lock, as far as it is written down."""
    try:
        facts = json.loads((folder / HOLDER).read_text("utf-8"))
        return f" (process {facts['process']} on {facts['machine']}, since {facts['since']})"
    except (OSError, ValueError, TypeError, KeyError):
        return ""
