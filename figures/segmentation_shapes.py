"""What FC-DenseNet56 and FC-Log-DenseNet find in drawn shapes: images, truth and both predictions."""

from pathlib import Path

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from skipgraph.plot import new_figure, paper_style
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE

HERE = Path(__file__).parent
RESULTS = HERE.parent / "analyses" / "segmentation" / "results" / "predictions.npz"

# labels from -1 on
CLASSES = {
    "void": "#ffffff",
    "background": "#d9d9d9",
    "circle": PALETTE["blue"],
    "square": PALETTE["orange"],
    "triangle": PALETTE["green"],
}
COLOURS = ListedColormap(list(CLASSES.values()))
NORM = BoundaryNorm(np.arange(-1.5, len(CLASSES) - 1), len(CLASSES))


def draw() -> Figure:
    with np.load(RESULTS) as file:
        rows = {
            "image": file["images"].transpose(0, 2, 3, 1),
            "truth": file["labels"],
            "FC-DenseNet56": file["FC_DenseNet56"],
            "FC-Log-DenseNet": file["FC_Log_DenseNet"],
        }
    with paper_style():
        figure = new_figure(PAGE_WIDTH, 3.3)
        grid = figure.subplots(len(rows), len(rows["truth"]), gridspec_kw={"wspace": 0.05, "hspace": 0.05})
        for axes, (title, pictures) in zip(grid, rows.items(), strict=True):
            axes[0].set_ylabel(title, rotation=0, ha="right", va="center")
            for ax, picture in zip(axes, pictures, strict=True):
                ax.imshow(picture, cmap=COLOURS, norm=NORM, interpolation="nearest")
                ax.set(xticks=[], yticks=[])
                ax.spines[:].set_visible(True)
        handles = [
            Patch(facecolor=colour, edgecolor=INK, linewidth=0.5, label=name) for name, colour in CLASSES.items()
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure
