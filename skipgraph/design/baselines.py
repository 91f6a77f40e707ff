"""Baselines of a frontier: the catalogue's patterns, constructions at many parameters, and designs within limits."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from skipgraph.arguments import Count, Index, Steps, checked
from skipgraph.design import tuning
from skipgraph.design.designer import design_topology
from skipgraph.design.frontier import check_comparable
from skipgraph.design.problem import measure_topology
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

__all__ = ["baseline_limits", "design_within", "draw_constructions", "draw_patterns"]


@checked
def draw_patterns(n_layers: Count, *, seed: Index) -> list[Topology]:
    """Draw every pattern of the catalogue that can be compared at this number of layers.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    seed : int
        For the patterns that are random.

    Returns
    -------
    list of Topology
        In the order of the catalogue, each with its default parameters, one input and `n_layers` layers. Left out are
        patterns that have another size parameter, merges or transitions, or unjoined pairs.

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
            continue  # not drawn at this size, or with merges or unjoined pairs
        drawn.append(topology)
    return drawn


@checked
def draw_constructions(n_layers: Count) -> list[Topology]:
    """Draw the constructions of graph theory at many parameters.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.

    Returns
    -------
    list of Topology
        No two with the same edges; each is named by its call, such as ``k_hop(hops=3)``.

    Notes
    -----
    Most of the time goes to `skipgraph.patterns.sequential_greedy`, which is left out beyond 300 layers.

    Examples
    --------
    >>> [topology.name for topology in draw_constructions(4)][:3]
    ['two_hop', 'k_hop(hops=3)', 'k_hop(hops=4)']
    """
    distinct: dict[Topology, str] = {}
    for name, topology in _constructions(n_layers):
        distinct.setdefault(topology, name)
    return [topology.rename(name) for topology, name in distinct.items()]


@checked
def baseline_limits(topologies: Iterable[Topology]) -> list[dict[str, Any]]:
    """Return limits that topologies just keep, to design others within.

    Parameters
    ----------
    topologies : iterable of Topology
        Each of one input and the same number of layers, with all pairs joined.

    Returns
    -------
    list of dict
        Arguments of `skipgraph.design.design_topology`, none twice. For each topology: its edges; its edges and live
        set; and its MBD, to minimise the edges.

    Examples
    --------
    >>> from skipgraph.patterns import chain, log_densenet
    >>> baseline_limits([chain(36), log_densenet(36)])
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


@checked
def design_within(
    n_layers: Count, limits: dict[str, Any], *, steps: Steps, seed: Index, stop: Callable[[], bool] | None = None
) -> Topology | None:
    """Design a topology within limits from `baseline_limits`.

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
    >>> design_within(36, {"max_edges": 159, "max_live": 21}, steps=0, seed=0)
    <Topology designed(max_edges=159, max_live=21): 36 layers, ... edges>
    """
    words = ", ".join(f"{key}={value}" for key, value in limits.items() if key != "minimise")
    try:
        design = design_topology(n_layers, **limits, steps=steps, seed=seed, stop=stop)
    except ArgumentError:
        return None  # no construction keeps both limits, and a search begins with one
    return design.topology.rename(f"designed({words})")


def _constructions(n_layers: int) -> Iterator[tuple[str, Topology]]:
    yield "two_hop", two_hop(n_layers)
    for hops in tuning.BASELINE_HOPS:
        yield f"k_hop(hops={hops})", k_hop(n_layers, hops=hops)
    for spacing, hops in product(tuning.BASELINE_SPACINGS, tuning.BASELINE_SPACED_HOPS):
        yield f"spaced(spacing={spacing}, hops={hops})", spaced(n_layers, spacing=spacing, hops=hops)
    for live in (live for live in tuning.BASELINE_LIVE if live <= n_layers):
        yield f"binomial(live={live})", binomial(n_layers, live=live)
    yield from _stamps(n_layers)
    for base in tuning.BASELINE_HOPS:
        yield f"base_digits(base={base})", base_digits(n_layers, base=base)
    for degree in tuning.BASELINE_HOPS:
        yield f"residue_jumps(degree={degree})", residue_jumps(n_layers, degree=degree)
    for degree in tuning.BASELINE_HOPS if n_layers <= tuning.MANY_LAYERS else ():
        yield f"sequential_greedy(degree={degree})", sequential_greedy(n_layers, degree=degree)


def _stamps(n_layers: int) -> Iterator[tuple[str, Topology]]:
    """Yield the published extremal offsets, as few as reach so far."""
    for (hops, n_offsets), offsets in EXTREMAL_OFFSETS.items():
        fewer = EXTREMAL_OFFSETS.get((hops, n_offsets - 1), (1,))
        if offset_range(offsets, hops) >= n_layers > offset_range(fewer, hops):
            name = f"postage_stamp(hops={hops}, n_offsets={n_offsets})"
            yield name, postage_stamp(n_layers, hops=hops, n_offsets=n_offsets)
