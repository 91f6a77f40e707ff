"""The loss of topologies of equally many edges against their mean backprop distance."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "prediction" / "results"
METRIC = "mean_backprop_distance"

# marker and colour
LOOKS = {
    "nearest_log_i": ("s", PALETTE["blue"]),
    "log_densenet": ("o", PALETTE["vermilion"]),
    "designed": ("v", PALETTE["green"]),
    "random, near first": ("D", PALETTE["sky"]),
    "random": ("o", "#8c8c8c"),
    "random, far first": ("^", PALETTE["orange"]),
}


def look_of(topology: str) -> str:
    """Return which of the looks a topology has."""
    if topology in LOOKS:
        return topology
    exponent = int(topology.split()[2].rstrip(","))
    return "random" if exponent == 0 else f"random, {'near' if exponent > 0 else 'far'} first"


def draw() -> Figure:
    runs = pd.read_csv(RESULTS / "runs.csv")
    distances = pd.read_csv(RESULTS / "metrics.csv").set_index("topology")[METRIC]
    ranks = pd.read_csv(RESULTS / "correlations.csv").set_index(["joins", "metric"])["spearman"]
    n_seeds = runs["seed"].nunique()
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 2.6)
        panels = figure.subplots(1, 2)
        for ax, (joins, title) in zip(panels, (("concat", "concatenated"), ("sum", "added up")), strict=True):
            losses = runs[runs["joins"] == joins].groupby("topology")["test_loss"]
            mean, spread = losses.mean(), losses.std()
            looks = mean.index.map(look_of)
            for name, (marker, colour) in LOOKS.items():
                own = mean.index[looks == name]
                ax.errorbar(
                    distances[own],
                    mean[own],
                    yerr=spread[own],
                    marker=marker,
                    color=colour,
                    markersize=4,
                    linewidth=0.8,
                    linestyle="none",
                    label=name,
                )
            ax.set_title(f"{title}: rank correlation {ranks[joins, METRIC]:.2f}")
            ax.set_xlabel("mean backprop distance, layers")
            ax.set_ylim(bottom=0)
            ax.grid(axis="y")
        panels[0].set_ylabel(f"test loss, nats, mean and SD of {n_seeds} runs")
        panels[0].legend(loc="upper left")
    return figure
