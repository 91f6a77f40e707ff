"""Design a topology: limits in, the best topology found and its certificate out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from skipgraph.arguments import Positive, Seed, Steps, checked
from skipgraph.design import tuning
from skipgraph.design.bounds import Bound
from skipgraph.design.compiled import compile_moves
from skipgraph.design.constructions import best_constructions
from skipgraph.design.incumbent import Candidate, Incumbent, Progress
from skipgraph.design.problem import Measures, Objective, check_problem, measure_topology
from skipgraph.design.same_offsets import find_regular
from skipgraph.design.search import approach, improve
from skipgraph.design.search_time import SearchTime
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.patterns import build_staged
from skipgraph.topology import Provenance, Topology

__all__ = ["Design", "design_topology"]

_ROUNDING = 1e-9  # of a mean BD


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
        Lower bound on the objective within the limits, in its unit.
    gap : float
        Value of the objective minus bound; 0 is proved optimal.
    certificate : str
        The value, the bound and the proof of the bound in a sentence.
    is_interrupted : bool
        Whether Ctrl-C or `stop` ended the search before its time was over.
    """

    topology: Topology
    measures: Measures
    bound: float
    gap: float
    certificate: str
    is_interrupted: bool = False


@checked
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
    minimise: Objective = "mbd",
    time_seconds: Positive = 10.0,
    steps: Steps | None = None,
    seed: Seed = 0,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Design:
    """Design a topology within limits, as good as can be found, with a certificate.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1. The input is node 0 and is not counted.
    max_edges, max_mbd, max_in_degree, max_live : int, optional
        Limits on edges, MBD, nodes a layer reads, and nodes alive at once; None is no limit.
    blocks : sequence of int, optional
        Layers at each stage; their sum is `n_layers`. Limits do not count the edges into transitions.
    across : {"free", "forbid"}
        "forbid": across the border of a block, layers may read only the last node before it.
    regular : bool
        Whether every layer must read at the same offsets.
    minimise : {"mbd", "mean", "edges", "live"}
        The objective; ties are broken by MBD, mean BD, edges and live set in turn.
    time_seconds : float
        How long the search may take, to about a second. The cheap constructions, a second or two among 10,000 layers,
        come first whatever the clock says. From 3 s on, numba runs the search where it is installed; the first time
        ever, it compiles for 5 to 12 s, which are not counted.
    steps : int, optional
        Search for this number of steps instead of `time_seconds`.
    seed : int or numpy.random.Generator
        Source of the search.
    progress : callable, optional
        Called as ``progress(share_of_time, measures)`` with the best so far, every two seconds or more often.
    stop : callable, optional
        Asked several times a second; once it returns True, the search ends as if the time were over.

    Returns
    -------
    Design
        The best topology found. A `KeyboardInterrupt` ends the search, not this call: the best so far is returned,
        with `is_interrupted` set. The interrupt is raised only before the cheap constructions are drawn.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule; if the limits contradict each other, with the bound that proves it; or if no
        topology within them was found.
    SkipgraphError
        If a search breaks its limits or a bound; this is a fault of skipgraph.

    Notes
    -----
    Given `steps`, the same arguments give the same topology on every machine, with numba or without. Given a time, how
    far the search gets depends on the machine.

    At the end, the topology is measured again and every limit is checked again.

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
    time = SearchTime(time_seconds, steps, stop)
    rng = np.random.default_rng(seed)
    problem = check_problem(
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
            "blocks": None if blocks is None else tuple(problem.blocks),
            "across": across,
            "regular": regular,
            "minimise": minimise,
            "steps": steps,
            "seed": seed if isinstance(seed, int) else None,
        }.items()
        if limit is not None
    }
    provenance = Provenance("design_topology", arguments)
    bound = problem.bound()
    incumbent = Incumbent(problem, time, progress)
    try:
        _search(incumbent, time, rng)
        return _certified(incumbent, bound, provenance, is_interrupted=time.is_stopped)
    except KeyboardInterrupt:
        if incumbent.is_empty:
            raise
        return _certified(incumbent, bound, provenance, is_interrupted=True)


def _search(incumbent: Incumbent, time: SearchTime, rng: np.random.Generator) -> None:
    """Offer the incumbent better and better topologies until the time is over."""
    problem = incumbent.problem
    if problem.regular:
        find_regular(incumbent, time, rng)
        return
    if time.is_long(problem.n_layers):
        with time.paused():
            compile_moves(problem.n_layers)
    improve(_starts(incumbent, time, rng), incumbent, time, rng)


def _certified(incumbent: Incumbent, bound: Bound, provenance: Provenance, *, is_interrupted: bool) -> Design:
    """Return the best so far, measured again, with its bound."""
    problem, found = incumbent.problem, incumbent.best[0]
    measures = measure_topology(found)
    broken = problem.broken_limits(found, measures)
    if broken:
        raise SkipgraphError(f"the search broke its limits: {'; '.join(broken)}")
    value: float = getattr(measures, problem.minimise)
    if value < bound.value - _ROUNDING:
        raise SkipgraphError(
            f"a topology was found with {problem.minimise} {value:.9g}, below the bound {bound.value:.9g} that no "
            f"topology goes below ({bound.proof}): this is a fault of skipgraph, please report it"
        )
    words = {"mbd": "MBD", "mean": "mean BD", "edges": "edges", "live": "live set"}
    certificate = (
        f"{words[problem.minimise]} {value:.6g}; "
        f"no topology within the limits goes below {bound.value:.6g}: {bound.proof}"
    )
    if len(problem.blocks) > 1:
        reads = [found.reads(node) for node in range(1, found.n_nodes)]
        topology = build_staged(reads, problem.blocks, name="designed", provenance=provenance)
    else:
        topology = replace(found, name="designed", provenance=provenance)
    gap = max(value - bound.value, 0.0)  # a mean may be less by rounding
    return Design(topology, measures, bound.value, gap, certificate, is_interrupted)


def _starts(incumbent: Incumbent, time: SearchTime, rng: np.random.Generator) -> list[Candidate]:
    """Return topologies within the limits: constructions, or one that a search reached from constructions."""
    problem = incumbent.problem
    try:
        return best_constructions(problem, time, incumbent)
    except ArgumentError:
        if problem.max_mbd is None or problem.n_layers > tuning.MATRIX_LAYERS or time.is_late():
            raise
        relaxed = replace(problem, max_mbd=None, minimise="mbd")
        found = approach(best_constructions(relaxed, time), problem, time, rng)
        if found is None:
            raise
        return [found]
