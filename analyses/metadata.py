"""Results and what made them: each table gets a file of metadata, of one shape for all studies."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from skipgraph.files import atomic_write

__all__ = ["commit", "describe", "machine", "write_results"]

ROOT = Path(__file__).parents[1]
PACKAGES = ("skipgraph", "numpy", "pandas")


def write_results(
    table: pd.DataFrame,
    path: Path,
    *,
    script: str,
    seeds: Iterable[int] = (),
    packages: Iterable[str] = (),
    inputs: Iterable[Path] = (),
    facts: Mapping[str, Any] | None = None,
    float_format: str | None = None,
) -> None:
    """Write a table as CSV, and next to it ``.meta.json``, which says what made it.

    Parameters
    ----------
    table : pandas.DataFrame
        The numbers; floats are written so that they read back equal, unless `float_format` says otherwise.
    path : Path
        The file, ending in ``.csv``.
    script : str
        The file that made it, as ``__file__``.
    seeds : iterable of int
        All seeds of the study.
    packages : iterable of str
        Further packages that the numbers depend on.
    inputs : iterable of Path
        Files of the project that the numbers depend on, whose digests are kept.
    facts : mapping, optional
        Further facts, such as the rounds of a measurement.
    float_format : str, optional
        As for `pandas.DataFrame.to_csv`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n", float_format=float_format)
    about = describe(table, script=script, seeds=seeds, packages=packages, inputs=inputs, facts=facts)
    with atomic_write(path.with_suffix(".meta.json")) as scratch:
        scratch.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def describe(
    table: pd.DataFrame,
    *,
    script: str,
    seeds: Iterable[int] = (),
    packages: Iterable[str] = (),
    inputs: Iterable[Path] = (),
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the metadata of a table; the parameters are those of `write_results`."""
    module = ".".join(Path(script).resolve().relative_to(ROOT).with_suffix("").parts)
    return {
        "command": f"python -m {module}",
        "commit": commit(),
        "seeds": list(seeds),
        "machine": machine(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in dict.fromkeys((*PACKAGES, *packages))},
        },
        "inputs": {_name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs},
        "rows": len(table),
        "columns": list(table.columns),
        "facts": dict(facts or {}),
    }


def _name(path: Path) -> str:
    """Return where a file of the project stands; of any other file, as in a check, its name."""
    whole = path.resolve()
    return whole.relative_to(ROOT).as_posix() if whole.is_relative_to(ROOT) else path.name


def commit() -> str | None:
    """Return the commit of the code, with ``+`` where files have changed since; None outside of git."""
    try:
        words = ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def machine() -> dict[str, Any]:
    """Return the kind of machine, without its name."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
    }
