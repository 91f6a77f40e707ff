"""Regular topologies: the same offsets before every layer, found by annealing the offsets."""

from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from skipgraph.design.budget import Budget
from skipgraph.design.request import Measures, Request
from skipgraph.errors import ArgumentError
from skipgraph.patterns.log_densenet import log_offsets
from skipgraph.patterns.postage_stamp import EXTREMAL_OFFSETS

__all__ = ["find_offsets", "measure_offsets"]


def measure_offsets(n_layers: int, offsets: tuple[int, ...]) -> Measures:
    """Measure the topology in which each layer reads these offsets, from the distances of the gaps alone.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    offsets : tuple of int
        Ascending from 1, at most `n_layers`.

    Returns
    -------
    Measures
        As of the topology itself.

    Examples
    --------
    >>> measure_offsets(36, (1, 4, 6, 14, 15))
    Measures(edges=145, mbd=3, mean=2.1246246246246248, live=15, in_degree=5)
    """
    gaps = np.arange(1, n_layers + 1)
    reached = np.zeros(n_layers + 1, np.bool_)
    reached[0] = True
    total, mbd, n_left = 0, 0, n_layers
    pairs = n_layers + 1 - gaps  # how many pairs stand so far apart
    while n_left:
        total += int(pairs[~reached[1:]].sum())
        further = reached.copy()
        for offset in offsets:
            further[offset:] |= reached[:-offset]
        reached = further
        mbd += 1
        n_left = n_layers + 1 - int(np.count_nonzero(reached))
    return Measures(
        edges=sum(n_layers + 1 - offset for offset in offsets),
        mbd=mbd,
        mean=total / int(pairs.sum()),
        live=_live(n_layers, np.array(offsets)),
        in_degree=len(offsets),
    )


def _live(n_layers: int, offsets: NDArray[np.int64]) -> int:
    """Return the most nodes alive at once: node j is read until the largest offset that fits behind it."""
    nodes = np.arange(n_layers)
    last_use = nodes + offsets[np.searchsorted(offsets, n_layers - nodes, side="right") - 1]
    changes = np.bincount(nodes, minlength=n_layers + 1) - np.bincount(last_use, minlength=n_layers + 1)
    return int(np.cumsum(changes).max())


def find_offsets(request: Request, budget: Budget, rng: np.random.Generator) -> tuple[int, ...]:
    """Find good offsets within the limits of a request.

    Parameters
    ----------
    request : Request
        Limits and wish.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Returns
    -------
    tuple of int
        Ascending from 1. Starts from the published sets and Log-DenseNet's; an offset is moved, added or
        dropped at random and kept by simulated annealing.

    Raises
    ------
    ArgumentError
        If no offsets within the limits were found.
    """
    n = request.n_layers
    starts = {tuple(offset for offset in offsets if offset <= n) for offsets in EXTREMAL_OFFSETS.values()}
    starts |= {(1,), tuple(log_offsets(n).tolist()), tuple(log_offsets(n, base=3).tolist())}
    best: tuple[tuple[float, ...], tuple[int, ...], Measures] | None = None
    ranked = sorted((_cost(request, measure_offsets(n, offsets)), offsets) for offsets in starts)
    offsets = ranked[0][1]
    cost = ranked[0][0]
    heat = max(cost, 1.0) * 0.03
    seen = 0
    try:
        while True:
            measures = measure_offsets(n, offsets)
            if request.allows(measures) and (best is None or request.rank(measures) < best[0]):
                best = request.rank(measures), offsets, measures
                budget.tell(measures)
            spent = budget.spent()
            if spent >= 1:
                break
            trial = _moved(offsets, n, request.width, rng)
            trial_cost = _cost(request, measure_offsets(n, trial))
            budget.step()
            seen += 1
            cooled = heat * (1 - spent) ** 2 + 1e-9
            if trial_cost <= cost or rng.random() < exp((cost - trial_cost) / cooled):
                offsets, cost = trial, trial_cost
            elif seen % 5000 == 0 and best is not None:
                offsets, cost = best[1], _cost(request, best[2])
    except KeyboardInterrupt:
        if best is None:
            raise
    if best is None:
        raise ArgumentError(
            f"no regular offsets for {n} layers within these limits were found, and no bound rules them out"
        )
    return best[1]


def _moved(offsets: tuple[int, ...], n_layers: int, width: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Move, add or drop one offset other than 1."""
    chosen = set(offsets)
    kind = rng.random()
    if len(chosen) > 1 and (kind < 0.75 or len(chosen) > width):
        chosen.discard(int(rng.choice(sorted(chosen)[1:])))
    if n_layers > 1 and (kind < 0.6 or kind >= 0.85) and len(chosen) < width:
        if kind < 0.3 and len(offsets) > 1:
            near = int(rng.choice(offsets[1:])) + int(rng.integers(-3, 4))
            chosen.add(min(max(near, 2), n_layers))
        else:
            chosen.add(int(rng.integers(2, n_layers + 1)))
    return tuple(sorted(chosen))


def _cost(request: Request, measures: Measures) -> float:
    """Return one number that orders offsets by the wish, with a price on each limit that is broken."""
    n = request.n_layers
    scales = {"mbd": 10.0, "mean": 10.0, "edges": 10.0 / n, "live": 10.0 / n}
    wishes = request.rank(measures)
    main = getattr(measures, request.minimise) * scales[request.minimise]
    # the mean breaks ties, and leads the way from one MBD to the next
    cost = main + (measures.mean if request.minimise != "mean" else 0.01 * wishes[1])
    for value, limit, scale in (
        (measures.edges, request.max_edges, 40.0 / n),
        (measures.mbd, request.max_mbd, 20.0),
        (measures.in_degree, request.max_in_degree, 20.0),
        (measures.live, request.max_live, 40.0 / n),
    ):
        cost += 0.0 if limit is None else max(0, value - limit) * scale + (5.0 if value > limit else 0.0)
    return cost if cost < inf else inf
