"""What stands on a frontier or behind it: the catalogue's patterns, constructions at many parameters, and designs."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from skipgraph.design.designer import design_topology
from skipgraph.design.frontier import check_comparable
from skipgraph.design.request import measure_topology
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.patterns import (
    EXTREMAL_OFFSETS,
    base_digits,
    binomial,
    k_hop,
    offset_range,
    postage_stamp,
    residue_jumps,
    sequential_greedy,
    spaced,
    two_hop,
)
from skipgraph.patterns.catalog import CATALOG
from skipgraph.topology import Topology

__all__ = ["design_rival", "draw_constructions", "draw_patterns", "rival_limits"]

_GREEDY_LAYERS = 300  # sequential_greedy takes cubic time
_HOPS, _SPACINGS, _BASES, _DEGREES = range(2, 9), range(2, 7), range(2, 9), range(2, 9)
_LIVE = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64)


def draw_patterns(n_layers: int, *, seed: int) -> list[Topology]:
    """Draw every pattern of the catalogue that compares with others of so many layers.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    seed : int
        For the patterns that are random.

    Returns
    -------
    list of Topology
        In the order of the catalogue, each with its default parameters, one input and `n_layers` layers. Patterns
        that are sized otherwise, have merges or transitions, or leave pairs unjoined, are left out.

    Examples
    --------
    >>> [topology.name for topology in draw_patterns(36, seed=0)][:4]
    ['chain', 'densenet', 'log_densenet', 'log_densenet_v2']
    """
    drawn = []
    for pattern in CATALOG.values():
        parameters = inspect.signature(pattern).parameters
        if next(iter(parameters)) != "n_layers":
            continue
        try:
            topology = pattern(n_layers, **({"seed": seed} if "seed" in parameters else {}))
            check_comparable(topology, n_layers)
        except SkipgraphError:
            continue  # no topology of so many layers, or with merges or unjoined pairs
        drawn.append(topology)
    return drawn


def draw_constructions(n_layers: int) -> list[Topology]:
    """Draw the constructions of graph theory at many parameters.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.

    Returns
    -------
    list of Topology
        Each other edges, named by its call, such as ``k_hop(hops=3)``.

    Notes
    -----
    Time is mostly that of `skipgraph.patterns.sequential_greedy`, which is left out beyond 300 layers.

    Examples
    --------
    >>> [topology.name for topology in draw_constructions(4)][:3]
    ['two_hop', 'k_hop(hops=3)', 'k_hop(hops=4)']
    """
    distinct: dict[Topology, str] = {}
    for name, topology in _constructions(n_layers):
        distinct.setdefault(topology, name)
    return [topology.rename(name) for topology, name in distinct.items()]


def rival_limits(topologies: Iterable[Topology]) -> list[dict[str, Any]]:
    """Return the limits within which to design rivals of topologies.

    Parameters
    ----------
    topologies : iterable of Topology
        Each of one input and the same number of layers, with all pairs joined.

    Returns
    -------
    list of dict
        Arguments of `skipgraph.design.design_topology`, each once: for each topology its edges, its edges and live
        set, and the fewest edges at its MBD.

    Examples
    --------
    >>> from skipgraph.patterns import chain, log_densenet
    >>> rival_limits([chain(36), log_densenet(36)])
    [{'max_edges': 159}, {'max_edges': 159, 'max_live': 21}, {'max_mbd': 5, 'minimise': 'edges'}]
    """
    limits: dict[tuple[tuple[str, Any], ...], dict[str, Any]] = {}
    for topology in topologies:
        n_layers, m = topology.n_layers, measure_topology(topology)
        if m.edges == n_layers or m.mbd == 1:
            continue  # the chain has no skip to place, and all pairs at one layer take all edges
        for limit in (
            {"max_edges": m.edges},
            {"max_edges": m.edges, "max_live": m.live},
            {"max_mbd": m.mbd, "minimise": "edges"},
        ):
            limits[tuple(limit.items())] = limit
    return list(limits.values())


def design_rival(
    n_layers: int, limits: dict[str, Any], *, steps: int, seed: int, stop: Callable[[], bool] | None = None
) -> Topology | None:
    """Design a topology within limits of `rival_limits`.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    limits : dict
        Arguments of `skipgraph.design.design_topology`.
    steps : int
        Steps of search, at least 0.
    seed : int
        Source of the search.
    stop : callable, optional
        As in `skipgraph.design.design_topology`.

    Returns
    -------
    Topology or None
        Named by its limits; None if nothing within them was found.

    Examples
    --------
    >>> design_rival(36, {"max_edges": 159, "max_live": 21}, steps=0, seed=0)
    <Topology designed(max_edges=159, max_live=21): 36 layers, ... edges>
    """
    words = ", ".join(f"{key}={value}" for key, value in limits.items() if key != "minimise")
    try:
        design = design_topology(n_layers, **limits, steps=steps, seed=seed, stop=stop)
    except ArgumentError:
        return None  # no construction keeps both limits, and the search begins with one
    return design.topology.rename(f"designed({words})")


def _constructions(n_layers: int) -> Iterator[tuple[str, Topology]]:
    yield "two_hop", two_hop(n_layers)
    for hops in _HOPS:
        yield f"k_hop(hops={hops})", k_hop(n_layers, hops=hops)
    for spacing, hops in product(_SPACINGS, (2, 3, 4)):
        yield f"spaced(spacing={spacing}, hops={hops})", spaced(n_layers, spacing=spacing, hops=hops)
    for live in _LIVE:
        if live <= n_layers:
            yield f"binomial(live={live})", binomial(n_layers, live=live)
    for (hops, n_offsets), offsets in EXTREMAL_OFFSETS.items():
        # with one offset less the range is too short
        before = EXTREMAL_OFFSETS.get((hops, n_offsets - 1), (1,))
        if offset_range(offsets, hops) >= n_layers > offset_range(before, hops):
            name = f"postage_stamp(hops={hops}, n_offsets={n_offsets})"
            yield name, postage_stamp(n_layers, hops=hops, n_offsets=n_offsets)
    for base in _BASES:
        yield f"base_digits(base={base})", base_digits(n_layers, base=base)
    for degree in _DEGREES:
        yield f"residue_jumps(degree={degree})", residue_jumps(n_layers, degree=degree)
    if n_layers <= _GREEDY_LAYERS:
        for degree in _DEGREES:
            yield f"sequential_greedy(degree={degree})", sequential_greedy(n_layers, degree=degree)
