"""Frontier: backprop distance against edges, with the best found and the proved bound."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.design import FrontierPoint
from skipgraph.plot.frontier_info import FrontierInfo, FrontierPanel, compute_frontier
from skipgraph.plot.labels import place_labels
from skipgraph.plot.style import INK, PAGE_WIDTH, PALETTE, drawing_axes, figure_of

__all__ = ["frontier"]


@checked
def frontier(
    points: Sequence[FrontierPoint],
    *,
    named: Collection[str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw topologies by edges and backprop distance.

    The upper panel shows the MBD against the edges, the lower one the mean BD. Marks of topologies that nothing beats
    are filled. The line is the best with no more edges. No topology can be in the grey area. Named topologies have a
    number, which the key at the side explains.

    Parameters
    ----------
    points : sequence of FrontierPoint
        From `skipgraph.design.find_frontier`, at least one.
    named : collection of str, optional
        Names of the topologies to number; the others are dots. Default: all.
    ax : Axes, optional
        Where to draw; its own axis is hidden and the two panels, its ``child_axes``, share its place.
        Default: a new figure in the house style, which is ``ax.figure`` of the result.
    title : str, optional
        Default: the number of layers, and how many topologies are compared.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ArgumentError
        If there is no point, or `named` holds the name of none.

    Notes
    -----
    A topology is beaten if another one is no worse on edges, MBD, mean BD and live set together. So a mark that looks
    beaten in one panel may be filled. Numbers are placed for the size that the axes have when they are drawn.

    Examples
    --------
    >>> from skipgraph.design import find_frontier
    >>> from skipgraph.patterns import chain, densenet
    >>> ax = frontier(find_frontier([densenet(9), chain(9)]))
    >>> [text.get_text() for text in ax.get_legend().get_texts()][:2]
    ['\u20071  chain', '\u20072  densenet']
    """
    info = compute_frontier(points, named=named)
    with drawing_axes(ax, width=PAGE_WIDTH, height=max(4.6, 0.118 * len(info.names) + 1.4)) as ax:
        ax.set_axis_off()
        ax.set_title(info.title if title is None else title, loc="left", parse_math=False)
        above, below = ax.inset_axes((0, 0.53, 0.74, 0.47)), ax.inset_axes((0, 0, 0.74, 0.47))
        for axes, panel in zip((above, below), info.panels, strict=True):
            _draw_panel(axes, panel, info.unbeaten)
        above.set_ylabel("maximum BD, layers")
        above.tick_params(labelbottom=False)
        below.set_ylabel("mean BD, layers")
        below.set_xlabel("edges")
        _draw_key(ax, info)
        figure_of(ax).get_figure(root=True).draw_without_rendering()  # the places of labels depend on the layout
        for axes, panel in zip((above, below), info.panels, strict=True):
            _draw_numbers(axes, panel)
    return ax


_NAMED, _BEST, _OTHER, _PROVED = PALETTE["vermilion"], INK, "#a6a6a6", "#ececec"
_MARK_SIZE, _NUMBER_SIZE = 4.0, 6.5  # points


def _look(filled: bool) -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": "o",
        "markersize": _MARK_SIZE,
        "markeredgewidth": 0.8,
        "color": _NAMED,
        "markerfacecolor": _NAMED if filled else "white",
    }


def _draw_panel(ax: Axes, panel: FrontierPanel, unbeaten: Sequence[bool]) -> None:
    edges = [mark.edges for mark in panel.marks] + panel.others[:, 0].tolist()
    values = [mark.value for mark in panel.marks] + panel.others[:, 1].tolist()
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(min(edges) / 1.08, max(edges) * 1.08)
    ax.set_ylim(0.88, max(*values, 2) * 1.3)
    _draw_bound(ax, panel.bound, stepped=panel.measure == "mbd")
    ax.plot(panel.others[:, 0], panel.others[:, 1], ".", color=_OTHER, markersize=2.5, zorder=2, gid="others")
    steps: Any = {"drawstyle": "steps-post", "linewidth": 0.9, "color": _BEST}
    ax.plot(panel.best[:, 0], panel.best[:, 1], zorder=2.5, gid="best", **steps)
    for mark in panel.marks:
        filled = any(unbeaten[number - 1] for number in mark.numbers)
        ax.plot([mark.edges], [mark.value], zorder=4 if filled else 3, gid="mark", **_look(filled))
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        subs = (1, 2, 3, 4, 5, 6, 8) if high / low < 20 else (1, 2, 5) if high / low < 500 else (1,)
        axis.set_major_locator(LogLocator(subs=subs))
        axis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,g}"))
        axis.set_minor_locator(NullLocator())
    ax.grid()


def _draw_bound(ax: Axes, bound: NDArray[np.float64], *, stepped: bool) -> None:
    edges = np.concatenate([[ax.get_xlim()[0]], bound[:, 0], [ax.get_xlim()[1]]])
    height = np.concatenate([[ax.get_ylim()[1]], bound[:, 1], bound[-1:, 1]])
    # left of the chain there is no topology at all, whatever its distance
    if not stepped:
        edges, height = np.insert(edges, 1, bound[0, 0]), np.insert(height, 1, ax.get_ylim()[1])
    ax.fill_between(
        edges,
        height,
        ax.get_ylim()[0],
        step="post" if stepped else None,
        color=_PROVED,
        linewidth=0,
        zorder=1,
        gid="bound",
    )


def _draw_key(ax: Axes, info: FrontierInfo) -> None:
    names = [
        Line2D([], [], label=f"{number:\N{FIGURE SPACE}>2}  {name}", **_look(filled))
        for number, (name, filled) in enumerate(zip(info.names, info.unbeaten, strict=True), 1)
    ]
    layout: dict[str, Any] = {"borderaxespad": 0, "handlelength": 1, "handletextpad": 0.4, "labelspacing": 0.25}
    meaning = ax.legend(
        handles=[
            Line2D([], [], label="nothing beats it", **_look(True)),
            Line2D([], [], label="beaten", **_look(False)),
            Line2D([], [], color=_OTHER, marker=".", linestyle="none", markersize=4, label="construction, design"),
            Line2D([], [], color=_BEST, linewidth=0.9, label="best found"),
            Patch(color=_PROVED, label="proved out of reach"),
        ],
        loc="lower left",
        bbox_to_anchor=(0.77, 0),
        **layout,
    )
    ax.add_artist(meaning)
    key = ax.legend(handles=names, loc="upper left", bbox_to_anchor=(0.77, 1), **layout)
    for text in key.get_texts():
        text.set_parse_math(False)


def _draw_numbers(ax: Axes, panel: FrontierPanel) -> None:
    """Write the numbers next to the marks, with a line between the two where they are far apart."""
    texts = [",".join(map(str, mark.numbers)) for mark in panel.marks]
    scale = 72 / figure_of(ax).dpi  # points in a pixel
    places = ax.transData.transform([(mark.edges, mark.value) for mark in panel.marks]) * scale
    frame = np.asarray(ax.get_window_extent().extents) * scale
    sizes = [(0.62 * _NUMBER_SIZE * len(text) + 1, _NUMBER_SIZE + 1) for text in texts]
    offsets = place_labels(
        places, np.array(sizes), radius=_MARK_SIZE / 2 + 0.5, frame=frame, avoid=_drawn(ax, panel) * scale
    )
    for text, mark, offset in zip(texts, panel.marks, offsets, strict=True):
        far = float(np.hypot(*offset)) > 12
        label = ax.annotate(
            text,
            (mark.edges, mark.value),
            xytext=(float(offset[0]), float(offset[1])),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=_NUMBER_SIZE,
            color=INK,
            zorder=5,
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.35, "shrinkA": 0, "shrinkB": 2}
            if far
            else None,
        )
        label.set_in_layout(False)


def _drawn(ax: Axes, panel: FrontierPanel) -> NDArray[np.float64]:
    """Return pixels of the dots and along the line of the best."""
    # a step goes right before it goes down
    corners = np.stack([np.repeat(panel.best[:, 0], 2)[1:], np.repeat(panel.best[:, 1], 2)[:-1]], axis=1)
    ends = np.asarray(ax.transData.transform(corners))
    lengths = np.hypot(*np.diff(ends, axis=0).T)
    points = [
        start + np.linspace(0, 1, int(length) // 2 + 1)[:, None] * (stop - start)
        for start, stop, length in zip(ends[:-1], ends[1:], lengths, strict=True)
    ]
    dots = np.asarray(ax.transData.transform(panel.others)) if len(panel.others) else np.empty((0, 2))
    return np.concatenate([*points, dots, ends])
