"""Profile: distances by gap and by frequency, degrees by node, edges by length, in four panels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.metrics import distance_histogram, distances_by_gap, edge_lengths, in_degrees, out_degrees
from skipgraph.plot.style import PAGE_WIDTH, PALETTE, describe, drawing_axes, figure_of
from skipgraph.topology import NodeKind, Topology

__all__ = ["ProfileInfo", "compute_profile", "profile"]


@dataclass(frozen=True, eq=False)
class ProfileInfo:
    """What a profile shows.

    Parameters
    ----------
    title : str
        Name and size of the topology.
    mean_by_gap, max_by_gap : ndarray of float64, shape (number of layers and inputs,)
        Entry ``g``: mean and maximum backprop distance, in layers, of the joined pairs that are ``g`` places apart; nan
        where none is joined.
    pairs_by_distance : ndarray of int64, shape (MBD + 1,)
        Entry ``d``: pairs of layers and inputs at backprop distance ``d``.
    n_unjoined : int
        Pairs of layers and inputs that no path joins.
    in_degrees, out_degrees : ndarray of int64, shape (n_nodes,)
        Edges into and out of each node.
    edges_by_length : ndarray of int64, shape (n_nodes,)
        Entry ``d``: edges that span ``d`` nodes.
    """

    title: str
    mean_by_gap: NDArray[np.float64]
    max_by_gap: NDArray[np.float64]
    pairs_by_distance: NDArray[np.int64]
    n_unjoined: int
    in_degrees: NDArray[np.int64]
    out_degrees: NDArray[np.int64]
    edges_by_length: NDArray[np.int64]


@checked
def compute_profile(topology: Topology) -> ProfileInfo:
    """Compute what a profile shows.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ProfileInfo
        Distances, degrees and edge lengths.

    Notes
    -----
    Takes three times as long as `skipgraph.metrics.distance_histogram`.

    Examples
    --------
    >>> info = compute_profile(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    >>> info.pairs_by_distance.tolist(), info.edges_by_length.tolist()
    ([0, 5, 1], [0, 3, 2, 0])
    """
    title = describe(topology)
    pairs_by_distance = distance_histogram(topology)
    n_pairable = topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT).size
    return ProfileInfo(
        title=title,
        mean_by_gap=distances_by_gap(topology, statistic="mean"),
        max_by_gap=distances_by_gap(topology, statistic="max"),
        pairs_by_distance=pairs_by_distance,
        n_unjoined=n_pairable * (n_pairable - 1) // 2 - int(pairs_by_distance.sum()),
        in_degrees=in_degrees(topology),
        out_degrees=out_degrees(topology),
        edges_by_length=np.bincount(edge_lengths(topology), minlength=topology.n_nodes),
    )


@checked
def profile(topology: Topology, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """Draw the profile of a topology: four panels of numbers.

    The panels are: backprop distance by gap, mean and maximum over all pairs with that gap; how many pairs have each
    distance, and how many are not joined; in- and out-degree by node; how many edges have each length.

    Parameters
    ----------
    topology : Topology
        The graph.
    ax : Axes, optional
        Where to draw; its own axis is hidden and the panels, its ``child_axes``, share its place.
        Default: a new figure in the house style, which is ``ax.figure`` of the result.
    title : str, optional
        Default: name and size of the topology.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> [panel.get_ylabel() for panel in profile(Topology.from_reads([[], [0], [0, 1]])).child_axes]
    ['backprop distance, layers', 'pairs', 'degree, edges', 'edges']
    """
    info = compute_profile(topology)
    with drawing_axes(ax, width=PAGE_WIDTH, height=4.2) as ax:
        ax.set_axis_off()
        ax.set_title(info.title if title is None else title, loc="left", parse_math=False)
        panels = [_panel(ax, row, column) for row in range(2) for column in range(2)]
        _draw_gaps(panels[0], info)
        _draw_histogram(panels[1], info)
        _draw_degrees(panels[2], info)
        _draw_lengths(panels[3], info)
    return ax


_DARK, _LIGHT, _OTHER = PALETTE["blue"], PALETTE["sky"], PALETTE["vermilion"]
_GUTTER = (0.62, 0.55)  # inches between panels, for tick labels and axis titles: side by side, one above the other


def _panel(ax: Axes, row: int, column: int) -> Axes:
    """Return one of the panels, which stay apart by the gutter whatever size the axes get."""
    panel = ax.inset_axes((0, 0, 1, 1))

    def place(_panel: Any, _renderer: Any) -> Bbox:
        figure = figure_of(ax)
        frame = ax.get_position()
        whole = np.array([frame.width, frame.height])
        gutter = np.minimum(np.array(_GUTTER) * figure.dpi / figure.bbox.size, whole / 2)
        size = (whole - gutter) / 2
        return Bbox.from_bounds(*(frame.p0 + (column, 1 - row) * (size + gutter)), *size)

    panel.set_axes_locator(place)
    panel.spines[["top", "right"]].set_visible(False)
    return panel


def _draw_gaps(panel: Axes, info: ProfileInfo) -> None:
    gaps = np.arange(1, info.mean_by_gap.size)
    marker = "." if gaps.size <= 40 else ""
    # a broad line below a thin one: both show where the two are equal
    panel.plot(gaps, info.max_by_gap[1:], color=_LIGHT, linewidth=3, solid_capstyle="round", label="maximum")
    panel.plot(gaps, info.mean_by_gap[1:], color=_DARK, linewidth=1, marker=marker, label="mean")
    panel.set_xlabel("gap between the two, layers")
    panel.set_ylabel("backprop distance, layers")
    _start_at_zero(panel, max(1, info.pairs_by_distance.size - 1))
    panel.set_xlim(0, max(2, info.mean_by_gap.size))
    panel.legend(loc="upper left", ncols=2, borderaxespad=0)


def _draw_histogram(panel: Axes, info: ProfileInfo) -> None:
    counts = info.pairs_by_distance[1:]
    panel.bar(np.arange(1, counts.size + 1), counts, width=_bar_width(counts.size), color=_DARK)
    panel.set_xlabel("backprop distance, layers")
    panel.set_ylabel("pairs")
    _start_at_zero(panel, counts.max(initial=1))
    panel.set_xlim(0.4, max(3, counts.size) + 0.6)
    if info.n_unjoined:
        pairs = "1 pair" if info.n_unjoined == 1 else f"{info.n_unjoined:,} pairs"
        panel.text(1, 1, f"no path joins {pairs} more", transform=panel.transAxes, ha="right", va="top")


def _draw_degrees(panel: Axes, info: ProfileInfo) -> None:
    nodes = np.arange(info.in_degrees.size)
    panel.bar(nodes, info.in_degrees, width=_bar_width(nodes.size), color=_LIGHT, label="in-degree")
    panel.hlines(info.out_degrees, nodes - 0.5, nodes + 0.5, color=_OTHER, linewidth=1.1, label="out-degree")
    panel.set_xlabel("node, in execution order")
    panel.set_ylabel("degree, edges")
    _start_at_zero(panel, max(1, info.in_degrees.max(), info.out_degrees.max()))
    panel.set_xlim(-0.6, max(2, nodes.size) - 0.4)
    panel.legend(loc="upper left", ncols=2, borderaxespad=0)


def _draw_lengths(panel: Axes, info: ProfileInfo) -> None:
    lengths = np.flatnonzero(info.edges_by_length)
    counts = info.edges_by_length[lengths]
    panel.vlines(lengths, 0, counts, color=_DARK, linewidth=1)
    size = 3 if lengths.size <= 50 else 1.5
    panel.plot(lengths, counts, linestyle="none", marker="o", markersize=size, color=_DARK)
    _start_at_zero(panel, counts.max(initial=1))
    panel.set_xscale("log", base=2)
    panel.xaxis.set_major_formatter(lambda length, _place: f"{length:g}")
    panel.set_xlim(0.8, max(2, info.edges_by_length.size) * 1.1)
    panel.set_xlabel("edge length, nodes")
    panel.set_ylabel("edges")


def _start_at_zero(panel: Axes, most: float) -> None:
    """Leave room above the highest value for a legend, and tick whole numbers only."""
    panel.set_ylim(0, most * 1.25)
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(lambda value, _place: f"{value:,.0f}")


def _bar_width(n_bars: int) -> float:
    return 0.8 if n_bars <= 60 else 1.0  # gaps finer than a pixel would come out as stripes
