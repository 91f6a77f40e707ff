"""The arguments and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.sources import MAX_LAYERS

__all__ = [
    "Classes",
    "File",
    "GrowthRate",
    "Inputs",
    "Layers",
    "PatternName",
    "PatternSeed",
    "Seed",
    "Settings",
    "whole_number",
]


def whole_number(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Return a parser of whole numbers, for `typer.Option`.

    Parameters
    ----------
    least, most : int
        The range; `most` may be None.

    Returns
    -------
    callable
        Takes what the user typed, or a default, and returns the number.
    """
    upper = "" if most is None else f" to {most}"

    def parse(text: str | int) -> int:
        digits = str(text)
        plain = digits.isascii() and digits.isdecimal() and len(digits) < 20
        if not plain or int(digits) < least or (most is not None and int(digits) > most):
            raise typer.BadParameter(f"must be a whole number from {least}{upper}, got {text!r}")
        return int(digits)

    return parse


PatternName = Annotated[
    str | None,
    typer.Argument(metavar="NAME", help="A pattern, as listed by `skipgraph patterns`; NAME(base=3) sets arguments."),
]
Layers = Annotated[
    int | None,
    typer.Option(
        "--layers",
        parser=whole_number(1, MAX_LAYERS),
        metavar="N",
        help="Number of layers.  [default: 36]",
        show_default=False,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ARGUMENT=VALUE", help="Set an argument of the pattern; may be repeated."),
]
PatternSeed = Annotated[
    int,
    typer.Option("--seed", parser=whole_number(0), metavar="S", help="Seed of a random pattern.", show_default=True),
]
Seed = Annotated[int, typer.Option("--seed", parser=whole_number(0), metavar="S", help="Seed of all that is random.")]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="A topology from a file (.json .graphml .dot .csv), not NAME."),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="SHAPE",
        help="Shape of one example that the network takes, such as 3x224x224, or 128:int for 128 whole numbers; "
        "again for each further argument.",
    ),
]
GrowthRate = Annotated[
    int, typer.Option("--growth-rate", parser=whole_number(1), metavar="K", help="Channels that each layer makes.")
]
Classes = Annotated[int, typer.Option("--classes", parser=whole_number(1), metavar="C", help="Number of classes.")]
