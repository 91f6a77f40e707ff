"""Data frames as text, CSV, Markdown, LaTeX and JSON."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from skipgraph.cli.outputs import print_table, table_text, write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Format", "put_out"]

Format = Literal["text", "csv", "markdown", "latex", "json"]


def put_out(frame: "pd.DataFrame", *, form: Format | None, output: Path | None) -> None:
    """Print a data frame, or write it to a file.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to show; its first column names the rows.
    form : {"text", "csv", "markdown", "latex", "json"}, optional
        By default, the ending of `output` chooses; without one, text.
    output : Path, optional
        The file; by default the screen.
    """
    if output is not None:
        write_text(_WRITERS[form or _BY_ENDING.get(output.suffix.lower(), "text")](frame), output)
    elif form in (None, "text"):
        print_table([_title(name) for name in frame.columns], _cells(frame))
    else:
        print(_WRITERS[form](frame), end="")


def _text(frame: "pd.DataFrame") -> str:
    return table_text([_title(name) for name in frame.columns], _cells(frame))


def _csv(frame: "pd.DataFrame") -> str:
    return frame.to_csv(index=False, lineterminator="\n")


def _markdown(frame: "pd.DataFrame") -> str:
    rules = [":---" if column == 0 else "---:" for column in range(frame.shape[1])]
    rows = [[_title(name) for name in frame.columns], rules, *_cells(frame)]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in rows)


def _latex(frame: "pd.DataFrame") -> str:
    """Return a tabular for the booktabs package."""
    header, *rows = (
        " & ".join(_escaped(cell) for cell in row) + r" \\"
        for row in [[_title(name) for name in frame.columns], *_cells(frame)]
    )
    columns = "l" + "r" * (frame.shape[1] - 1)
    lines = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", header, r"\midrule", *rows, r"\bottomrule"]
    return "\n".join([*lines, r"\end{tabular}", ""])


def _json(frame: "pd.DataFrame") -> str:
    return frame.to_json(orient="records", indent=2, double_precision=15, force_ascii=False) + "\n"


_WRITERS: dict[Format, Callable[["pd.DataFrame"], str]] = {
    "text": _text,
    "csv": _csv,
    "markdown": _markdown,
    "latex": _latex,
    "json": _json,
}

_BY_ENDING: dict[str, Format] = {".csv": "csv", ".md": "markdown", ".tex": "latex", ".json": "json"}


def _cells(frame: "pd.DataFrame") -> list[list[str]]:
    """Return the cells as text: means to four decimals, a dash where there is no number."""
    return [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.4f}"
    return "-" if str(value) == "<NA>" else str(value)


# the glossary's words; the formats for machines keep the metrics' names
_TITLES = {
    "n_nodes": "nodes",
    "n_layers": "layers",
    "n_edges": "edges",
    "max_backprop_distance": "MBD",
    "mean_backprop_distance": "mean BD",
}


def _title(name: str) -> str:
    return _TITLES.get(name, name.replace("_", " "))


_LATEX = {**{mark: f"\\{mark}" for mark in "&%$#_{}"}, "\\": r"\textbackslash{}", "~": r"\textasciitilde{}"} | {
    "^": r"\textasciicircum{}"
}


def _escaped(cell: str) -> str:
    return "".join(_LATEX.get(mark, mark) for mark in cell)
