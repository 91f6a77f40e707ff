"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.sources import MAX_LAYERS

__all__ = ["File", "Layers", "PatternName", "PatternSeed", "Seed", "Settings"]


def _layers(text: str | int) -> int:
    if not _is_number(str(text)) or not 1 <= int(text) <= MAX_LAYERS:
        raise typer.BadParameter(f"must be a whole number from 1 to {MAX_LAYERS}, got {text!r}")
    return int(text)


def _seed(text: str | int) -> int:  # a default comes as a number
    if not _is_number(str(text)):
        raise typer.BadParameter(f"must be a whole number from 0, got {text!r}")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20


PatternName = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="A pattern, as listed by `skipgraph patterns`; NAME(base=3) sets arguments."),
]
Layers = Annotated[
    int | None,
    typer.Option("--layers", parser=_layers, metavar="N", help="Number of layers.  [default: 36]", show_default=False),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ARGUMENT=VALUE", help="Set an argument of the pattern; may be repeated."),
]
PatternSeed = Annotated[
    int, typer.Option("--seed", parser=_seed, metavar="S", help="Seed of a random pattern.", show_default=True)
]
Seed = Annotated[int, typer.Option("--seed", parser=_seed, metavar="S", help="Seed of all that is random.")]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="A topology from a file (.json .graphml .dot .csv), not NAME."),
]
