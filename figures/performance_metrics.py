"""How long all backprop distances take: skipgraph next to other graph libraries, from 256 to 16,384 layers."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "performance" / "results" / "metrics.csv"

# marker, ink and dashes; from the fastest to the slowest
TOOLS = {
    "skipgraph numba": ("o", PALETTE["vermilion"], "-"),
    "skipgraph numpy": ("o", PALETTE["vermilion"], "--"),
    "rustworkx": ("s", PALETTE["blue"], "-"),
    "networkit": ("v", PALETTE["green"], "-"),
    "scipy": ("D", PALETTE["purple"], "-"),
    "igraph": ("P", PALETTE["orange"], "-"),
    "networkx": ("X", INK, "-"),
}
GRAPHS = {
    "log_densenet": ("o", PALETTE["vermilion"], "-"),
    "loglog_densenet": ("D", PALETTE["vermilion"], "--"),
    "nearest": ("v", PALETTE["blue"], "-"),
    "randwire_ws": ("P", PALETTE["green"], "-"),
    "densenet": ("s", INK, "--"),
}


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    table = table[table["task"] == "all distances"]
    # a random graph has about as many layers as was asked for
    sizes = sorted(table.loc[table["graph"] == "log_densenet", "n_layers"].unique())
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 3.6)
        left, right = figure.subplots(1, 2)
        log_densenet = table[table["graph"] == "log_densenet"]
        for tool, look in TOOLS.items():
            rows = log_densenet[log_densenet["tool"] == tool]
            draw_panel(left, rows["n_layers"], rows["median_seconds"], tool, look)
        left.set_title("all distances of Log-DenseNet, seconds")
        for graph, look in GRAPHS.items():
            ratios = ratio_to_fastest_peer(table[table["graph"] == graph])
            if not ratios.empty:
                draw_panel(right, ratios.index, ratios, graph, look)
        right.axhline(1, color=INK, linewidth=0.6)
        right.set_title("fastest other library over skipgraph numba")
        for ax in (left, right):
            ax.set_xscale("log")
            ax.set_yscale("log")
            ax.xaxis.set_major_locator(FixedLocator(sizes))
            ax.xaxis.set_minor_locator(NullLocator())
            ax.xaxis.set_major_formatter(lambda value, _place: f"{value:,g}")
            ax.yaxis.set_major_formatter(lambda value, _place: f"{value:g}")
            ax.set_xlabel("layers")
            ax.grid()
        for ax in (left, right):
            ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, handlelength=2.4, columnspacing=1)
    return figure


def draw_panel(ax: Axes, x: Any, y: Any, label: str, look: tuple[str, str, str]) -> None:
    marker, colour, dashes = look
    ax.plot(x, y, marker=marker, markersize=3.5, linestyle=dashes, linewidth=1, color=colour, label=label)


def ratio_to_fastest_peer(rows: pd.DataFrame) -> pd.Series:
    """Return, by number of layers, how many times longer the fastest other library takes."""
    seconds = rows.pivot(index="n_layers", columns="tool", values="median_seconds")
    peers = seconds.drop(columns=[tool for tool in seconds if str(tool).startswith("skipgraph")])
    return (peers.min(axis=1) / seconds["skipgraph numba"]).dropna() if len(rows) else pd.Series(dtype=float)
