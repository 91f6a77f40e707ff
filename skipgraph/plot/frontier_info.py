"""What the picture of a frontier shows: topologies by edges and backprop distance, the best found, the bound."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.design import FrontierPoint, min_edges, min_mean_distance
from skipgraph.errors import ArgumentError

__all__ = ["FrontierInfo", "FrontierMark", "FrontierPanel", "compute_frontier"]

_Measure = Literal["mbd", "mean"]


@dataclass(frozen=True)
class FrontierMark:
    """The named topologies that agree in edges and distance.

    Parameters
    ----------
    numbers : tuple of int
        Their numbers, from 1 on, ascending.
    edges : int
        Edges of each.
    value : float
        MBD or mean BD of each, in layers.
    """

    numbers: tuple[int, ...]
    edges: int
    value: float


@dataclass(frozen=True, eq=False)
class FrontierPanel:
    """What one panel shows.

    Parameters
    ----------
    measure : {"mbd", "mean"}
        What is drawn against the edges.
    marks : tuple of FrontierMark
        Named topologies, the fewest edges first.
    others : ndarray of float64, shape (number of unnamed topologies, 2)
        Edges and distance of each.
    best : ndarray of float64, shape (any, 2)
        Corners of the frontier: edges, ascending, and the smallest distance with no more edges.
    bound : ndarray of float64, shape (any, 2)
        Corners of the bound: edges, ascending, and the lower bound on the distance with as many edges.
    """

    measure: Literal["mbd", "mean"]
    marks: tuple[FrontierMark, ...]
    others: NDArray[np.float64]
    best: NDArray[np.float64]
    bound: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FrontierInfo:
    """What the picture shows.

    Parameters
    ----------
    title : str
        Layers, and how many topologies are compared.
    names : tuple of str
        Names by number, from 1 on: the fewest edges first.
    unbeaten : tuple of bool
        For each name, whether nothing beats its topology on edges, MBD, mean BD and live set together.
    panels : tuple of FrontierPanel
        One for the MBD and one for the mean BD.
    """

    title: str
    names: tuple[str, ...]
    unbeaten: tuple[bool, ...]
    panels: tuple[FrontierPanel, ...]


@checked
def compute_frontier(points: Sequence[FrontierPoint], *, named: Collection[str] | None = None) -> FrontierInfo:
    """Compute what the picture of a frontier shows.

    Parameters
    ----------
    points : sequence of FrontierPoint
        From `skipgraph.design.find_frontier`, at least one.
    named : collection of str, optional
        Names of the topologies to number. Default: all.

    Returns
    -------
    FrontierInfo
        Names, marks, the frontier and the bound.

    Raises
    ------
    ArgumentError
        If there is no point, or `named` holds the name of none.

    Examples
    --------
    >>> from skipgraph.design import find_frontier
    >>> from skipgraph.patterns import chain, densenet
    >>> info = compute_frontier(find_frontier([densenet(9), chain(9)]))
    >>> info.names, [(mark.edges, mark.value) for mark in info.panels[0].marks]
    (('chain', 'densenet'), [(9, 9.0), (45, 1.0)])
    """
    if not points:
        raise ArgumentError("a frontier needs at least one topology")
    ordered = sorted(points, key=lambda point: (point.measures.edges, point.measures.mbd, point.topology.name))
    shown = [point for point in ordered if named is None or point.topology.name in named]
    if not shown:
        raise ArgumentError(f"no topology of the {len(ordered)} matches named={list(named or ())}")
    others = [point for point in ordered if point not in shown]
    n_layers = ordered[0].topology.n_layers
    return FrontierInfo(
        title=f"{n_layers:,} layer{'s' * (n_layers > 1)}: {len(shown)} of {len(ordered)} topologies named",
        names=tuple(point.topology.name for point in shown),
        unbeaten=tuple(not point.beaten_by for point in shown),
        panels=tuple(_panel_info(measure, ordered, shown, others) for measure in ("mbd", "mean")),
    )


def _panel_info(
    measure: _Measure, ordered: list[FrontierPoint], shown: list[FrontierPoint], others: list[FrontierPoint]
) -> FrontierPanel:
    def place(point: FrontierPoint) -> tuple[int, float]:
        # sums in another order differ in the last digits
        return point.measures.edges, round(float(getattr(point.measures, measure)), 9)

    numbers: dict[tuple[int, float], list[int]] = {}
    for number, point in enumerate(shown, 1):
        numbers.setdefault(place(point), []).append(number)
    places = [place(point) for point in ordered]
    lowest = accumulate((value for _, value in places), min)
    best = {edges: low for (edges, _), low in zip(places, lowest, strict=True)}
    n_layers = ordered[0].topology.n_layers
    match measure:
        case "mbd":
            bound = _mbd_bound(n_layers, ordered)
        case "mean":
            bound = _mean_bound(n_layers, ordered)
        case _:
            assert_never(measure)
    return FrontierPanel(
        measure,
        marks=tuple(FrontierMark(tuple(same), *where) for where, same in numbers.items()),
        others=np.array([place(point) for point in others], dtype=np.float64).reshape(-1, 2),
        best=np.array(list(best.items()), dtype=np.float64),
        bound=bound,
    )


def _mbd_bound(n_layers: int, ordered: list[FrontierPoint]) -> NDArray[np.float64]:
    """Return the corners of the bound on the MBD up to the most edges."""
    most = ordered[-1].measures.edges
    corners: list[tuple[float, float]] = []
    for mbd in count(1):
        edges = int(min_edges(n_layers, mbd).value)
        if edges <= most:
            corners.append((edges, mbd))
        if edges <= n_layers + 1:
            break  # more hops save nothing until the chain is short enough
    if not corners or corners[-1][0] > n_layers:
        corners.append((n_layers, n_layers))
    return np.array(sorted(corners), dtype=np.float64)


def _mean_bound(n_layers: int, ordered: list[FrontierPoint]) -> NDArray[np.float64]:
    """Return the bound on the mean BD along the edges."""
    edges = np.unique(np.geomspace(n_layers, ordered[-1].measures.edges, 100).round().astype(np.int64))
    return np.array([(m, min_mean_distance(n_layers, max_edges=int(m)).value) for m in edges], dtype=np.float64)
