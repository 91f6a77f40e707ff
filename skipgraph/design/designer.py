"""One call from limits to a topology with its certificate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from skipgraph.arguments import check_count, check_positive
from skipgraph.design import moves
from skipgraph.design.bounds import Bound
from skipgraph.design.budget import Budget
from skipgraph.design.engine import compiled_moves
from skipgraph.design.incumbent import Candidate, Incumbent, Progress
from skipgraph.design.portfolio import best_constructions
from skipgraph.design.regular import find_regular
from skipgraph.design.request import Measures, Wish, check_request, measure_topology
from skipgraph.design.search import approach, improve
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.patterns.drawing import draw_staged
from skipgraph.topology import Provenance, Topology

__all__ = ["Design", "design_topology"]


@dataclass(frozen=True)
class Design:
    """A designed topology and how good it is proved to be.

    Parameters
    ----------
    topology : Topology
        The best found; with more than one block it has stages and transitions.
    measures : Measures
        Edges, MBD, mean BD, live set and in-degree over input and layers.
    bound : float
        What no topology within the limits goes below, in the unit of the wish.
    gap : float
        How far the topology is above the bound; 0 is proved optimal.
    certificate : str
        The value, the bound and the bound's proof in a sentence.
    """

    topology: Topology
    measures: Measures
    bound: float
    gap: float
    certificate: str


def design_topology(
    n_layers: int,
    *,
    max_edges: int | None = None,
    max_mbd: int | None = None,
    max_in_degree: int | None = None,
    max_live: int | None = None,
    blocks: Sequence[int] | None = None,
    across: Literal["free", "forbid"] = "free",
    regular: bool = False,
    minimise: Wish = "mbd",
    time_seconds: float = 10.0,
    steps: int | None = None,
    seed: int | np.random.Generator = 0,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Design:
    """Design the best topology within limits, with a certificate.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    max_edges, max_mbd, max_in_degree, max_live : int, optional
        Limits on edges, MBD, nodes a layer reads, and nodes alive at once; None is no limit.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Limits count edges before transitions are put in.
    across : {"free", "forbid"}
        "forbid" lets no layer read over the border of a block, other than the last node before it.
    regular : bool
        Let every layer read at the same offsets.
    minimise : {"mbd", "mean", "edges", "live"}
        The wish; ties go to the smaller MBD, mean BD, edges and live set in turn.
    time_seconds : float
        How long all may take, to about a second; what is not searched by then is left. From 3 s on numba, where it
        is installed, runs the search: the first time ever it compiles for 5 to 12 s, which are not counted.
    steps : int, optional
        Search for so many steps instead of `time_seconds`.
    seed : int or numpy.random.Generator
        Source of the search.
    progress : callable, optional
        Called now and then as ``progress(share_of_budget, measures)`` with the best so far.
    stop : callable, optional
        Asked now and then; once it returns True the best so far is returned, as if the time were over.

    Returns
    -------
    Design
        The best topology found. A `KeyboardInterrupt` ends the search and not this call: the best so far is
        returned, and only before there is one the interrupt is raised.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule; if the limits contradict each other, with the bound that proves it;
        or if nothing within them was found.

    Notes
    -----
    Given `steps`, the same arguments give the same topology on every machine, with numba or without. Given a
    time, they give the same constructions, but how far the search gets depends on the machine.

    Before it is returned, the topology is measured afresh and every limit checked once more.

    References
    ----------
    .. [1] N. Alon and B. Schieber, "Optimal Preprocessing for Answering On-line Product Queries", 1987,
       arXiv:2406.06321.

    Examples
    --------
    >>> design = design_topology(36, max_edges=150, max_in_degree=6, steps=0)
    >>> design.measures.mbd, design.bound, design.gap
    (3, 2, 1)
    >>> print(design_topology(8, max_mbd=2, minimise="edges", steps=0).certificate)
    edges 16; no topology within the limits goes below 16: proved fewest edges of 9 nodes within 2 hops
    """
    check_positive("time_seconds", time_seconds)
    budget = Budget(time_seconds, None if steps is None else check_count("steps", steps, least=0), stop)
    rng = np.random.default_rng(seed)
    request = check_request(
        n_layers,
        max_edges=max_edges,
        max_mbd=max_mbd,
        max_in_degree=max_in_degree,
        max_live=max_live,
        blocks=blocks,
        across=across,
        regular=regular,
        minimise=minimise,
    )
    arguments = {
        name: limit
        for name, limit in {
            "n_layers": n_layers,
            "max_edges": max_edges,
            "max_mbd": max_mbd,
            "max_in_degree": max_in_degree,
            "max_live": max_live,
            "blocks": None if blocks is None else tuple(request.blocks),
            "across": across,
            "regular": regular,
            "minimise": minimise,
            "steps": steps,
            "seed": seed if isinstance(seed, int) else None,
        }.items()
        if limit is not None
    }
    provenance = Provenance("design_topology", arguments)
    bound = request.bound()
    incumbent = Incumbent(request, budget, progress)
    try:
        _search(incumbent, budget, rng)
        return _certified(incumbent, bound, provenance)
    except KeyboardInterrupt:
        if incumbent.is_empty:
            raise
        return _certified(incumbent, bound, provenance)


def _search(incumbent: Incumbent, budget: Budget, rng: np.random.Generator) -> None:
    """Offer the incumbent better and better topologies until the budget is spent."""
    request = incumbent.request
    if request.regular:
        find_regular(incumbent, budget, rng)
        return
    if budget.is_long(request.n_layers):
        with budget.paused():
            compiled_moves(request.n_layers)
    improve(_starts(incumbent, budget, rng), incumbent, budget, rng)


def _certified(incumbent: Incumbent, bound: Bound, provenance: Provenance) -> Design:
    """Return the best so far, measured afresh, with its bound."""
    request, found = incumbent.request, incumbent.best[0]
    measures = measure_topology(found)
    broken = request.broken_limits(found, measures)
    if broken:
        raise SkipgraphError(f"the search broke its limits: {'; '.join(broken)}")
    value = getattr(measures, request.minimise)
    words = {"mbd": "MBD", "mean": "mean BD", "edges": "edges", "live": "live set"}
    certificate = (
        f"{words[request.minimise]} {value:.6g}; "
        f"no topology within the limits goes below {bound.value:.6g}: {bound.proof}"
    )
    if len(request.blocks) > 1:
        reads = [found.reads(node) for node in range(1, found.n_nodes)]
        topology = draw_staged(reads, request.blocks, name="designed", provenance=provenance)
    else:
        topology = replace(found, name="designed", provenance=provenance)
    return Design(topology, measures, bound.value, max(value - bound.value, 0.0), certificate)


def _starts(incumbent: Incumbent, budget: Budget, rng: np.random.Generator) -> list[Candidate]:
    """Return topologies within the limits: constructions, or one that a search gets there from constructions."""
    request = incumbent.request
    try:
        return best_constructions(request, budget, incumbent)
    except ArgumentError:
        if request.max_mbd is None or request.n_layers > moves.MOST_LAYERS or budget.is_late():
            raise
        relaxed = replace(request, max_mbd=None, minimise="mbd")
        found = approach(best_constructions(relaxed, budget), request, budget, rng)
        if found is None:
            raise
        return [found]
