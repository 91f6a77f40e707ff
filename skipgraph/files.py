"""Files appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["replacing"]


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a scratch file beside `path` that takes its place once the block ends without an error.

    Parameters
    ----------
    path : str or Path
        The file to write or replace; its folder must exist.

    Yields
    ------
    Path
        Where to write, in the same folder and with the same ending; it is removed if the block fails.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing(folder / "table.csv") as scratch:
    ...     _ = scratch.write_text("layers,edges")
    >>> [path.name for path in folder.iterdir()]
    ['table.csv']
    """
    path = Path(path).resolve()  # behind a link, the file it points to is replaced, not the link
    scratch = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield scratch
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
