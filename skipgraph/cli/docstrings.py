"""Split the docstring of a pattern into rule, description, parameters and papers."""

import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from skipgraph.errors import FormatError

__all__ = ["PatternDoc", "read_docstring"]


@dataclass(frozen=True)
class PatternDoc:
    """The parts of a numpydoc docstring that the command line shows.

    Parameters
    ----------
    rule : str
        The first line.
    description : str
        The paragraphs below it, one line each.
    parameters : dict of str to str
        What each parameter means, in the order of the signature.
    papers : tuple of str
        The references, one line each.
    """

    rule: str
    description: str
    parameters: dict[str, str]
    papers: tuple[str, ...]

    @property
    def short_paper(self) -> str:
        """The first reference as its first author, year and identifier."""
        return _shorten(self.papers[0]) if self.papers else ""


def read_docstring(function: Callable[..., Any]) -> PatternDoc:
    """Split the docstring of a function.

    Parameters
    ----------
    function : callable
        With a docstring in the style of numpydoc.

    Returns
    -------
    PatternDoc
        Its parts; a missing part is empty.

    Raises
    ------
    FormatError
        If Python has left all docstrings out.

    Examples
    --------
    >>> from skipgraph.patterns import densenet
    >>> read_docstring(densenet).rule
    'Return DenseNet: each layer reads all nodes before it in its block.'
    """
    text = inspect.getdoc(function) or ""
    if not text and sys.flags.optimize > 1:
        raise FormatError("Python's option -OO (PYTHONOPTIMIZE=2) leaves out the rules of the patterns: run without it")
    head, *sections = re.split(r"\n\n?(?=\S[^\n]*\n-{3,}\n)", text)
    bodies = {}
    for section in sections:
        title, _, body = section.partition("\n")
        bodies[title] = body.partition("\n")[2]
    rule, _, description = head.partition("\n")
    papers = re.split(r"^\.\. \[\w+\]", bodies.get("References", ""), flags=re.MULTILINE)[1:]
    return PatternDoc(
        rule=_line(rule),
        description="\n".join(_line(paragraph) for paragraph in description.strip().split("\n\n")),
        parameters=_parameters(bodies.get("Parameters", "")),
        papers=tuple(_line(paper) for paper in papers),
    )


def _parameters(body: str) -> dict[str, str]:
    meanings = {}
    for entry in re.split(r"\n(?=\S)", body):
        names, _, meaning = entry.partition("\n")
        for name in names.partition(":")[0].split(","):
            if name.strip():
                meanings[name.strip()] = _line(meaning)
    return meanings


def _line(text: str) -> str:
    """Return a paragraph as one line, without the marks of code."""
    return re.sub(r"`{1,2}([^`]*)`{1,2}", r"\1", " ".join(text.split()))


def _shorten(paper: str) -> str:
    authors = paper.partition(' "')[0].rstrip(",")
    first = re.split(r",| and ", authors)[0]
    surname = first.split(" ")[-1] + (" et al." if authors != first else "")
    year = re.search(r"(?<![\d.:/])(19|20)\d\d(?![\d.]*\d)", paper.rpartition('"')[2])
    identifier = re.search(r"(arXiv:|doi:)\S+?(?=[,;.]?(\s|$))", paper)
    parts = [f"{surname} {year[0]}" if year else surname, identifier[0] if identifier else ""]
    return ", ".join(part for part in parts if part)
