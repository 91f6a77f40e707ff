"""Which earlier layers each of 36 layers reads, in four patterns of the Log-DenseNet paper."""

from collections.abc import Callable

from matplotlib.figure import Figure

from skipgraph import patterns
from skipgraph.plot import arcs, new_figure, paper_style
from skipgraph.plot.style import PAGE_WIDTH
from skipgraph.topology import Topology

N_LAYERS = 36
PATTERNS: tuple[Callable[..., Topology], ...] = (
    patterns.nearest,
    patterns.evenly_spaced,
    patterns.log_densenet,
    patterns.densenet,
)


def draw() -> Figure:
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 4.4)
        panels = figure.subplots(2, 2, sharex=True)
        for ax, pattern in zip(panels.flat, PATTERNS, strict=True):
            arcs(pattern(N_LAYERS), ax=ax, legend=ax is panels[0, 1])
        for ax in panels[0]:
            ax.set_xlabel("")
    return figure
