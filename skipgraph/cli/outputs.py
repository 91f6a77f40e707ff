"""Print tables and write files; a file is written as a whole or not at all."""

import io
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.files import atomic_write

__all__ = [
    "PICTURE_ENDINGS",
    "check_output",
    "print_paragraph",
    "print_table",
    "table_text",
    "terminal_width",
    "write_text",
    "writing",
]

PICTURE_ENDINGS = (".svg", ".png", ".pdf")

_NO_LIMIT = 100_000  # columns; only a terminal has a width
_GAP = 2  # columns between two columns of a table
_PROSE = 16  # columns that a cell of prose needs to be read


def check_output(path: Path | None, endings: Sequence[str] = (), *, option: str = "-o") -> None:
    """Check that a file can be written, before the work begins.

    Parameters
    ----------
    path : Path, optional
        The file; None passes.
    endings : sequence of str
        Allowed endings of its name; if empty, any ending.
    option : str
        The option that named it.

    Raises
    ------
    ArgumentError
        If the file has another ending, is a folder or a device, or cannot be made there.
    """
    if path is None:
        return
    if endings and path.suffix.lower() not in endings:
        known = " ".join(endings)
        raise ArgumentError(f"{option} {path}: the name must end in one of {known}, to say the format")
    try:
        if path.is_dir():
            raise ArgumentError(f"{option} {path}: this is a folder, name a file in it")
        if path.exists() and not path.is_file():
            raise ArgumentError(f"{option} {path}: this is no regular file")
        if not path.parent.is_dir():
            raise ArgumentError(f"{option} {path}: there is no folder {path.parent}")
        with atomic_write(path) as scratch:
            scratch.touch()
            raise _OnlyTried
    except _OnlyTried:
        pass
    except OSError as error:
        raise ArgumentError(f"{option} {path}: cannot be written: {error.strerror}") from error


class _OnlyTried(Exception):  # noqa: N818  # a signal, no error
    pass


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Name the file where it cannot be written, as on a full disk.

    Parameters
    ----------
    path : Path
        What the block writes.

    Raises
    ------
    FormatError
        If the system refuses.
    """
    try:
        yield
    except OSError as error:
        raise FormatError(f"{path}: cannot be written: {error.strerror or error}") from error


def write_text(text: str, path: Path) -> None:
    """Write a text file, all at once."""
    with writing(path), atomic_write(path) as scratch:
        scratch.write_text(text, encoding="utf-8")


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Lay out a table for reading.

    Parameters
    ----------
    header : sequence of str
        Column titles. A column of numbers is aligned to the right.
    rows : sequence of sequence of str
        Cells.
    width : int, optional
        Columns of the terminal: titles and prose are folded to fit. By default, nothing is folded.

    Returns
    -------
    str
        Lines without trailing spaces, each ended by a line feed.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    encoding = sys.stdout.encoding or "ascii"
    text = io.StringIO()
    box = SIMPLE_HEAD if encoding.lower().startswith("utf") else None
    columns = [[row[column] for row in rows] for column in range(len(header))]
    numbers = [bool(cells) and all(map(_is_number, cells)) for cells in columns]
    whole = [number or column == 0 for column, number in enumerate(numbers)]
    natural = [max(map(len, [title, *cells])) for title, cells in zip(header, columns, strict=True)]
    titles = list(header)
    if width is not None and sum(natural) + _GAP * len(natural) > width:
        # titles are folded first, then cells of prose; names and numbers never
        titles = [title.replace(" ", "\n") for title in header]
        least = [
            max(map(len, [*title.split("\n"), *cells])) if kept else min(_PROSE, size)
            for title, cells, kept, size in zip(titles, columns, whole, natural, strict=True)
        ]
        width = max(width, sum(least) + _GAP * len(least))
    table = Table(box=box, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for title, number, kept in zip(titles, numbers, whole, strict=True):
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(title, justify=justify, overflow="fold", no_wrap=kept, vertical="top")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=text, width=width or _NO_LIMIT, color_system=None).print(table)
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, folded to the terminal if there is one."""
    print(table_text(header, rows, width=terminal_width()), end="")


def print_paragraph(text: str) -> None:
    """Print a paragraph and an empty line, folded to the terminal if there is one."""
    print(textwrap.fill(text, width=terminal_width() or _NO_LIMIT) + "\n")


def terminal_width() -> int | None:
    """Columns of the terminal that stdout is, if it is one."""
    # a terminal that does not say its size says 0
    return (shutil.get_terminal_size().columns or 80) if sys.stdout.isatty() else None


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "") or "nan")
    except ValueError:
        return False
    return True
