"""Heatmap of the backprop distances of all pairs of layers and inputs, or of all nodes."""

import itertools
from dataclasses import dataclass
from itertools import count
from typing import Annotated, Any, Literal, assert_never

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, Colormap, Normalize
from matplotlib.image import AxesImage
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from skipgraph.arguments import Rule, checked
from skipgraph.metrics import backprop_distances
from skipgraph.plot.colours import check_scale, resolve_colormap
from skipgraph.plot.matrix import frame_matrix
from skipgraph.plot.style import COLUMN_WIDTH, describe, drawing_axes, figure_of
from skipgraph.topology import NodeKind, Topology

__all__ = ["DistancesInfo", "compute_distances", "distances"]

Shown = Literal["layers", "all"]
Limit = Annotated[int, Rule("a whole number of layers below 2**31", lambda value: 0 <= value < 2**31)]
"""The smallest or largest distance that has a colour of its own."""


@dataclass(frozen=True, eq=False)
class DistancesInfo:
    """What a heatmap of distances shows.

    Parameters
    ----------
    title : str
        Name and size of the topology.
    nodes : ndarray of int64, shape (rows,)
        The node that each row and column stands for.
    matrix : ndarray of unsigned int, shape (rows, rows)
        BD(nodes[j], nodes[i]) at ``[i, j]`` for ``j < i``, in layers; masked on and above the diagonal and where no
        path joins the two.
    n_unjoined : int
        Pairs of these nodes that no path joins.
    bounds : tuple of int
        Colour ``k`` stands for the distances ``bounds[k] .. bounds[k + 1] - 1``. Smaller and larger distances have the
        first and the last colour.
    beyond : tuple of bool
        Whether there are smaller, and larger, distances than those of the bounds.
    stage_starts : ndarray of int64
        Rows whose stage is not that of the row before.
    """

    title: str
    nodes: NDArray[np.int64]
    matrix: "np.ma.MaskedArray[tuple[int, int], np.dtype[np.unsignedinteger]]"
    n_unjoined: int
    bounds: tuple[int, ...]
    beyond: tuple[bool, bool]
    stage_starts: NDArray[np.int64]


@checked
def compute_distances(
    topology: Topology, *, nodes: Shown = "layers", vmin: Limit | None = None, vmax: Limit | None = None
) -> DistancesInfo:
    """Compute what a heatmap of distances shows.

    Parameters
    ----------
    topology : Topology
        The graph.
    nodes : {"layers", "all"}
        Whether to show layers and inputs, of whose pairs the metrics speak, or the nodes of every kind.
    vmin, vmax : int, optional
        The smallest and the largest distance that have a colour of their own. Default: those of the topology.

    Returns
    -------
    DistancesInfo
        The distances and the ranges that share a colour.

    Raises
    ------
    ArgumentError
        If there is no memory for the matrix, or the range of colours is not one of whole numbers.

    Notes
    -----
    Time and memory are those of `skipgraph.metrics.backprop_distances`.

    Examples
    --------
    >>> info = compute_distances(Topology.from_reads([[], [0], [1], [0]]))
    >>> info.n_unjoined, info.bounds
    (2, (1, 2, 3))
    """
    title = describe(topology)
    check_scale(vmin, vmax, None, least=0)
    shown = _shown_nodes(topology, nodes)
    matrix = backprop_distances(topology)
    if shown.size < topology.n_nodes:
        matrix = matrix[np.ix_(shown, shown)]
    below = np.tri(shown.size, k=-1, dtype=bool)
    joined = below & (matrix < np.iinfo(matrix.dtype).max)
    values = matrix[joined]
    smallest, largest = int(values.min(initial=1)), int(values.max(initial=1))
    least = smallest if vmin is None else vmin
    most = max(least, largest if vmax is None else vmax)
    return DistancesInfo(
        title=title,
        nodes=shown,
        matrix=np.ma.masked_array(matrix, ~joined),
        n_unjoined=int(below.sum() - joined.sum()),
        bounds=_colour_bounds(least, most),
        beyond=(smallest < least, largest > most),
        stage_starts=np.flatnonzero(np.diff(topology.stages[shown])) + 1,
    )


def _shown_nodes(topology: Topology, nodes: Shown) -> NDArray[np.int64]:
    match nodes:
        case "layers":
            return topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT)
        case "all":
            return np.arange(topology.n_nodes)
        case _:
            assert_never(nodes)


_MOST_COLOURS = 12


def _colour_bounds(least: int, most: int) -> tuple[int, ...]:
    """Return the bounds of the colours: one for each distance, or for ranges of equal width if there are too many."""
    width = 1
    widths = (base * 10**power for power in count() for base in (1, 2, 5))
    while (most - least) // width >= _MOST_COLOURS:
        width = next(widths)
    n_colours = (most - least) // width + 1
    return tuple(least + width * step for step in range(n_colours + 1))


@checked
def distances(
    topology: Topology,
    *,
    nodes: Shown = "layers",
    ax: Axes | None = None,
    legend: bool = True,
    title: str | None = None,
    vmin: Limit | None = None,
    vmax: Limit | None = None,
    norm: Normalize | None = None,
    cmap: str | Colormap | None = None,
) -> Axes:
    """Draw the backprop distances of all pairs of layers and inputs as a heatmap.

    Row ``i``, column ``j`` has the colour of BD(j, i), the number of layers on the shortest way from
    node ``i`` back to node ``j``. Pairs that no path joins are hatched. Lines separate the stages.

    Parameters
    ----------
    topology : Topology
        The graph.
    nodes : {"layers", "all"}
        Whether to show layers and inputs, of whose pairs the metrics speak, or the nodes of every kind.
    ax : Axes, optional
        Where to draw. Default: a new figure in the house style, which is ``ax.figure`` of the result.
    legend : bool
        Draw the colour scale, and explain hatching if there is any.
    title : str, optional
        Default: name and size of the topology.
    vmin, vmax : int, optional
        The smallest and the largest distance that have a colour of their own; distances beyond have the first or the
        last colour. Default: those of the topology. Pictures with the same two can be compared by colour.
    norm : matplotlib.colors.Normalize, optional
        Maps distances to colours in place of `vmin`, `vmax` and ranges of equal width.
    cmap : str or matplotlib.colors.Colormap, optional
        A colour map or its name. Default: `skipgraph.plot.sequential`.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or there is no memory for the distances.

    See Also
    --------
    skipgraph.plot.side_by_side : Draws several topologies on one colour scale.

    Examples
    --------
    >>> distances(Topology.from_reads([[], [0], [0, 1]])).get_xlabel()
    'node j'
    """
    check_scale(vmin, vmax, norm, least=0)
    info = compute_distances(topology, nodes=nodes, vmin=vmin, vmax=vmax)
    n_rows = info.nodes.size
    n_colours = len(info.bounds) - 1
    colours = resolve_colormap(cmap, n_colours if norm is None else 256)
    with drawing_axes(ax, width=COLUMN_WIDTH + 1.0, height=COLUMN_WIDTH) as ax:
        if info.n_unjoined:
            ax.add_patch(_unjoined_patch(n_rows))
        image = ax.imshow(
            info.matrix,
            cmap=colours,
            norm=BoundaryNorm(info.bounds, n_colours, clip=True) if norm is None else norm,
            interpolation="none",
            extent=(-0.5, n_rows - 0.5, n_rows - 0.5, -0.5),
            zorder=1,
        )
        frame_matrix(ax, n_rows, info.stage_starts)
        if n_rows < topology.n_nodes:
            _name_rows(ax, info.nodes)
        ax.set_title(info.title if title is None else title, loc="left", parse_math=False)
        if legend:
            if info.matrix.count():
                _draw_scale(ax, image, info, own=norm is None)
            if info.n_unjoined:
                pairs = "1 pair" if info.n_unjoined == 1 else f"{info.n_unjoined:,} pairs"
                ax.legend(handles=[Patch(**_HATCH, label=f"no path joins ({pairs})")], loc="upper right")
    return ax


def _name_rows(ax: Axes, nodes: NDArray[np.int64]) -> None:
    """Let the ticks show the numbers of nodes where some nodes have no row."""
    for axis, index in ((ax.xaxis, "j"), (ax.yaxis, "i")):
        axis.set_major_formatter(lambda row, _: str(nodes[round(row)]) if 0 <= round(row) < nodes.size else "")
        axis.set_label_text(f"node {index}, layers and inputs")


_HATCH: dict[str, Any] = {"facecolor": "#ffffff", "edgecolor": "#8c8c8c", "hatch": "/////", "linewidth": 0}


def _unjoined_patch(n_nodes: int) -> Rectangle:
    """Return the hatching, which shows through where the image is empty."""
    return Rectangle((-0.5, -0.5), n_nodes, n_nodes, **_HATCH, zorder=0.5)


def _draw_scale(ax: Axes, image: AxesImage, info: DistancesInfo, *, own: bool) -> None:
    """Draw the colour scale; its ticks are the ranges of distances if the scale is our own."""
    scale = ax.inset_axes((1.03, 0, 0.04, 1))
    bar = figure_of(ax).colorbar(image, cax=scale, spacing="uniform")
    bar.set_label("backprop distance, layers")
    if own:
        middles = [(first + stop) / 2 for first, stop in itertools.pairwise(info.bounds)]
        bar.set_ticks(middles, labels=_range_names(info))
        bar.ax.tick_params(length=0)
        bar.ax.minorticks_off()


def _range_names(info: DistancesInfo) -> list[str]:
    """Return the distances of each colour in words."""
    ranges = list(itertools.pairwise(info.bounds))
    names = [str(first) if stop == first + 1 else f"{first}\N{EN DASH}{stop - 1}" for first, stop in ranges]
    smaller, larger = info.beyond
    if larger:
        names[-1] = f"\N{GREATER-THAN OR EQUAL TO} {ranges[-1][0]}"
    if smaller:
        names[0] = f"\N{LESS-THAN OR EQUAL TO} {ranges[0][1] - 1}"
    return names
