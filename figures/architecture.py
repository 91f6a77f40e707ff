"""The rooms of the package: each imports only rooms below it."""

import ast
import textwrap
import tomllib
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Patch

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

ROOT = Path(__file__).parents[1]
ROW_HEIGHT = 0.52  # inches
GAP = 0.06  # of a row, between boxes
LIGHT, HEAVY, STRENGTH = PALETTE["blue"], PALETTE["orange"], 0.2


def read_contracts() -> tuple[list[list[str]], set[str]]:
    """Return the rooms of each layer, the lowest first, and the light rooms: what import-linter checks."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    contracts = {contract["type"]: contract for contract in tools["importlinter"]["contracts"]}
    layers = [[room.strip() for room in layer.split("|")] for layer in reversed(contracts["layers"]["layers"])]
    return layers, {name.removeprefix("skipgraph.") for name in contracts["forbidden"]["source_modules"]}


def describe(room: str) -> str:
    """Return the first clause of a room's docstring."""
    package, module = ROOT / "skipgraph" / room / "__init__.py", ROOT / "skipgraph" / f"{room}.py"
    source = (package if package.exists() else module).read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    clause = docstring.splitlines()[0]
    for end in (":", ";", "."):
        clause = clause.partition(end)[0]
    return clause


def draw_room(ax: Axes, room: str, left: float, bottom: int, width: float, colour: str) -> None:
    box = FancyBboxPatch(
        (left + GAP / 8, bottom + GAP),
        width - GAP / 4,
        1 - 2 * GAP,
        boxstyle="round,pad=0,rounding_size=0.008",
        mutation_aspect=PAGE_WIDTH / ROW_HEIGHT,
        facecolor=colour,
        alpha=STRENGTH,
        edgecolor="none",
    )
    ax.add_patch(box)
    middle = left + width / 2
    ax.text(middle, bottom + 0.72, room, ha="center", va="center", weight="bold")
    words = textwrap.fill(describe(room), int(width * 105))
    ax.text(middle, bottom + 0.34, words, ha="center", va="center", fontsize=6, linespacing=1.05)


def draw() -> Figure:
    layers, light = read_contracts()
    with paper_style():
        figure = new_figure(PAGE_WIDTH, ROW_HEIGHT * len(layers))
        ax = figure.subplots()
        ax.set_axis_off()
        ax.set_xlim(0, 1.04)
        ax.set_ylim(0, len(layers))
        for bottom, rooms in enumerate(layers):
            for place, room in enumerate(rooms):
                colour = LIGHT if room in light else HEAVY
                draw_room(ax, room, place / len(rooms), bottom, 1 / len(rooms), colour)
        arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 0.8}
        ax.annotate("", (1.02, 0.1), (1.02, len(layers) - 0.1), arrowprops=arrow)
        ax.text(1.03, len(layers) / 2, "imports", rotation=-90, va="center", ha="left", fontsize=7)
        handles = [
            Patch(facecolor=HEAVY, alpha=STRENGTH, label="may load torch, matplotlib or pandas"),
            Patch(facecolor=LIGHT, alpha=STRENGTH, label="loads none of them at import"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure
