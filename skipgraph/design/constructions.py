"""Known constructions within the limits of a problem: where a search begins."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from math import inf

from skipgraph.design import tuning
from skipgraph.design.incumbent import Candidate, Incumbent
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.pruning import prune_reads
from skipgraph.design.search_time import SearchTime
from skipgraph.errors import ArgumentError
from skipgraph.metrics import in_degrees, max_live_count
from skipgraph.patterns import (
    EXTREMAL_OFFSETS,
    base_digits,
    binomial,
    binomial_distance,
    chain,
    count_k_hop_edges,
    count_spaced_edges,
    densenet,
    k_hop,
    log_densenet,
    offset_range,
    postage_stamp,
    residue_jumps,
    residue_period,
    sequential_greedy,
    spaced,
    two_hop,
)
from skipgraph.topology import Topology

__all__ = ["best_constructions", "pruned_topology"]

Pattern = Callable[[int], Topology]


def best_constructions(
    problem: Problem, time: SearchTime | None = None, incumbent: Incumbent | None = None
) -> list[Candidate]:
    """Return the best few constructions within the limits of a problem.

    Parameters
    ----------
    problem : Problem
        Limits and objective; `regular` is ignored.
    time : SearchTime, optional
        Two fifths of it are used, or three quarters where there are too many layers for a search to follow. Default:
        no limit.
    incumbent : Incumbent, optional
        Each construction is offered to it.

    Returns
    -------
    list of tuple of Topology and Measures
        The best first, all of the same MBD; each of one input and layers.

    Raises
    ------
    ArgumentError
        If no construction keeps the limits; there may still be a topology that does.

    Notes
    -----
    The cheap constructions are drawn whatever the clock says, and the best of them is offered first. So a short time,
    a busy machine or an early interrupt never leaves just a chain where there is something better.

    Examples
    --------
    >>> topology, measures = best_constructions(Problem(36, max_edges=150))[0]
    >>> measures.mbd, measures.edges
    (2, 147)
    """
    time = SearchTime(0.0, 0) if time is None else time
    hubs = _first_hubs(problem, time)
    first = None if hubs is None else _measured(problem, hubs)
    cheap = [*(_measured(problem, topology) for topology in _cheap(problem)), first]
    found = [candidate for candidate in cheap if candidate is not None]
    if incumbent is not None and found:
        incumbent.offer(min(found, key=lambda candidate: problem.rank(candidate[1])))
    for candidate in _costly(problem, time, first) if not _is_late(problem, time, found=bool(found)) else ():
        if candidate is not None and candidate is not first:
            found.append(candidate)
            if incumbent is not None:
                incumbent.offer(candidate)
        if _is_late(problem, time, found=bool(found)):
            break
    if not found:
        raise ArgumentError(
            f"no topology of {problem.n_layers} layers within these limits was found, and no bound rules them out: "
            "allow more time, edges, distance, in-degree or live set"
        )
    found.sort(key=lambda candidate: problem.rank(candidate[1]))
    return [candidate for candidate in found if candidate[1].mbd == found[0][1].mbd][: tuning.STARTS]


def _is_late(problem: Problem, time: SearchTime, *, found: bool) -> bool:
    """Return whether to draw no further construction."""
    if found:
        return time.is_late(_share(problem.n_layers))
    return time.is_late(grace_seconds=tuning.GRACE_SECONDS)


def _share(n_layers: int) -> float:
    """Return the share of the time after which no further construction is drawn."""
    is_searched = n_layers <= tuning.MATRIX_LAYERS
    return tuning.CONSTRUCTING_SHARE if is_searched else tuning.CONSTRUCTING_SHARE_ALONE


def _measured(problem: Problem, topology: Topology) -> Candidate | None:
    """Return the topology with its measures if it keeps the limits."""
    # these need no sweep
    if problem.max_edges is not None and topology.n_edges > problem.max_edges:
        return None
    if problem.max_in_degree is not None and int(in_degrees(topology).max()) > problem.max_in_degree:
        return None
    if problem.max_live is not None and max_live_count(topology) > problem.max_live:
        return None
    measures = measure_topology(topology)
    return (topology, measures) if problem.allows(measures) else None


def _cheap(problem: Problem) -> Iterator[Topology]:
    """Yield constructions that are drawn at once; most limits are kept by one of them."""
    yield _drawn(problem, chain)
    n_pairs = problem.n_layers * (problem.n_layers + 1) // 2
    short = problem.minimise in ("mbd", "mean") or problem.max_mbd == 1
    if short and problem.width == problem.n_layers and (problem.max_edges or n_pairs) >= n_pairs:
        yield _drawn(problem, densenet)
    yield _drawn(problem, two_hop)
    if problem.minimise == "live":
        narrowest = int(problem.bound().value)  # reached unless another limit forbids it
        yield _drawn(problem, partial(binomial, live=narrowest))
    widest = min(problem.width, tuning.WIDEST, (problem.max_edges or n_pairs) // problem.n_layers)
    if widest < problem.n_layers:
        yield _drawn(problem, partial(binomial, live=widest))
        if widest > 1:
            yield _drawn(problem, partial(residue_jumps, degree=widest))


def _first_hubs(problem: Problem, time: SearchTime) -> Topology | None:
    """Return the hub construction to begin with, if one may keep the limits."""
    if time.counts_steps and problem.n_layers <= tuning.MATRIX_LAYERS:
        return None  # it comes up later: no clock ends the constructions before
    limit = problem.max_edges
    if problem.minimise in ("mbd", "mean"):
        if limit is None or limit <= problem.n_layers:
            return None
        return _drawn(problem, _nearest_hubs(problem, limit))
    if problem.minimise == "edges" and problem.max_mbd is not None and 1 < problem.max_mbd < problem.n_layers:
        return _drawn(problem, partial(k_hop, hops=min(problem.max_mbd, tuning.HUB_HOPS)))
    return None


def _costly(problem: Problem, time: SearchTime, first: Candidate | None) -> Iterator[Candidate | None]:
    """Yield each further construction within the limits, and None for each of the others: time to look at the clock."""
    # fewer hops than proved cannot be
    least = int(problem.bound().value) if problem.minimise == "mbd" else 2
    most = min(problem.max_mbd or problem.n_layers, problem.n_layers)
    if problem.minimise in ("edges", "live") and problem.max_mbd is not None:
        least = most  # fewer hops only cost more
    for hops in range(max(2, least), most + 1):
        found = False
        for topology in _within(problem, hops, time):
            is_first = first is not None and topology == first[0]
            candidate = first if is_first else _measured(problem, topology)
            found = found or candidate is not None
            yield candidate
        if found:
            break
        yield None
    for topology in _published(problem):
        yield _measured(problem, topology)


def _published(problem: Problem) -> Iterator[Topology]:
    """Yield patterns that aim at no MBD."""
    yield _drawn(problem, log_densenet)
    if problem.n_layers <= tuning.MANY_LAYERS:
        for degree in range(2, min(problem.width, tuning.GREEDY_DEGREE) + 1):
            yield _drawn(problem, partial(sequential_greedy, degree=degree))
    for base in tuning.BASES:
        yield _drawn(problem, partial(base_digits, base=base))


def _within(problem: Problem, hops: int, time: SearchTime) -> Iterator[Topology]:
    """Yield topologies with an MBD of `hops`, or more where no edge may cross a border."""
    yield from _hubs_within(problem, hops, time)
    yield from _binomials_within(problem, hops, time)
    yield from _residues_within(problem, hops)
    yield from _offsets_within(problem, hops)


def _savings(n_layers: int) -> float:
    """Return how many times too many edges a construction may have to be pruned in the hope that it fits."""
    return tuning.PRUNING_SAVES_MANY if n_layers > tuning.MANY_LAYERS else tuning.PRUNING_SAVES


def _edge_limit(problem: Problem) -> float:
    return inf if problem.max_edges is None else problem.max_edges


def _hubs_within(problem: Problem, hops: int, time: SearchTime) -> Iterator[Topology]:
    """Yield hubs over hubs, each followed by what pruning leaves of it where it is worth the time."""
    limit, saves = _edge_limit(problem), _savings(problem.n_layers)
    # pruning within many hops takes long and saves little
    is_long = problem.n_layers > tuning.MANY_LAYERS and hops > tuning.HUB_HOPS
    worth = (tuning.PRUNING_SAVES_MANY_HOPS if is_long else saves) * limit
    for pattern in _hub_patterns(problem.n_layers, hops, saves * limit, time):
        topology = _drawn(problem, pattern)
        yield topology
        if problem.minimise == "edges" or limit < topology.n_edges <= worth:
            yield pruned_topology(topology, hops, time)


def _binomials_within(problem: Problem, hops: int, time: SearchTime) -> Iterator[Topology]:
    """Yield the narrowest binomials that reach so far, and the widest allowed, which needs fewest hops."""
    n_layers, limit, saves = problem.n_layers, _edge_limit(problem), _savings(problem.n_layers)
    live = next((w for w in range(1, problem.width + 1) if binomial_distance(n_layers, w) <= hops), None)
    if live is None:
        return
    prunes = problem.minimise == "edges"
    widths = {live, min(problem.width, tuning.WIDEST)} if live <= tuning.WIDEST else set()
    if problem.minimise == "live" and n_layers <= tuning.MANY_LAYERS:
        prunes, saves = True, inf  # a wider one may spare more edges
        widths |= set(range(live, min(problem.width, tuning.LIVE_FACTOR * live, tuning.WIDEST) + 1))
    for width in sorted(width for width in widths if prunes or binomial_distance(n_layers, width) == hops):
        topology = _drawn(problem, partial(binomial, live=width))
        yield topology
        if (prunes or topology.n_edges > limit) and topology.n_edges <= saves * limit:
            yield pruned_topology(topology, hops, time)


def _residues_within(problem: Problem, hops: int) -> Iterator[Topology]:
    """Yield the residue jumps with the smallest in-degree that reach so far."""
    degrees = range(2, min(problem.width, tuning.WIDEST) + 1)
    degree = next((d for d in degrees if 2 * residue_period(problem.n_layers, d) - 1 <= hops), None)
    if degree is not None:
        yield _drawn(problem, partial(residue_jumps, degree=degree))


def _offsets_within(problem: Problem, hops: int) -> Iterator[Topology]:
    """Yield the published extremal offsets that reach so far."""
    for (stamp_hops, n_offsets), offsets in EXTREMAL_OFFSETS.items():
        reaches = stamp_hops == hops and offset_range(offsets, hops) >= problem.n_layers
        if reaches and n_offsets <= problem.width:
            yield _drawn(problem, partial(postage_stamp, hops=hops, n_offsets=n_offsets))


def _hub_patterns(n_layers: int, hops: int, limit: float, time: SearchTime) -> list[Pattern]:
    """Return the hub constructions with the fewest edges, and those with the most within a limit."""
    found: list[tuple[int, Pattern]] = []
    # among many layers, nodes between hubs read one and are read by one
    if hops <= tuning.HUB_HOPS and (n_layers <= tuning.MANY_LAYERS or limit >= 2 * n_layers):
        found.append((count_k_hop_edges(n_layers, hops), partial(k_hop, hops=hops)))
    for spacing in range(2, (hops + 1) // 2 + 1):
        rest = hops - 2 * (spacing - 1)
        if time.is_late(_share(n_layers)):
            break
        if 1 <= rest <= tuning.HUB_HOPS and n_layers + n_layers // spacing <= limit:
            n_edges = count_spaced_edges(n_layers, spacing, rest)
            found.append((n_edges, partial(spaced, spacing=spacing, hops=rest)))
    found = sorted((each for each in found if each[0] <= limit), key=lambda each: each[0])
    cheap, others = found[: tuning.CHEAPEST_HUBS], found[tuning.CHEAPEST_HUBS :]
    return [pattern for _, pattern in cheap + others[-tuning.DEAREST_HUBS :]]


def _nearest_hubs(problem: Problem, limit: int) -> Pattern:
    """Return the hub construction, plain or between spaced nodes, with about the smallest MBD within an edge limit."""
    n_layers = problem.n_layers
    found: list[tuple[int, Pattern]] = []
    few_hops = tuning.FEW_HOPS
    if limit >= 2 * n_layers:
        place = bisect_left(few_hops, -limit, key=lambda hops: -count_k_hop_edges(n_layers, hops))
        found += [(hops, partial(k_hop, hops=hops)) for hops in few_hops[place : place + 1]]
    for hops in () if found else few_hops[::2]:
        # a spaced node reads two hubs or more; the edges within and between the others are one each
        spacing = max(2, 2 * n_layers // (limit - n_layers))
        while count_spaced_edges(n_layers, spacing, hops) > limit:
            spacing += 1 + spacing // 8
        found.append((hops + 2 * (spacing - 1), partial(spaced, spacing=spacing, hops=hops)))
    return min(found, key=lambda each: each[0])[1]


def _drawn(problem: Problem, pattern: Pattern) -> Topology:
    """Draw a pattern over all layers, or in each block where no edge may cross a border."""
    if problem.across == "free" or len(problem.blocks) < 2:
        return pattern(problem.n_layers)
    reads: list[list[int]] = [[]]
    for size in problem.blocks:
        entry = len(reads) - 1  # the last node of the block before is the input of this one
        part = pattern(size)
        reads += [[source + entry for source in part.reads(node)] for node in range(1, size + 1)]
    return Topology.from_reads(reads)


def pruned_topology(topology: Topology, hops: int, time: SearchTime) -> Topology:
    """Return the topology without the skips that an MBD of `hops`, or its own where larger, does not need.

    Parameters
    ----------
    topology : Topology
        Of one input and layers with all pairs joined.
    hops : int
        At least 1.
    time : SearchTime
        Pruning ends a little after the time for constructions.

    Returns
    -------
    Topology
        As of `skipgraph.design.prune`; unchanged where pruning would take too much memory.
    """
    hops = max(hops, measure_topology(topology).mbd)
    if hops * topology.n_nodes**2 > tuning.PRUNING_BITS:
        return topology
    reads = [topology.reads(node) for node in range(topology.n_nodes)]
    share = _share(topology.n_layers) + tuning.PRUNING_SHARE
    return Topology.from_reads(prune_reads(reads, hops, is_late=lambda: time.is_late(share)))
