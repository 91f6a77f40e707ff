"""How edges and backprop distances grow with the number of layers in the paper's patterns."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "connectivity" / "results" / "connectivity.csv"

# marker, ink and dashes; from the longest distances to the shortest, which is also the order of the lines
LOOK = {
    "chain": ("D", INK, "-"),
    "mini_dense": ("X", PALETTE["blue"], ":"),
    "nearest": ("v", PALETTE["blue"], "-"),
    "evenly_spaced": ("P", PALETTE["blue"], "--"),
    "nearest_half": ("v", PALETTE["green"], "-"),
    "log_densenet": ("o", PALETTE["vermilion"], "-"),
    "loglog_densenet": ("D", PALETTE["vermilion"], "--"),
    "every_other": ("P", PALETTE["green"], "--"),
    "densenet": ("o", INK, "--"),
}
PANELS = {
    "n_edges": "edges",
    "max_backprop_distance": "maximum backprop distance, layers",
    "mean_backprop_distance": "mean backprop distance, layers",
}


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    sizes = sorted(table["n_layers"].unique())
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 3.1)
        panels = figure.subplots(1, 3)
        for ax, (metric, title) in zip(panels, PANELS.items(), strict=True):
            for name, (marker, colour, dashes) in LOOK.items():
                rows = table[table["topology"] == name]
                ax.plot(
                    rows["n_layers"],
                    rows[metric],
                    marker=marker,
                    markersize=3.5,
                    linestyle=dashes,
                    linewidth=1,
                    color=colour,
                    label=name,
                )
            ax.set_xscale("log")
            ax.set_yscale("log")
            ax.xaxis.set_major_locator(FixedLocator(sizes))
            ax.xaxis.set_minor_locator(NullLocator())
            ax.xaxis.set_major_formatter(lambda value, _place: f"{value:g}")
            ax.yaxis.set_major_formatter(lambda value, _place: f"{value:,g}")
            ax.set_xlabel("layers")
            ax.set_title(title)
            ax.grid()
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=5, handlelength=2.8)
    return figure
