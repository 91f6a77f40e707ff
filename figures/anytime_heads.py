"""How well each head of an anytime Log-DenseNet does: all trained together, and each in a network of its own."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, PercentFormatter

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import COLUMN_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "anytime" / "results" / "anytime.csv"

# marker, colour, and where beside the number of layers
LOOKS = {
    "log_densenet, together": ("o", PALETTE["vermilion"], 0.0),
    "log_densenet, each head alone": ("s", PALETTE["blue"], 0.25),
    "densenet, together": ("v", PALETTE["green"], -0.25),
}


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    how = table["trained"].str.replace(r"head \d alone", "each head alone", regex=True)
    series = table["test_accuracy"].groupby([table["pattern"] + ", " + how, table["layers"]])
    mean, spread = series.mean(), series.std()
    with paper_style():
        figure = new_figure(COLUMN_WIDTH, 2.6)
        ax = figure.subplots()
        for name, (marker, colour, shift) in LOOKS.items():
            ax.errorbar(
                mean[name].index + shift,
                mean[name],
                yerr=spread[name],
                marker=marker,
                color=colour,
                markersize=3.5,
                linewidth=1,
                capsize=2,
                label=name,
            )
        ax.xaxis.set_major_locator(FixedLocator(sorted(table["layers"].unique())))
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlabel("layers before the head")
        ax.set_title("test accuracy on the digits, mean and SD of 10 runs")
        ax.grid(axis="y")
        ax.legend(loc="lower right")
    return figure
