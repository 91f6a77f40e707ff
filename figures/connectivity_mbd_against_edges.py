"""What edges buy: the backprop distance of the paper's patterns against their edges, at two depths."""

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "connectivity" / "results" / "connectivity.csv"
SIZES = (36, 240)

# marker and ink by family: what the paper proposes, rivals with log L edges a layer, with L / 2, and the extremes;
# open marks stay visible around the filled ones that fall on them
OPEN = {"log_densenet_v2", "nearest", "nearest_half_and_log"}
LOOK = {
    "log_densenet": ("o", "vermilion"),
    "log_densenet_v2": ("s", "vermilion"),
    "loglog_densenet": ("D", "vermilion"),
    "nearest": ("v", "blue"),
    "nearest_log_i": ("^", "blue"),
    "evenly_spaced": ("P", "blue"),
    "mini_dense": ("X", "blue"),
    "nearest_half": ("v", "green"),
    "nearest_half_and_log": ("s", "green"),
    "every_other": ("P", "green"),
    "densenet": ("o", "ink"),
    "chain": ("D", "ink"),
}


def draw_panel(ax: Axes, table: pd.DataFrame, metric: str) -> None:
    for name, (marker, colour) in LOOK.items():
        row = table[table["topology"] == name].iloc[0]
        ink = {**PALETTE, "ink": INK}[colour]
        ax.plot(
            row["n_edges"],
            row[metric],
            linestyle="none",
            marker=marker,
            markersize=7 if name in OPEN else 4.5,
            markerfacecolor="none" if name in OPEN else ink,
            markeredgecolor=ink,
            markeredgewidth=0.9,
            label=name,
        )
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    ax.xaxis.set_major_formatter(lambda value, _place: f"{value:,g}")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yscale("log", base=2)
    ax.yaxis.set_major_locator(FixedLocator([2**power for power in range(9)]))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(lambda value, _place: f"{value:g}")
    ax.set_ylim(0.85, table[metric].max() * 1.3)
    ax.grid()


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 5.0)
        panels = figure.subplots(2, 2, sharex="col", sharey="row")
        for column, n_layers in enumerate(SIZES):
            rows = table[table["n_layers"] == n_layers]
            draw_panel(panels[0, column], rows, "max_backprop_distance")
            draw_panel(panels[1, column], rows, "mean_backprop_distance")
            panels[0, column].set_title(f"{n_layers} layers")
            panels[1, column].set_xlabel("edges")
        panels[0, 0].set_ylabel("maximum backprop distance, layers")
        panels[1, 0].set_ylabel("mean backprop distance, layers")
        handles, labels = panels[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside right center")
    return figure
