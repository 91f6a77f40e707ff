"""The frame of a matrix picture: a row and a column for each node."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Polygon
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from skipgraph.plot.style import INK

__all__ = ["frame_matrix", "impossible_patch"]

_IMPOSSIBLE = "#efefef"


def frame_matrix(ax: Axes, n_nodes: int, stage_starts: NDArray[np.int64]) -> None:
    """Set up axes for cells ``[i, j]``, row 0 at the top, and grey those with ``j >= i``.

    Parameters
    ----------
    ax : Axes
        The axes; cell ``[i, j]`` is the unit square around ``(j, i)``.
    n_nodes : int
        Rows and columns.
    stage_starts : ndarray of int64
        First nodes of stages; a line is drawn before each.
    """
    steps = np.repeat(np.arange(n_nodes + 1), 2) - 0.5
    corner = [(n_nodes - 0.5, -0.5)]
    staircase = np.concatenate([np.stack([steps[:-1], steps[1:]], axis=1)[1:], corner, [(-0.5, -0.5)]])
    ax.add_patch(Polygon(staircase, closed=True, facecolor=_IMPOSSIBLE, edgecolor="none", zorder=1.5))
    for start in stage_starts.tolist():
        ax.plot([-0.5, start - 0.5], [start - 0.5] * 2, color=INK, linewidth=0.5, linestyle=(0, (4, 2)), zorder=3)
        ax.plot(
            [start - 0.5] * 2, [start - 0.5, n_nodes - 0.5], color=INK, linewidth=0.5, linestyle=(0, (4, 2)), zorder=3
        )
    ax.set_xlim(-0.5, n_nodes - 0.5)
    ax.set_ylim(n_nodes - 0.5, -0.5)
    ax.set_aspect("equal")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=9, integer=True, steps=[1, 2, 4, 5, 10]))
    ax.set_xlabel("node j")
    ax.set_ylabel("node i")
    ax.spines[["top", "right"]].set_visible(False)


def impossible_patch() -> Patch:
    """Return the legend's entry for the grey cells."""
    return Patch(
        facecolor=_IMPOSSIBLE, edgecolor=INK, linewidth=0.4, label="impossible, j \N{GREATER-THAN OR EQUAL TO} i"
    )
