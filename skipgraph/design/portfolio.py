"""Known constructions that keep a request's limits: where a search begins."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from math import inf

from skipgraph.design import moves
from skipgraph.design.budget import Budget
from skipgraph.design.incumbent import Candidate, Incumbent
from skipgraph.design.prune import prune_reads
from skipgraph.design.request import Request, measure_topology
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

_MANY_HOPS = 10  # hubs of hubs save nothing more
_FEW_HOPS = (3, 4, 5, 6, 8)
_SPARED = 1.15  # pruning saves up to about so much of the edges of many layers
_LITTLE = 1.03
_STARTS = 5
_WIDE = 64  # in-degrees beyond this are left to the hubs
_GREEDY_LAYERS = 300  # sequential_greedy takes cubic time
_SHARE, _ALONE_SHARE = 0.4, 0.75  # of the time for all of them, where a search follows and where none does
_GRACE_SECONDS = 1.0  # beyond the time while none is found
_PRUNING_SHARE = 0.1
_BITS = 2**31  # so much memory pruning may take


def best_constructions(
    request: Request, budget: Budget | None = None, incumbent: Incumbent | None = None
) -> list[Candidate]:
    """Return the best few constructions within the limits of a request.

    Parameters
    ----------
    request : Request
        Limits and wish; `regular` is not looked at.
    budget : Budget, optional
        Two fifths of its time are taken, three quarters among so many layers that no search follows, or as much as
        the first takes. Default: as long as it takes.
    incumbent : Incumbent, optional
        To whom each is offered.

    Returns
    -------
    list of tuple of Topology and Measures
        The best first, all of the same MBD; each of one input and layers.

    Raises
    ------
    ArgumentError
        If no construction keeps the limits; there may still be a topology that does.
    """
    budget = Budget(0.0, 0) if budget is None else budget
    found: list[Candidate] = []
    for candidate in _candidates(request, budget):
        if candidate is not None:
            found.append(candidate)
            if incumbent is not None:
                incumbent.offer(candidate)
        if budget.is_late(_share(request.n_layers)) if found else budget.is_late(grace_seconds=_GRACE_SECONDS):
            break
    if not found:
        raise ArgumentError(
            f"no topology of {request.n_layers} layers within these limits was found, and no bound rules them out: "
            "allow more time, edges, distance, in-degree or live set"
        )
    found.sort(key=lambda candidate: request.rank(candidate[1]))
    return [candidate for candidate in found if candidate[1].mbd == found[0][1].mbd][:_STARTS]


def _share(n_layers: int) -> float:
    """Return the share of the time after which no further construction is drawn."""
    return _SHARE if n_layers <= moves.MOST_LAYERS else _ALONE_SHARE


def _candidates(request: Request, budget: Budget) -> Iterator[Candidate | None]:
    """Yield each construction within the limits, and None for each other: time to look at the clock."""
    for topology in _quick(request):
        yield _allowed(request, topology)
    limit = request.max_edges
    if (
        request.n_layers > moves.MOST_LAYERS
        and request.minimise in ("mbd", "mean")
        and limit
        and limit > request.n_layers
    ):
        # to go through all hops there are may take all the time
        yield _allowed(request, _drawn(request, _hub_way(request, limit)))
    # fewer hops than proved cannot be
    least = int(request.bound().value) if request.minimise == "mbd" else 2
    most = min(request.max_mbd or request.n_layers, request.n_layers)
    if request.minimise in ("edges", "live") and request.max_mbd is not None:
        least = most  # fewer hops only cost more
    for hops in range(max(2, least), most + 1):
        found = False
        for topology in _within(request, hops, budget):
            candidate = _allowed(request, topology)
            found = found or candidate is not None
            yield candidate
        if found:
            break
        yield None
    for topology in _published(request):
        yield _allowed(request, topology)


def _allowed(request: Request, topology: Topology) -> Candidate | None:
    """Return the topology with its measures if it keeps the limits."""
    # these spare the sweep
    if request.max_edges is not None and topology.n_edges > request.max_edges:
        return None
    if request.max_in_degree is not None and int(in_degrees(topology).max()) > request.max_in_degree:
        return None
    if request.max_live is not None and max_live_count(topology) > request.max_live:
        return None
    measures = measure_topology(topology)
    return (topology, measures) if request.allows(measures) else None


def _quick(request: Request) -> Iterator[Topology]:
    """Yield constructions that are drawn at once, one of which keeps most limits."""
    yield _drawn(request, chain)
    n_pairs = request.n_layers * (request.n_layers + 1) // 2
    short = request.minimise in ("mbd", "mean") or request.max_mbd == 1
    if short and request.width == request.n_layers and (request.max_edges or n_pairs) >= n_pairs:
        yield _drawn(request, densenet)
    yield _drawn(request, two_hop)
    if request.minimise == "live":
        narrowest = int(request.bound().value)  # attained where no other limit is in the way
        yield _drawn(request, lambda n: binomial(n, live=narrowest))
    widest = min(request.width, _WIDE, (request.max_edges or n_pairs) // request.n_layers)
    if widest < request.n_layers:
        yield _drawn(request, lambda n: binomial(n, live=widest))
        if widest > 1:
            yield _drawn(request, lambda n: residue_jumps(n, degree=widest))


def _published(request: Request) -> Iterator[Topology]:
    """Yield patterns that aim at no MBD."""
    yield _drawn(request, log_densenet)
    if request.n_layers <= _GREEDY_LAYERS:
        for degree in range(2, min(request.width, 12) + 1):
            yield _drawn(request, lambda n, degree=degree: sequential_greedy(n, degree=degree))  # type: ignore[misc]
    for base in (3, 4, 8):
        yield _drawn(request, lambda n, base=base: base_digits(n, base=base))  # type: ignore[misc]


def _within(request: Request, hops: int, budget: Budget) -> Iterator[Topology]:
    """Yield topologies that reach an MBD of `hops`, unless blocks stop them."""
    n_layers = request.n_layers
    limit = inf if request.max_edges is None else request.max_edges
    sparse = request.minimise == "edges"
    many = n_layers > _GREEDY_LAYERS and hops > _MANY_HOPS
    spared = _SPARED if n_layers > _GREEDY_LAYERS else 1.5
    for pattern in _hub_patterns(n_layers, hops, spared * limit, budget):
        topology = _drawn(request, pattern)
        yield topology
        # with many hops pruning takes long, and saves little
        if sparse or limit < topology.n_edges <= (_LITTLE if many else spared) * limit:
            yield pruned_topology(topology, hops, budget)
    # the narrowest that reach so far, and the widest allowed, which needs fewest hops
    live = next((w for w in range(1, request.width + 1) if binomial_distance(n_layers, w) <= hops), None)
    widths = {live, min(request.width, _WIDE)} if live is not None and live <= _WIDE else set()
    if live is not None and request.minimise == "live" and n_layers <= _GREEDY_LAYERS:
        sparse, spared = True, inf  # a wider one may spare more edges
        widths |= set(range(live, min(request.width, 4 * live, _WIDE) + 1))
    for width in sorted(width for width in widths if sparse or binomial_distance(n_layers, width) == hops):
        topology = _drawn(request, lambda n, width=width: binomial(n, live=width))  # type: ignore[misc]
        yield topology
        if (sparse or topology.n_edges > limit) and topology.n_edges <= spared * limit:
            yield pruned_topology(topology, hops, budget)
    degree = next((d for d in range(2, request.width + 1) if 2 * residue_period(n_layers, d) - 1 <= hops), None)
    if degree is not None and degree <= _WIDE:
        yield _drawn(request, lambda n: residue_jumps(n, degree=degree))
    for (stamp_hops, n_offsets), offsets in EXTREMAL_OFFSETS.items():
        if stamp_hops == hops and n_offsets <= request.width and offset_range(offsets, hops) >= n_layers:
            yield _drawn(
                request,
                lambda n, n_offsets=n_offsets: postage_stamp(n, hops=hops, n_offsets=n_offsets),  # type: ignore[misc]
            )


def _hub_patterns(n_layers: int, hops: int, limit: float, budget: Budget) -> list[Pattern]:
    """Return the cheapest ways over hubs up to so many edges, and the dearest, whose mean is lower."""
    ways: list[tuple[int, Pattern]] = []
    # among many layers, nodes between hubs read one and are read by one
    if hops <= _MANY_HOPS and (n_layers <= _GREEDY_LAYERS or limit >= 2 * n_layers):
        ways.append((count_k_hop_edges(n_layers, hops), lambda n: k_hop(n, hops=hops)))
    for spacing in range(2, (hops + 1) // 2 + 1):
        rest = hops - 2 * (spacing - 1)
        if budget.is_late(_share(n_layers)):
            break
        if 1 <= rest <= _MANY_HOPS and n_layers + n_layers // spacing <= limit:
            n_edges = count_spaced_edges(n_layers, spacing, rest)
            ways.append((n_edges, partial(spaced, spacing=spacing, hops=rest)))
    ways = sorted((way for way in ways if way[0] <= limit), key=lambda way: way[0])
    return [pattern for _, pattern in ways[:4] + ways[4:][-3:]]


def _hub_way(request: Request, limit: int) -> Pattern:
    """Return the way over hubs, alone or between spaced nodes, that reaches about the farthest within so many edges."""
    n_layers = request.n_layers
    ways: list[tuple[int, Pattern]] = []
    if limit >= 2 * n_layers:
        place = bisect_left(_FEW_HOPS, -limit, key=lambda hops: -count_k_hop_edges(n_layers, hops))
        ways += [(hops, partial(k_hop, hops=hops)) for hops in _FEW_HOPS[place : place + 1]]
    for hops in () if ways else _FEW_HOPS[::2]:
        # a node in so many reads two hubs or more; the edges within and between the others are one each
        spacing = max(2, 2 * n_layers // (limit - n_layers))
        while count_spaced_edges(n_layers, spacing, hops) > limit:
            spacing += 1 + spacing // 8
        ways.append((hops + 2 * (spacing - 1), partial(spaced, spacing=spacing, hops=hops)))
    return min(ways, key=lambda way: way[0])[1]


def _drawn(request: Request, pattern: Pattern) -> Topology:
    """Draw a pattern over all layers, or in each block where no edge may cross the border of one."""
    if request.across == "free" or len(request.blocks) < 2:
        return pattern(request.n_layers)
    reads: list[list[int]] = [[]]
    for size in request.blocks:
        entry = len(reads) - 1  # the last node of the block before is the input of this one
        part = pattern(size)
        reads += [[source + entry for source in part.reads(node)] for node in range(1, size + 1)]
    return Topology.from_reads(reads)


def pruned_topology(topology: Topology, hops: int, budget: Budget) -> Topology:
    """Return the topology without skips that an MBD of `hops`, or its own where larger, can spare.

    Parameters
    ----------
    topology : Topology
        Of one input and layers with all pairs joined.
    hops : int
        At least 1.
    budget : Budget
        How much of its time may be spent when the last skip is tried is as for constructions, and a little more.

    Returns
    -------
    Topology
        As of `skipgraph.design.prune`; as it was where that would take too much memory.
    """
    hops = max(hops, measure_topology(topology).mbd)
    if hops * topology.n_nodes**2 > _BITS:
        return topology
    reads = [topology.reads(node) for node in range(topology.n_nodes)]
    share = _share(topology.n_layers) + _PRUNING_SHARE
    return Topology.from_reads(prune_reads(reads, hops, is_late=lambda: budget.is_late(share)))
