"""Which topologies nothing beats on edges, MBD, mean BD and live set, and how far the others are from them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from skipgraph.arguments import Count, checked
from skipgraph.design.problem import Measures, measure_topology
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

__all__ = ["FrontierPoint", "check_comparable", "find_frontier"]


@dataclass(frozen=True)
class FrontierPoint:
    """A topology among all others, with its distances to the frontier: how much better another one does.

    Parameters
    ----------
    topology : Topology
        The graph.
    measures : Measures
        Edges, MBD, mean BD, live set and in-degree.
    beaten_by : tuple of str
        Names of the topologies that are no worse on edges, MBD, mean BD and live set and better on one; empty for a
        topology on the frontier.
    edges_above : int
        Edges more than the fewest of any topology with no larger MBD.
    mbd_above : int
        MBD above the smallest of any topology with no more edges, in layers.
    mean_above : float
        Mean BD above the smallest of any topology with no more edges, in layers.
    live_above : int
        Live set above the smallest of any topology with no larger MBD, in nodes.
    """

    topology: Topology
    measures: Measures
    beaten_by: tuple[str, ...]
    edges_above: int
    mbd_above: int
    mean_above: float
    live_above: int


@checked
def find_frontier(topologies: Iterable[Topology]) -> list[FrontierPoint]:
    """Compare topologies of the same number of layers by edges, MBD, mean BD and live set.

    Parameters
    ----------
    topologies : iterable of Topology
        Each of one input and the same number of layers, with all pairs joined.

    Returns
    -------
    list of FrontierPoint
        In the order given.

    Raises
    ------
    ArgumentError
        If the topologies differ in layers, have nodes of other kinds, or leave pairs unjoined.

    Notes
    -----
    The distances are to the best among the given topologies; more topologies can only make them larger. A topology that
    nothing beats can still have distances above 0: another one may have fewer edges but a larger live set.

    Examples
    --------
    >>> from skipgraph.patterns import densenet, log_densenet, postage_stamp
    >>> points = find_frontier([densenet(36), log_densenet(36), postage_stamp(36)])
    >>> [point.beaten_by for point in points]
    [(), ('postage_stamp',), ()]
    >>> points[1].edges_above, points[1].mbd_above
    (14, 2)
    """
    given = list(topologies)
    for topology in given:
        check_comparable(topology, given[0].n_layers)
    measured = [measure_topology(topology) for topology in given]
    return [_point(topology, mine, given, measured) for topology, mine in zip(given, measured, strict=True)]


@checked
def check_comparable(topology: Topology, n_layers: Count) -> None:
    """Refuse a topology that `find_frontier` cannot compare with others of `n_layers` layers.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_layers : int
        Number of layers that it must have.

    Raises
    ------
    ArgumentError
        If the topology has another number of layers or nodes of other kinds, or leaves pairs unjoined.

    Examples
    --------
    >>> from skipgraph.patterns import chain
    >>> check_comparable(chain(9), 9)
    """
    others = topology.n_nodes - 1 - topology.n_layers
    if topology.n_layers != n_layers or others or topology.kinds[0] != NodeKind.INPUT:
        more = f" and {others} other node{'s' * (others > 1)}" if others else ""
        raise ArgumentError(
            f"{topology.name or 'a topology'} has {topology.n_layers} layers{more}: "
            f"to compare, it must have an input and {n_layers} layers, nothing else"
        )
    chained = topology.indices[topology.indptr[2:] - 1]
    if not np.array_equal(chained, np.arange(topology.n_nodes - 1)):
        raise ArgumentError(f"{topology!r} leaves pairs unjoined: its distances cannot be compared")


def _point(topology: Topology, mine: Measures, given: list[Topology], measured: list[Measures]) -> FrontierPoint:
    near = [other for other in measured if other.mbd <= mine.mbd]
    sparse = [other for other in measured if other.edges <= mine.edges]
    return FrontierPoint(
        topology,
        mine,
        beaten_by=tuple(other.name for other, its in zip(given, measured, strict=True) if _beats(its, mine)),
        edges_above=mine.edges - min(other.edges for other in near),
        mbd_above=mine.mbd - min(other.mbd for other in sparse),
        mean_above=mine.mean - min(other.mean for other in sparse),
        live_above=mine.live - min(other.live for other in near),
    )


def _beats(one: Measures, other: Measures) -> bool:
    """Return whether `one` is nowhere worse and somewhere better."""
    pairs = [
        (one.edges, other.edges),
        (one.mbd, other.mbd),
        (round(one.mean, 9), round(other.mean, 9)),
        (one.live, other.live),
    ]
    return all(mine <= its for mine, its in pairs) and any(mine < its for mine, its in pairs)
