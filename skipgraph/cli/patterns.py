"""``skipgraph patterns``: the catalogue."""

import inspect
import re

from skipgraph.cli.outputs import print_table

__all__ = ["patterns"]


def patterns() -> None:
    """List every pattern: name, one line, paper.

    \b
    Examples:
      skipgraph patterns
    """  # noqa: D301  # \b keeps the lines of the examples apart
    from skipgraph.patterns.catalog import CATALOG

    rows = []
    for name, function in CATALOG.items():
        text = inspect.getdoc(function) or ""
        rows.append((name, text.partition("\n")[0], _short_reference(text)))
    print_table(["pattern", "rule", "paper"], rows)


def _short_reference(docstring: str) -> str:
    """Return the first reference of a docstring as its first author, year and identifier."""
    references = docstring.partition("\nReferences\n")[2]
    first = re.search(r"\.\. \[1\]\s*(.*?)(?=\n\s*\n|\n\s*\.\. \[|\n\S|\Z)", references, re.DOTALL)
    if first is None:
        return ""
    text = " ".join(first[1].split()).rstrip(".")
    authors = text.partition(' "')[0].rstrip(",")
    surname = re.split(r",| and ", authors)[0].split(" ")[-1]
    others = " et al." if authors != re.split(r",| and ", authors)[0] else ""
    year = re.search(r"(?<![\d.:/])(19|20)\d\d(?![\d.])", text.rpartition('"')[2])
    identifier = re.search(r"(arXiv:|doi:)\S+?(?=[,;.]?(\s|$))", text)
    parts = [f"{surname}{others} {year[0]}" if year else f"{surname}{others}", identifier[0] if identifier else ""]
    return ", ".join(part for part in parts if part)
