"""Log-DenseNet at 36 layers: who reads whom, and the distances that follow."""

from pathlib import Path

from skipgraph import patterns
from skipgraph.plot import arcs, distances, new_figure, paper_style, save_figure
from skipgraph.plot.style import PAGE_WIDTH


def main() -> None:
    topology = patterns.log_densenet(36)
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 2.9)
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        arcs(topology, ax=left, legend=False)
        distances(topology, ax=right)
        left.set_xlabel("node, in execution order (bars: in-degree, dashes: out-degree)")
        right.set_title("backprop distance of every pair")
        for ending in (".svg", ".png", ".pdf"):
            save_figure(figure, Path(__file__).with_suffix(ending))


if __name__ == "__main__":
    main()
