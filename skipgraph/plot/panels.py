"""Several topologies on one colour scale, so that equal colours mean equal numbers."""

from collections.abc import Iterable, Sequence
from typing import Literal, assert_never, cast

from matplotlib.axes import Axes
from matplotlib.colors import Colormap
from matplotlib.figure import Figure

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.plot.arc_diagram import ARCS_HEIGHT, arcs
from skipgraph.plot.distance_heatmap import compute_distances, distances
from skipgraph.plot.style import COLUMN_WIDTH, PAGE_WIDTH, new_figure, paper_style, settle
from skipgraph.topology import Topology

__all__ = ["side_by_side"]

_COLUMNS = 2


@checked
def side_by_side(
    topologies: Iterable[Topology],
    *,
    kind: Literal["distances", "arcs"] = "distances",
    titles: Sequence[str] | None = None,
    cmap: str | Colormap | None = None,
) -> list[Axes]:
    """Draw several topologies in one figure, on one colour scale.

    Parameters
    ----------
    topologies : iterable of Topology
        The graphs, at least one.
    kind : {"distances", "arcs"}
        Which picture: `skipgraph.plot.distances`, two in a row, or `skipgraph.plot.arcs`, one above the other.
    titles : sequence of str, optional
        A title for each. Default: name and size of each topology.
    cmap : str or matplotlib.colors.Colormap, optional
        A colour map or its name. Default: `skipgraph.plot.sequential`.

    Returns
    -------
    list of Axes
        The axes of each topology; their figure is ``axes[0].figure``.

    Raises
    ------
    ArgumentError
        If there is no topology, an item is not one, `titles` has another length, or `kind` or `cmap` is unknown.

    Examples
    --------
    >>> from skipgraph.patterns import chain, log_densenet
    >>> axes = side_by_side([chain(9), log_densenet(9)])
    >>> {(ax.images[0].norm.vmin, ax.images[0].norm.vmax) for ax in axes}
    {(1.0, 10.0)}
    """
    given = list(topologies)
    if not given:
        raise ArgumentError("topologies must hold at least one")
    if titles is not None and len(titles) != len(given):
        raise ArgumentError(f"titles must hold one for each of {len(given)} topologies, got {len(titles)}")
    words: list[str | None] = [None] * len(given) if titles is None else list(titles)
    with paper_style():
        match kind:
            case "distances":
                axes = _distance_panels(given, words, cmap)
            case "arcs":
                axes = _arc_panels(given, words, cmap)
            case _:
                assert_never(kind)
        settle(cast(Figure, axes[0].get_figure(root=True)))
    return axes


def _distance_panels(given: list[Topology], titles: list[str | None], cmap: str | Colormap | None) -> list[Axes]:
    infos = [compute_distances(topology) for topology in given]
    least = min(info.bounds[0] for info in infos)
    most = max(int(info.matrix.max()) if info.matrix.count() else least for info in infos)
    n_columns = min(_COLUMNS, len(given))
    n_rows = -(-len(given) // n_columns)
    figure = new_figure(n_columns * (COLUMN_WIDTH + 1.0), n_rows * COLUMN_WIDTH)
    axes: list[Axes] = list(figure.subplots(n_rows, n_columns, squeeze=False).ravel())
    for ax in axes[len(given) :]:
        ax.remove()
    return [
        distances(topology, ax=ax, title=title, vmin=least, vmax=most, cmap=cmap)
        for topology, ax, title in zip(given, axes, titles, strict=False)
    ]


def _arc_panels(given: list[Topology], titles: list[str | None], cmap: str | Colormap | None) -> list[Axes]:
    longest = max(2, *(topology.n_nodes - 1 for topology in given))
    figure = new_figure(PAGE_WIDTH, len(given) * ARCS_HEIGHT)
    axes: list[Axes] = list(figure.subplots(len(given), squeeze=False).ravel())
    return [
        arcs(topology, ax=ax, title=title, vmin=1, vmax=longest, cmap=cmap)
        for topology, ax, title in zip(given, axes, titles, strict=True)
    ]
