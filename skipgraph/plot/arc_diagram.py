"""Arc diagram: the nodes on a line, an arc for each edge above it, the degrees below."""

import itertools
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Colormap, LogNorm, Normalize, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics import edge_lengths, in_degrees, out_degrees
from skipgraph.plot.colours import check_scale, resolve_colormap
from skipgraph.plot.style import (
    KIND_MARKS,
    PAGE_WIDTH,
    PALETTE,
    STAGE,
    describe,
    drawing_axes,
    figure_of,
    node_handles,
)
from skipgraph.topology import NodeKind, Topology

__all__ = ["ARCS_HEIGHT", "ArcsInfo", "arcs", "compute_arcs"]

ARCS_HEIGHT = 2.9  # inches, over the width of a page


@dataclass(frozen=True, eq=False)
class ArcsInfo:
    """What an arc diagram shows.

    Parameters
    ----------
    title : str
        Name and size of the topology.
    kinds : ndarray of uint8, shape (n_nodes,)
        `NodeKind` of each node.
    stages : ndarray of int32, shape (n_nodes,)
        Stage of each node; 0 is the finest.
    edges : ndarray of int32, shape (n_edges, 2)
        Rows ``(j, i)``: node ``i`` reads node ``j``.
    lengths : ndarray of int64, shape (n_edges,)
        ``i - j`` of each edge.
    in_degrees, out_degrees : ndarray of int64, shape (n_nodes,)
        Edges into and out of each node.
    """

    title: str
    kinds: NDArray[np.uint8]
    stages: NDArray[np.int32]
    edges: NDArray[np.int32]
    lengths: NDArray[np.int64]
    in_degrees: NDArray[np.int64]
    out_degrees: NDArray[np.int64]


@checked
def compute_arcs(topology: Topology) -> ArcsInfo:
    """Compute what an arc diagram shows.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ArcsInfo
        Edges, their lengths, and degrees.

    Examples
    --------
    >>> compute_arcs(Topology.from_reads([[], [0], [0, 1]])).lengths.tolist()
    [1, 2, 1]
    """
    return ArcsInfo(
        title=describe(topology),
        kinds=topology.kinds,
        stages=topology.stages,
        edges=topology.edges(),
        lengths=edge_lengths(topology),
        in_degrees=in_degrees(topology),
        out_degrees=out_degrees(topology),
    )


@checked
def arcs(
    topology: Topology,
    *,
    ax: Axes | None = None,
    degrees: bool = True,
    legend: bool = True,
    title: str | None = None,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: Normalize | None = None,
    cmap: str | Colormap | None = None,
) -> Axes:
    """Draw a topology as an arc diagram.

    Nodes stand on a line in execution order; their shape shows their kind. Each edge is an arc: the longer the edge,
    the higher and darker the arc. A grey band marks each stage other than the finest: the coarser, the darker. Below
    the line are the in-degree (bars) and the out-degree (dashes) of each node.

    Parameters
    ----------
    topology : Topology
        The graph.
    ax : Axes, optional
        Where to draw. Default: a new figure in the house style, which is ``ax.figure`` of the result.
    degrees : bool
        Draw the degrees.
    legend : bool
        Draw the colour scale, and explain the marks.
    title : str, optional
        Default: name and size of the topology.
    vmin, vmax : float, optional
        Edge lengths at the ends of the colour scale, which is logarithmic. Default: 1 and the longest possible.
        Pictures with the same two can be compared by colour.
    norm : matplotlib.colors.Normalize, optional
        Maps lengths to colours in place of `vmin` and `vmax`.
    cmap : str or matplotlib.colors.Colormap, optional
        A colour map or its name. Default: `skipgraph.plot.sequential`.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or there are more than a million edges.

    See Also
    --------
    skipgraph.plot.side_by_side : Draws several topologies on one colour scale.

    Notes
    -----
    Readable up to about 100 layers, or a few thousand edges. Beyond 6,000 edges, vector files store the arcs as pixels;
    80,000 edges take about ten seconds.

    Examples
    --------
    >>> ax = arcs(Topology.from_reads([[], [0], [0, 1]], name="dense"))
    >>> ax.get_title(loc="left")
    'dense: 2 layers, 3 edges'
    """
    info = compute_arcs(topology)
    if len(info.edges) > _MOST_EDGES:
        raise ArgumentError(f"{info.title}: arcs show at most {_MOST_EDGES:,}, adjacency any number")
    check_scale(vmin, vmax, norm, least=1)
    colours = resolve_colormap(cmap, 256)
    least = 1.0 if vmin is None else vmin
    most = max(2.0 * least, info.kinds.size - 1) if vmax is None else max(vmax, 1.01 * least)
    with drawing_axes(ax, width=PAGE_WIDTH, height=ARCS_HEIGHT) as ax:
        _draw_stages(ax, info)
        _draw_arcs(ax, info, LogNorm(least, most) if norm is None else norm, colours)
        _draw_nodes(ax, info)
        if degrees:
            bottom = _draw_degrees(ax, info)
        else:
            bottom = -0.06
            ax.set_yticks([])
        ax.set_xlim(-1, max(info.kinds.size, 2))
        ax.set_ylim(bottom, 1.04)
        ax.spines["left"].set_visible(False)
        ax.spines[["top", "right"]].set_visible(False)
        ax.set_xlabel("node, in execution order")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, steps=[1, 2, 4, 5, 10]))
        ax.set_title(info.title if title is None else title, loc="left", parse_math=False)
        if legend:
            _draw_legend(ax, info, degrees=degrees)
            _draw_scale(ax, own=norm is None)
    return ax


_ROUND = 0.5523  # a quarter ellipse as a Bezier curve
_FLATTEN = 0.6  # heights grow slower than lengths, so that short arcs can still be seen
_MOST_EDGES = 1_000_000  # minutes of painting
_RASTER_EDGES = 6000  # more arcs than this are stored as pixels in vector files
_IN, _OUT = PALETTE["sky"], PALETTE["vermilion"]
_LANE_TOP, _LANE_HEIGHT = -0.07, 0.38  # of the degrees, where the highest arc has 1


def _draw_stages(ax: Axes, info: ArcsInfo) -> None:
    starts = [0, *(np.flatnonzero(np.diff(info.stages)) + 1).tolist(), info.stages.size]
    shades = np.linspace(1, to_rgb(STAGE)[0], int(info.stages.max()) + 1)
    for start, stop in itertools.pairwise(starts):
        stage = info.stages[start]
        if stage > 0:
            ax.axvspan(start - 0.5, stop - 0.5, color=(shades[stage],) * 3, linewidth=0, zorder=0)


def _draw_arcs(ax: Axes, info: ArcsInfo, norm: Normalize, colours: Colormap) -> None:
    """Draw one compound path for each edge length, the longest first so that short arcs stay on top."""
    longest = max(1, info.kinds.size - 1)
    lengths = np.unique(info.lengths)[::-1]
    if not lengths.size:
        return
    heights = (lengths / longest) ** _FLATTEN
    paths = [
        _half_ellipses(info.edges[info.lengths == length, 0], int(length), height)
        for length, height in zip(lengths, heights, strict=True)
    ]
    crowd = np.sqrt(info.edges.shape[0] / 150)
    collection = PathCollection(
        paths,
        array=lengths,
        cmap=colours,
        norm=norm,
        facecolors="none",
        linewidths=float(np.clip(0.9 / crowd, 0.25, 0.9)),
        alpha=0.85,
        zorder=2,
    )
    collection.set_facecolor("none")
    collection.set_rasterized(info.edges.shape[0] > _RASTER_EDGES)
    collection.set_gid("arcs")
    ax.add_collection(collection)


def _half_ellipses(starts: NDArray[np.int32], length: int, height: float) -> Path:
    """Return the arcs of one length as a path of subpaths, each two Bezier curves."""
    across = np.array([0, 0, 0.5 - _ROUND / 2, 0.5, 0.5 + _ROUND / 2, 1, 1]) * length
    up = np.array([0, _ROUND, 1, 1, 1, _ROUND, 0]) * height
    points = np.stack(np.broadcast_arrays(starts[:, None] + across, up), axis=-1)
    codes = np.tile(np.array([Path.MOVETO, *[Path.CURVE4] * 6], np.uint8), starts.size)
    return Path(points.reshape(-1, 2), codes)


def _draw_nodes(ax: Axes, info: ArcsInfo) -> None:
    width = ax.get_window_extent().width * 72 / figure_of(ax).dpi  # points
    size = float(np.clip(0.5 * width / info.kinds.size, 1.2, 4.5))
    for kind, (marker, colour) in KIND_MARKS.items():
        nodes = np.flatnonzero(info.kinds == kind)
        if nodes.size:
            larger = 1 if kind == NodeKind.LAYER else 1.35
            ax.plot(
                nodes,
                np.zeros(nodes.size),
                linestyle="none",
                marker=marker,
                markersize=size * larger,
                markerfacecolor=colour,
                markeredgecolor="white",
                markeredgewidth=0.3,
                clip_on=False,
                zorder=3 if kind == NodeKind.LAYER else 4,
            )


def _draw_degrees(ax: Axes, info: ArcsInfo) -> float:
    """Draw the degrees below the nodes and label the axis with them; return the lowest y."""
    most = max(1, int(info.in_degrees.max()), int(info.out_degrees.max()))
    nodes = np.arange(info.kinds.size)
    unit = _LANE_HEIGHT / most
    ax.bar(nodes, -unit * info.in_degrees, bottom=_LANE_TOP, width=0.7, color=_IN, zorder=2)
    ax.hlines(
        _LANE_TOP - unit * info.out_degrees,
        nodes - 0.45,
        nodes + 0.45,
        color=_OUT,
        linewidth=1.1,
        zorder=3,
    )
    ticks = np.asarray(MaxNLocator(nbins=4, integer=True, steps=[1, 2, 3, 5, 10]).tick_values(0, most))
    ticks = ticks[(ticks >= 0) & (ticks <= most)]
    ax.set_yticks(_LANE_TOP - unit * ticks, [f"{tick:.0f}" for tick in ticks])
    ax.set_ylabel("degree", y=0.19)
    return _LANE_TOP - _LANE_HEIGHT - 0.03


def _draw_legend(ax: Axes, info: ArcsInfo, *, degrees: bool) -> None:
    marks: list[Artist] = [*node_handles(NodeKind(kind) for kind in np.unique(info.kinds))]
    if info.stages.any():
        marks.append(Patch(color=STAGE, label="coarser stage"))
    if degrees:
        marks += [Patch(color=_IN, label="in-degree"), Line2D([], [], color=_OUT, label="out-degree")]
    ax.legend(
        handles=marks,
        loc="upper left",
        bbox_to_anchor=(1.01, 0.42),
        borderaxespad=0,
        handletextpad=0.5,
        labelspacing=0.3,
    )


def _draw_scale(ax: Axes, *, own: bool) -> None:
    """Draw the colour scale, if there are arcs; its ticks are powers of 2 if the scale is our own."""
    collection = next((artist for artist in ax.collections if artist.get_gid() == "arcs"), None)
    if collection is None:
        return
    bar = figure_of(ax).colorbar(collection, cax=ax.inset_axes((1.02, 0.55, 0.012, 0.42)))
    bar.outline.set_linewidth(0.4)
    bar.set_label("edge length, nodes")
    if own:
        least, most = collection.get_clim()
        powers = [2**power for power in range(int(most).bit_length()) if least <= 2**power <= most]
        every = -(-len(powers) // 6)
        bar.set_ticks(powers[:: every or 1], labels=[str(power) for power in powers[:: every or 1]])
        bar.ax.minorticks_off()
