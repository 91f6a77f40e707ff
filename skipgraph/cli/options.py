"""Arguments and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.parse_topology import MAX_LAYERS

__all__ = [
    "Block",
    "Channels",
    "Classes",
    "Fields",
    "File",
    "GrowthRate",
    "ImageSize",
    "Inputs",
    "Layers",
    "PatternName",
    "PatternSeed",
    "Preset",
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
    highest = 2**63 - 1 if most is None else most  # what torch takes for a seed

    def parse(text: str | int) -> int:
        digits = str(text)
        plain = digits.isascii() and digits.isdecimal()
        fits = plain and len(digits) < 20 and int(digits) <= highest  # no need to read thousands of digits
        if fits and int(digits) >= least:
            return int(digits)
        rule = f" to {most}" if most is not None else " to 2**63 - 1" if plain and not fits else ""
        raise typer.BadParameter(f"must be a whole number from {least}{rule}, got {text!r}")

    return parse


PatternName = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="A pattern, as listed by `skipgraph patterns`; NAME(base=3) sets arguments. Or a published network, as "
        "listed by `skipgraph networks`.",
    ),
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
    typer.Option(
        "--file", metavar="FILE", help="Read the topology from a file (.json .graphml .dot .csv), in place of NAME."
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="SHAPE",
        help="Shape of one example for the network, such as 3x224x224, or 128:int for 128 whole numbers; "
        "may be repeated, once for each argument.",
    ),
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset", metavar="NAME", help="Spec of a published network, such as densenet_bc; an unknown name lists all."
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--spec",
        metavar="FIELD=VALUE",
        help="Set a part or a field of the network's spec, as head=pool_linear or block.width=2; may be repeated.",
    ),
]
GrowthRate = Annotated[
    int | None,
    typer.Option(
        "--growth-rate",
        parser=whole_number(1),
        metavar="K",
        help="Channels that each layer makes.  [default: 12, or the preset's]",
        show_default=False,
    ),
]
Classes = Annotated[
    int | None,
    typer.Option(
        "--classes",
        parser=whole_number(1),
        metavar="C",
        help="Number of classes.  [default: 10, or the preset's]",
        show_default=False,
    ),
]
Block = Annotated[
    str | None,
    typer.Option("--block", metavar="BLOCK", help="What a layer does.  [default: basic, or the preset's]"),
]
ImageSize = Annotated[
    int | None,
    typer.Option(
        "--image-size",
        parser=whole_number(1),
        metavar="PIXELS",
        help="Height and width of an image.  [default: 32, or the preset's]",
        show_default=False,
    ),
]
Channels = Annotated[
    int | None,
    typer.Option(
        "--channels",
        parser=whole_number(1),
        metavar="C",
        help="Channels of an image.  [default: 3, or the preset's]",
        show_default=False,
    ),
]
