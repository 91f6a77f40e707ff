"""Regular topologies: the same offsets before every layer, found by annealing the offsets."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from skipgraph.design.budget import Budget
from skipgraph.design.incumbent import Incumbent
from skipgraph.design.request import Measures, Request
from skipgraph.errors import ArgumentError
from skipgraph.patterns import EXTREMAL_OFFSETS, log_offsets, offset_range
from skipgraph.topology import Topology

_NEAR, _MOST_POWERS = 10, 16

__all__ = ["find_regular", "measure_offsets", "regular_topology"]


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


def find_regular(incumbent: Incumbent, budget: Budget, rng: np.random.Generator) -> None:
    """Find good offsets within the limits of a request.

    Parameters
    ----------
    incumbent : Incumbent
        Whose request is searched for, and to whom the topology of every better set of offsets is offered.
    budget : Budget
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Raises
    ------
    ArgumentError
        If no offsets within the limits were found.

    Notes
    -----
    Starts from the published sets and Log-DenseNet's; an offset is moved, added or dropped at random and kept
    by simulated annealing.
    """
    request, n = incumbent.request, incumbent.request.n_layers
    starts = {
        tuple(offset for offset in offsets if offset <= n)
        for (hops, _), offsets in EXTREMAL_OFFSETS.items()
        if _NEAR * offset_range(offsets, hops) >= n  # others are far from what so many layers need
    }
    # powers of a base, which is larger the fewer there may be
    starts |= {
        tuple(sorted({max(1, round(n ** (power / n_offsets))) for power in range(n_offsets)}))
        for n_offsets in range(1, min(request.width, _MOST_POWERS) + 1)
    }
    starts |= {(1,), tuple(log_offsets(n).tolist()), tuple(log_offsets(n, base=3).tolist())}
    best: tuple[float, tuple[int, ...]] | None = None
    ranked = sorted((_cost(request, measure_offsets(n, offsets)), offsets) for offsets in starts)
    offsets = ranked[0][1]
    cost = ranked[0][0]
    heat = max(cost, 1.0) * 0.03
    seen = 0
    for _, start in ranked:
        if incumbent.would_take(measures := measure_offsets(n, start)):
            incumbent.offer((regular_topology(n, start), measures))
            break
    measures = measure_offsets(n, offsets)
    while True:
        if incumbent.would_take(measures):
            best = cost, offsets
            incumbent.offer((regular_topology(n, offsets), measures))
        if (spent := budget.spent()) >= 1:
            break
        trial = _moved(offsets, n, request.width, rng)
        trial_measures = measure_offsets(n, trial)
        trial_cost = _cost(request, trial_measures)
        budget.step()
        seen += 1
        cooled = heat * (1 - spent) ** 2 + 1e-9
        if trial_cost <= cost or rng.random() < exp((cost - trial_cost) / cooled):
            offsets, cost, measures = trial, trial_cost, trial_measures
        elif seen % 5000 == 0 and best is not None:
            cost, offsets = best
            measures = measure_offsets(n, offsets)
    if incumbent.is_empty:
        raise ArgumentError(
            f"no regular offsets for {n} layers within these limits were found, and no bound rules them out"
        )


def regular_topology(n_layers: int, offsets: tuple[int, ...]) -> Topology:
    """Return the topology in which each layer reads these offsets.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1.
    offsets : tuple of int
        Ascending from 1, at most `n_layers`.

    Returns
    -------
    Topology
        Of one input and layers.
    """
    return Topology.from_reads(
        [[node - offset for offset in reversed(offsets) if offset <= node] for node in range(n_layers + 1)]
    )


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
    main: float = getattr(measures, request.minimise) * scales[request.minimise]
    # the mean breaks ties, and leads the way from one MBD to the next
    cost = main + (measures.mean if request.minimise != "mean" else 0.01 * wishes[1])
    for value, limit, scale in (
        (measures.edges, request.max_edges, 40.0 / n),
        (measures.mbd, request.max_mbd, 20.0),
        (measures.in_degree, request.max_in_degree, 20.0),
        (measures.live, request.max_live, 40.0 / n),
    ):
        cost += 0.0 if limit is None else max(0, value - limit) * scale + (5.0 if value > limit else 0.0)
    return cost
