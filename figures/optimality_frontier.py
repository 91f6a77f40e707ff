"""How far published patterns and designed topologies are from the least maximum distance for their edges."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "optimality" / "results" / "patterns.csv"

# the mark of "nearest" is open, as that of "evenly spaced" falls into it
OPEN = {"nearest"}
LOOK = {
    "log_densenet": ("o", PALETTE["vermilion"], "Log-DenseNet"),
    "loglog_densenet": ("D", PALETTE["vermilion"], "LogLog-DenseNet"),
    "nearest": ("v", PALETTE["blue"], "nearest"),
    "evenly_spaced": ("P", PALETTE["blue"], "evenly spaced"),
    "k_hop": ("s", PALETTE["green"], "three hops over hubs"),
    "two_hop": ("^", PALETTE["green"], "two hops over hubs"),
    "designed within log_densenet's limits": ("*", INK, "designed in Log-DenseNet's limits"),
}
SIZES = (36, 1024)


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 3.3)
        panels = figure.subplots(1, len(SIZES))
        for ax, n_layers in zip(panels, SIZES, strict=True):
            rows = table[table["n_layers"] == n_layers].set_index("topology")
            for name, (marker, colour, label) in LOOK.items():
                row = rows.loc[name]
                ax.plot(
                    row["edges"] / n_layers,
                    row["mbd"],
                    marker,
                    color=colour,
                    markersize=9 if marker == "*" or name in OPEN else 5,
                    markerfacecolor="none" if name in OPEN else colour,
                    label=label,
                    zorder=3,
                )
            # the fewest edges that the bounds leave for each distance
            bounds = rows.groupby("mbd")["edges_bound_at_mbd"].first()
            # up to the first distance that no row has
            known = [mbd for place, mbd in enumerate(bounds.index, 1) if mbd == place][::-1]
            ax.plot(
                bounds[known] / n_layers,
                known,
                drawstyle="steps-post",
                color=INK,
                linewidth=1,
                linestyle="--",
                label="no topology is below",
                zorder=2,
            )
            ax.set_xscale("log")
            ax.set_yscale("log")
            ax.xaxis.set_major_formatter(lambda value, _place: f"{value:g}")
            ax.xaxis.set_minor_formatter(lambda value, _place: f"{value:g}" if value in (2, 3, 5, 20) else "")
            ax.yaxis.set_major_formatter(lambda value, _place: f"{value:g}")
            ax.yaxis.set_minor_formatter(lambda value, _place: f"{value:g}" if value in (2, 3, 4, 6, 20, 50) else "")
            ax.set_xlabel("edges a layer")
            ax.set_title(f"{n_layers:,} layers")
            ax.grid()
        panels[0].set_ylabel("maximum backprop distance, layers")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=7)
    return figure
