"""Every pattern of the catalogue at about 12 layers on one page: which node reads which."""

import json
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from skipgraph.patterns.catalog import CATALOG
from skipgraph.plot import arcs, new_figure, paper_style
from skipgraph.plot.style import KIND_MARKS, PAGE_WIDTH, STAGE, node_handles, sequential

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "catalogue" / "results" / "catalogue.csv"
N_LAYERS = 12
N_COLUMNS = 5
ROW_HEIGHT = 0.8  # inches


def draw() -> Figure:
    table = pd.read_csv(RESULTS)
    rows = table[table["target_layers"] == N_LAYERS]
    missing = sorted(CATALOG.keys() ^ set(rows["pattern"]))
    if missing:
        raise ValueError(
            f"{RESULTS.name} differs from the catalogue in {', '.join(missing)}: `make derived` measures it"
        )
    n_rows = -(-len(rows) // N_COLUMNS)
    with paper_style():
        figure = new_figure(PAGE_WIDTH, ROW_HEIGHT * n_rows + 0.4)
        panels = figure.subplots(n_rows, N_COLUMNS).ravel()
        for ax, row in zip(panels, rows.itertuples(), strict=False):
            arcs(CATALOG[str(row.pattern)](**json.loads(str(row.arguments))), ax=ax, degrees=False, legend=False)
            ax.set_axis_off()
            ax.set_title(f"{row.pattern}\n{row.n_layers} layers, {row.n_edges} edges", fontsize=7, loc="left", pad=2)
        for ax in panels[len(rows) :]:
            ax.remove()
        near, far = sequential(256)([0, 255])
        handles = [
            *node_handles(list(KIND_MARKS)),
            Patch(color=STAGE, label="coarser stage"),
            Line2D([], [], color=near, label="short edge"),
            Line2D([], [], color=far, label="long edge"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), columnspacing=1.2)
    return figure
