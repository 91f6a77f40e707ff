"""``skipgraph table``: measure topologies and print one row each."""

import inspect
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from skipgraph.cli.options import Layers, PatternSeed
from skipgraph.cli.outputs import check_output, print_table, table_text, write_text
from skipgraph.cli.sources import build, find_pattern, load
from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PAPER_PATTERNS", "table"]

# the patterns that H. Hu et al., arXiv:1711.00002, and the code of its authors compare
PAPER_PATTERNS = (
    "densenet",
    "log_densenet",
    "log_densenet_v2",
    "loglog_densenet",
    "nearest",
    "nearest_log_i",
    "evenly_spaced",
    "nearest_half",
    "every_other",
    "nearest_half_and_log",
    "mini_dense",
)

_METRICS = "n_layers,n_edges,max_backprop_distance,mean_backprop_distance,unjoined_pairs,max_in_degree,max_out_degree"

Format = Literal["text", "csv", "markdown", "latex", "json"]


def table(
    layers: Layers = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option("--pattern", metavar="NAME", help="Measure this pattern; may be repeated. NAME(base=3) works."),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="FILE", help="Measure this topology's file; may be repeated."),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
    metrics: Annotated[
        str,
        typer.Option(
            "--metrics",
            metavar="NAMES",
            help="Columns: metrics or groups of them, with commas between; `skipgraph metrics` lists them.",
            show_default=False,
        ),
    ] = _METRICS,
    seed: PatternSeed = 0,
) -> None:
    """Measure patterns and files, a row each, the fewest edges first.

    Without --pattern and --file: the patterns that the Log-DenseNet paper compares.

    \b
    Examples:
      skipgraph table --layers 36
      skipgraph table --pattern log_densenet --pattern "log_densenet(base=3)" --layers 100
      skipgraph table --file mine.json --pattern densenet --format latex -o table.tex
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)
    names = pattern or ([] if file else PAPER_PATTERNS)
    for name in names:
        _check_sized_by_layers(name.partition("(")[0].strip())
    topologies = [build(name, layers=layers, seed=seed) for name in names]
    topologies += [load(path) for path in file or ()]
    topologies.sort(key=lambda topology: topology.n_edges)

    from skipgraph.report import measure

    frame = measure(topologies, metrics=[metric.strip() for metric in metrics.split(",")])
    if output is not None:
        write_text(_WRITERS[form or _BY_ENDING.get(output.suffix.lower(), "text")](frame), output)
    elif form in (None, "text"):
        print_table([_title(name) for name in frame.columns], _cells(frame))
    else:
        print(_WRITERS[form](frame), end="")


def _check_sized_by_layers(name: str) -> None:
    size = next(iter(inspect.signature(find_pattern(name)).parameters))
    if size != "n_layers":
        raise ArgumentError(
            f"{name} is sized by {size}, not by layers: "
            f"`skipgraph export {name} --set {size}=... -o {name}.json`, then --file {name}.json"
        )


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
