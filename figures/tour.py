"""Log-DenseNet at 36 layers: who reads whom, and the distances that follow."""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from skipgraph import patterns
from skipgraph.plot import arcs, distances, new_figure, paper_style
from skipgraph.plot.style import PAGE_WIDTH, sequential


def draw() -> Figure:
    topology = patterns.log_densenet(36)
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 2.9)
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        arcs(topology, ax=left, legend=False)
        # the colours of arcs are lengths, those of the matrix distances
        near, far = sequential(256)([0, 255])
        edges = [Line2D([], [], color=near, label="short edge"), Line2D([], [], color=far, label="long edge")]
        left.legend(handles=edges, loc="upper left", borderaxespad=0)
        distances(topology, ax=right)
        left.set_xlabel("node, in execution order (bars: in-degree, dashes: out-degree)")
        right.set_title("backprop distance of every pair")
    return figure
