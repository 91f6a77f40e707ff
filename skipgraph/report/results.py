"""Write a table of results, with the facts to make it again in a file next to it."""

import json
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.files import atomic_write

__all__ = ["write_results"]


@checked
def write_results(table: pd.DataFrame, path: str | Path, *, command: str, packages: Iterable[str] = ()) -> None:
    """Write a table as CSV, and the facts to make it again as ``.meta.json``.

    Parameters
    ----------
    table : pandas.DataFrame
        The numbers; floats are read back equal.
    path : str or Path
        The file, which ends in ``.csv``; the facts of ``a.csv`` are in ``a.meta.json``, in the same folder.
    command : str
        The command that makes the table again, in the root of the project.
    packages : iterable of str
        More packages on whose versions the numbers depend, such as torch.

    Raises
    ------
    ArgumentError
        If `path` has another ending.

    Notes
    -----
    The same table, command and versions give the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_results(pd.DataFrame({"n_layers": [12]}), folder / "sizes.csv", command="python sizes.py")
    >>> sorted(file.name for file in folder.iterdir())
    ['sizes.csv', 'sizes.meta.json']
    """
    path = Path(path)
    if path.suffix != ".csv":
        raise ArgumentError(f"cannot write results to {path}: the name must end in .csv")
    facts = {
        "command": command,
        "columns": list(table.columns),
        "rows": len(table),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("skipgraph", "numpy", "pandas", *packages)},
        },
    }
    with atomic_write(path) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")
    with atomic_write(path.with_suffix(".meta.json")) as scratch:
        scratch.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
