"""Log-DenseNet and LogLog-DenseNet at 36 layers next to topologies designed with their budgets."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from skipgraph import patterns
from skipgraph.plot import arcs, new_figure, paper_style
from skipgraph.plot.style import PAGE_WIDTH
from skipgraph.topology import Topology, read_topology

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "optimality" / "results"
N_LAYERS = 36
PANELS = {
    "log_densenet": "Log-DenseNet",
    "loglog_densenet": "LogLog-DenseNet",
    "within_log_densenet": "designed within Log-DenseNet's limits",
    "within_loglog_densenet": "designed within LogLog-DenseNet's limits",
    "edges_of_log_densenet": "designed within Log-DenseNet's edges only",
    "fewest_edges_mbd_3": "designed for the fewest edges at MBD 3",
}


def topology_of(name: str) -> Topology:
    if name in ("log_densenet", "loglog_densenet"):
        return patterns.CATALOG[name](N_LAYERS)
    return read_topology(RESULTS / f"designed_{N_LAYERS}_{name}.json")


def draw() -> Figure:
    table = pd.read_csv(RESULTS / "designs.csv").set_index("topology")
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 6.4)
        panels = figure.subplots(3, 2, sharex=True)
        for ax, (name, title) in zip(panels.flat, PANELS.items(), strict=True):
            row = table.loc[name]
            arcs(topology_of(name), ax=ax, legend=ax is panels[0, 1])
            ax.set_title(
                f"{title}\n{row.edges:.0f} edges, MBD {row.mbd:.0f}, mean BD {row.mean_bd:.2f}, "
                f"live set {row.live:.0f}, in-degree {row.in_degree:.0f}",
                fontsize=7,
            )
        for ax in panels[:-1].flat:
            ax.set_xlabel("")
    return figure
