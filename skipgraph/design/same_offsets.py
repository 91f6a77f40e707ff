"""Regular topologies: every layer reads at the same offsets, which are annealed."""

from math import exp
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from skipgraph.design import tuning
from skipgraph.design.incumbent import Incumbent
from skipgraph.design.problem import Measures, Problem
from skipgraph.design.search_time import SearchTime
from skipgraph.errors import ArgumentError
from skipgraph.patterns import EXTREMAL_OFFSETS, log_offsets, offset_range
from skipgraph.topology import Topology

__all__ = ["find_regular", "measure_offsets", "regular_topology"]


def measure_offsets(n_layers: int, offsets: tuple[int, ...]) -> Measures:
    """Measure the topology in which each layer reads these offsets, from the distances of the gaps.

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
    pairs = n_layers + 1 - gaps  # pairs with each gap
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
    """Return the most nodes alive at once: node j is last read at the largest offset that still meets a layer."""
    nodes = np.arange(n_layers)
    last_use = nodes + offsets[np.searchsorted(offsets, n_layers - nodes, side="right") - 1]
    changes = np.bincount(nodes, minlength=n_layers + 1) - np.bincount(last_use, minlength=n_layers + 1)
    return int(np.cumsum(changes).max())


def find_regular(incumbent: Incumbent, time: SearchTime, rng: np.random.Generator) -> None:
    """Find good offsets within the limits of a problem.

    Parameters
    ----------
    incumbent : Incumbent
        Its problem is solved; the topology of every better set of offsets is offered to it.
    time : SearchTime
        When to stop.
    rng : numpy.random.Generator
        Source of the moves.

    Raises
    ------
    ArgumentError
        If no offsets within the limits were found.

    Notes
    -----
    Starts from the published sets and those of Log-DenseNet. By simulated annealing, an offset is moved, added or
    dropped at random.
    """
    problem, n = incumbent.problem, incumbent.problem.n_layers
    ranked = sorted((_cost(problem, measure_offsets(n, offsets)), offsets) for offsets in _starts(problem))
    for _, start in ranked:
        if incumbent.would_take(measures := measure_offsets(n, start)):
            incumbent.offer((regular_topology(n, start), measures))
            break
    _anneal(*ranked[0], incumbent, time, rng)
    if incumbent.is_empty:
        raise ArgumentError(
            f"no regular offsets for {n} layers within these limits were found, and no bound rules them out"
        )


def _starts(problem: Problem) -> set[tuple[int, ...]]:
    """Return sets of offsets to begin with."""
    n = problem.n_layers
    starts = {
        tuple(offset for offset in offsets if offset <= n)
        for (hops, _), offsets in EXTREMAL_OFFSETS.items()
        if tuning.NEAR_RANGE * offset_range(offsets, hops) >= n
    }
    # powers of a base, which is larger the fewer there may be
    starts |= {
        tuple(sorted({max(1, round(n ** (power / n_offsets))) for power in range(n_offsets)}))
        for n_offsets in range(1, min(problem.width, tuning.MOST_POWERS) + 1)
    }
    return starts | {(1,), tuple(log_offsets(n).tolist()), tuple(log_offsets(n, base=3).tolist())}


def _anneal(
    cost: float, offsets: tuple[int, ...], incumbent: Incumbent, time: SearchTime, rng: np.random.Generator
) -> None:
    """Move offsets from a start of this cost; offer every better set to the incumbent."""
    problem, n = incumbent.problem, incumbent.problem.n_layers
    best: tuple[float, tuple[int, ...]] | None = None
    heat = max(cost, 1.0) * tuning.START_HEAT
    measures = measure_offsets(n, offsets)
    n_moves = 0
    while True:
        if incumbent.would_take(measures):
            best = cost, offsets
            incumbent.offer((regular_topology(n, offsets), measures))
        if (spent := time.spent()) >= 1:
            return
        trial = _moved(offsets, n, problem.width, rng)
        trial_measures = measure_offsets(n, trial)
        trial_cost = _cost(problem, trial_measures)
        time.step()
        n_moves += 1
        cooled = heat * (1 - spent) ** 2 + 1e-9
        if trial_cost <= cost or rng.random() < exp((cost - trial_cost) / cooled):
            offsets, cost, measures = trial, trial_cost, trial_measures
        elif n_moves % tuning.RESTART_MOVES == 0 and best is not None:
            cost, offsets = best
            measures = measure_offsets(n, offsets)


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
    """Move, drop or add one offset other than 1."""
    near, anywhere, dropped, kept = tuning.OFFSET_MOVES
    chosen = set(offsets)
    kind = rng.random()
    if len(chosen) > 1 and (kind < dropped or len(chosen) > width):
        chosen.discard(int(rng.choice(sorted(chosen)[1:])))
    if n_layers > 1 and (kind < anywhere or kind >= kept) and len(chosen) < width:
        if kind < near and len(offsets) > 1:
            moved = int(rng.choice(offsets[1:])) + int(rng.integers(-tuning.NEAR_STEP, tuning.NEAR_STEP + 1))
            chosen.add(min(max(moved, 2), n_layers))
        else:
            chosen.add(int(rng.integers(2, n_layers + 1)))
    return tuple(sorted(chosen))


def _cost(problem: Problem, measures: Measures) -> float:
    """Return one number that orders offsets by the objective, with a price on each limit that is broken."""
    n = problem.n_layers
    # the mean breaks ties, and leads the way from one MBD to the next
    match problem.minimise:
        case "mbd":
            cost = measures.mbd * tuning.LAYER_COST + measures.mean
        case "mean":
            cost = measures.mean * tuning.LAYER_COST + tuning.TIE_COST * measures.mbd
        case "edges":
            cost = measures.edges * (tuning.LAYER_COST / n) + measures.mean
        case "live":
            cost = measures.live * (tuning.LAYER_COST / n) + measures.mean
        case _:
            assert_never(problem.minimise)
    for value, limit, price in (
        (measures.edges, problem.max_edges, tuning.EXCESS_COST / n),
        (measures.mbd, problem.max_mbd, tuning.HOP_EXCESS_COST),
        (measures.in_degree, problem.max_in_degree, tuning.HOP_EXCESS_COST),
        (measures.live, problem.max_live, tuning.EXCESS_COST / n),
    ):
        if limit is not None and value > limit:
            cost += (value - limit) * price + tuning.BROKEN_COST
    return cost
