"""Heatmap of the backprop distances of all pairs of nodes."""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.image import AxesImage
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from skipgraph.metrics import backprop_distances
from skipgraph.plot.matrix import frame_matrix
from skipgraph.plot.style import COLUMN_WIDTH, describe, drawing_axes, figure_of, sequential
from skipgraph.topology import Topology

__all__ = ["DistancesInfo", "compute_distances", "distances"]


@dataclass(frozen=True, eq=False)
class DistancesInfo:
    """What a heatmap of distances shows.

    Parameters
    ----------
    title : str
        Name and size of the topology.
    matrix : ndarray of unsigned int, shape (n_nodes, n_nodes)
        BD(j, i) at ``[i, j]`` for ``j < i``, in layers; masked on and above the diagonal and where no
        path joins the two.
    n_unjoined : int
        Pairs ``j < i`` of nodes of any kind that no path joins.
    bounds : tuple of int
        Colour ``k`` stands for the distances ``bounds[k] .. bounds[k + 1] - 1``.
    stage_starts : ndarray of int64
        Nodes whose stage is not that of the node before.
    """

    title: str
    matrix: "np.ma.MaskedArray[tuple[int, int], np.dtype[np.unsignedinteger]]"
    n_unjoined: int
    bounds: tuple[int, ...]
    stage_starts: NDArray[np.int64]


def compute_distances(topology: Topology) -> DistancesInfo:
    """Compute what a heatmap of distances shows.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    DistancesInfo
        The distances and the ranges that share a colour.

    Raises
    ------
    ArgumentError
        If there is no memory for the matrix.

    Notes
    -----
    As `skipgraph.metrics.backprop_distances`.

    Examples
    --------
    >>> info = compute_distances(Topology.from_reads([[], [0], [1], [0]]))
    >>> info.n_unjoined, info.bounds
    (2, (1, 2, 3))
    """
    title = describe(topology)
    matrix = backprop_distances(topology)
    below = np.tri(topology.n_nodes, k=-1, dtype=bool)
    joined = below & (matrix < np.iinfo(matrix.dtype).max)
    values = matrix[joined]
    return DistancesInfo(
        title=title,
        matrix=np.ma.masked_array(matrix, ~joined),
        n_unjoined=int(below.sum() - joined.sum()),
        bounds=_colour_bounds(int(values.min(initial=1)), int(values.max(initial=1))),
        stage_starts=np.flatnonzero(np.diff(topology.stages)) + 1,
    )


_MOST_COLOURS = 12


def _colour_bounds(least: int, most: int) -> tuple[int, ...]:
    """Give each distance a colour of its own, or where there are too many, each range of equal width."""
    width = 1
    widths = iter(base * 10**power for power in range(10) for base in (1, 2, 5))
    while (most - least) // width >= _MOST_COLOURS:
        width = next(widths)
    n_colours = (most - least) // width + 1
    return tuple(least + width * step for step in range(n_colours + 1))


def distances(topology: Topology, *, ax: Axes | None = None, legend: bool = True) -> Axes:
    """Draw the backprop distances of all pairs of nodes as a heatmap.

    Row ``i``, column ``j`` has the colour of BD(j, i), the number of layers on the shortest way from
    node ``i`` back to node ``j``. Pairs that no path joins are hatched. Lines part the stages.

    Parameters
    ----------
    topology : Topology
        The graph.
    ax : Axes, optional
        Where to draw. Default: a new figure in the house style; it is ``ax.figure`` of what is returned.
    legend : bool
        Draw the colour scale, and say what hatching means if there is any.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> distances(Topology.from_reads([[], [0], [0, 1]])).get_xlabel()
    'node j'
    """
    info = compute_distances(topology)
    n_nodes = info.matrix.shape[0]
    colours = sequential(len(info.bounds) - 1)
    with drawing_axes(ax, width=COLUMN_WIDTH + 1.0, height=COLUMN_WIDTH) as ax:
        if info.n_unjoined:
            ax.add_patch(_unjoined_patch(n_nodes))
        image = ax.imshow(
            info.matrix,
            cmap=colours,
            norm=BoundaryNorm(info.bounds, colours.N),
            interpolation="none",
            extent=(-0.5, n_nodes - 0.5, n_nodes - 0.5, -0.5),
            zorder=1,
        )
        frame_matrix(ax, n_nodes, info.stage_starts)
        ax.set_title(info.title, loc="left", parse_math=False)
        if legend:
            _draw_scale(ax, image, info)
    return ax


_HATCH: dict[str, Any] = {"facecolor": "#ffffff", "edgecolor": "#8c8c8c", "hatch": "/////", "linewidth": 0}


def _unjoined_patch(n_nodes: int) -> Rectangle:
    """Return the hatching that shows through wherever the image is empty."""
    return Rectangle((-0.5, -0.5), n_nodes, n_nodes, **_HATCH, zorder=0.5)


def _draw_scale(ax: Axes, image: AxesImage, info: DistancesInfo) -> None:
    bounds = info.bounds
    if info.matrix.count():
        scale = ax.inset_axes((1.03, 0, 0.04, 1))
        bar = figure_of(ax).colorbar(image, cax=scale, spacing="uniform")
        middles = [(first + stop) / 2 for first, stop in itertools.pairwise(bounds)]
        ranges = [
            str(first) if stop == first + 1 else f"{first}\N{EN DASH}{stop - 1}"
            for first, stop in itertools.pairwise(bounds)
        ]
        bar.set_ticks(middles, labels=ranges)
        bar.ax.tick_params(length=0)
        bar.ax.minorticks_off()
        bar.set_label("backprop distance, layers")
    if info.n_unjoined:
        pairs = "1 pair" if info.n_unjoined == 1 else f"{info.n_unjoined:,} pairs"
        ax.legend(handles=[Patch(**_HATCH, label=f"no path joins ({pairs})")], loc="upper right")
