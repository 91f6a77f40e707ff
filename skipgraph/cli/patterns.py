"""``skipgraph patterns``: list the patterns, or show one in full."""

import inspect
import json
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skipgraph.cli.docstrings import read_docstring
from skipgraph.cli.outputs import PICTURE_ENDINGS, check_output, print_paragraph, print_table, terminal_width, writing
from skipgraph.cli.parse_topology import build, described, find_pattern
from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    from skipgraph.topology import Topology

__all__ = ["patterns"]

_EXAMPLE_LAYERS, _EXAMPLE_SIZE = 12, 3
_NO_TERMINAL = 200  # columns for a picture where no terminal limits it


def patterns(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Show this pattern in full.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also draw the example of NAME: .svg, .png or .pdf."),
    ] = None,
) -> None:
    """List every pattern with its rule and paper, or show one in full.

    \b
    Examples:
      skipgraph patterns
      skipgraph patterns log_densenet
      skipgraph patterns log_densenet -o small.svg
      skipgraph patterns --json
    """  # noqa: D301  # \b keeps the lines of the examples apart
    if output is not None and name is None:
        raise ArgumentError(f"-o {output}: name the pattern to draw")
    check_output(output, PICTURE_ENDINGS)
    from skipgraph.patterns.catalog import CATALOG

    if name is None and as_json:
        print(_json([_record(key, function) for key, function in CATALOG.items()]))
    elif name is None:
        docs = {key: read_docstring(function) for key, function in CATALOG.items()}
        print_table(["pattern", "rule", "paper"], [(key, doc.rule, doc.short_paper) for key, doc in docs.items()])
    elif as_json:
        print(_json(_record(name, find_pattern(name))))
    else:
        _show(name, find_pattern(name))
    if output is not None and name is not None:
        from skipgraph.plot import arcs, save_figure

        with writing(output):
            save_figure(arcs(_example(name, find_pattern(name))[1]), output)


def _show(name: str, function: Callable[..., Any]) -> None:
    doc = read_docstring(function)
    print_paragraph(f"{name}: {doc.rule}")
    for paragraph in doc.description.splitlines():
        print_paragraph(paragraph)
    for paper in doc.papers:
        print_paragraph(f"Paper: {paper}")
    rows = [(entry["name"], entry["default"], entry["meaning"]) for entry in _record(name, function)["parameters"]]
    print_table(["argument", "default", "meaning"], rows)
    _draw(name, function)


def _draw(name: str, function: Callable[..., Any]) -> None:
    """Draw a small example in letters."""
    setting, topology = _example(name, function)

    from skipgraph.plot.text import text_arcs

    print(f"\nWith {setting.replace('=', ' = ')}, {described(topology)}:\n")
    ascii_only = not (sys.stdout.encoding or "ascii").lower().startswith("utf")
    try:
        print(text_arcs(topology, width=terminal_width() or _NO_TERMINAL, ascii_only=ascii_only), end="")
    except ArgumentError:
        print(f"(wider than this terminal: `skipgraph patterns {name} -o {name}.svg` draws it)")


def _example(name: str, function: Callable[..., Any]) -> tuple[str, "Topology"]:
    """Return a small example, and the argument that sets its size."""
    size = next(iter(inspect.signature(function).parameters))
    setting = f"{size}={_EXAMPLE_LAYERS if size == 'n_layers' else _EXAMPLE_SIZE}"
    return setting, build(name, layers=None, settings=[setting], seed=0)


def _record(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    doc = read_docstring(function)
    hints = typing.get_type_hints(function)
    parameters = []
    for key, parameter in inspect.signature(function).parameters.items():
        choices = typing.get_args(hints[key]) if typing.get_origin(hints[key]) is typing.Literal else ()
        told = [doc.parameters.get(key, ""), f"One of {', '.join(choices)}." if choices else ""]
        default = "required" if parameter.default is parameter.empty else repr(parameter.default)
        parameters.append({"name": key, "default": default, "meaning": " ".join(told).strip()})
    return {
        "name": name,
        "rule": doc.rule,
        "description": doc.description,
        "papers": list(doc.papers),
        "parameters": parameters,
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
