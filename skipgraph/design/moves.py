"""Moves of one skip at a time, with every distance kept up to date: the inner loop of search and pruning.

Plain Python over numpy rows, which `skipgraph.design.moves_numba` also compiles: both give the same numbers. numba
caches what it compiled until this file changes, so the chances of the moves stand here, not in `tuning`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipgraph.metrics import backprop_distances
from skipgraph.topology import Topology

__all__ = ["BYTE", "NO_LIMIT", "Limits", "Skips", "anneal", "drop", "relax_row", "skips_of"]

NO_LIMIT = 2**62
BYTE = 200  # distances below this are kept in a byte, with room for what a move may add

# chances of the moves, added up: near moves are kept most often, and far ones leave a local optimum
_STEP, _TO_OTHER, _ONE_END, _FURTHEST_STEP = 0.60, 0.85, 0.95, 3
_FIRST_END, _SECOND_END = 0.6, 0.4  # of a step: a fifth of them move both ends
_FURTHEST = {1: 254, 2: 2**16 - 2}


class Limits(NamedTuple):
    """What a move must keep, and what it costs.

    Parameters
    ----------
    hops : int
        Distances beyond this are too far; the excess is by how much, summed over all pairs.
    in_degree, live : int
        Nodes a layer may read, and nodes alive at once; `NO_LIMIT` is no limit.
    weight, price : float
        Cost of a layer of the sum of distances, and of a layer of excess.
    hunting : bool
        True: stop as soon as there is no excess. False: no move may make any.
    """

    hops: int
    in_degree: int
    live: int
    weight: float
    price: float
    hunting: bool


class Skips(NamedTuple):
    """A chain of layers and its skips as arrays, changed in place.

    Parameters
    ----------
    distances : ndarray of uint8 or uint16, shape (n_nodes, n_nodes)
        ``[i, j]`` is BD(j, i), at most one less than the dtype's largest value; above the diagonal, the largest
        value.
    source, target, following : ndarray of int64, shape (n_skips,)
        Skip k joins ``source[k]`` to ``target[k]``; `following` is the next skip into the same target, or -1.
    foremost : ndarray of int64, shape (n_nodes,)
        The first skip into each node, or -1.
    n_into : ndarray of int64, shape (n_nodes,)
        Skips into each node.
    first : ndarray of int64, shape (n_nodes,)
        The earliest node that each may read.
    row, rows, at, dirty : ndarray
        Scratch: a new row, rows before a move, the nodes of these rows, and whether each node changed.
    sums : ndarray of int64, shape (2,)
        Sum of all distances, and the excess.
    """

    distances: NDArray[Any]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    following: NDArray[np.int64]
    foremost: NDArray[np.int64]
    n_into: NDArray[np.int64]
    first: NDArray[np.int64]
    row: NDArray[Any]
    rows: NDArray[Any]
    at: NDArray[np.int64]
    dirty: NDArray[np.bool_]
    sums: NDArray[np.int64]


def skips_of(topology: Topology, first: NDArray[np.int64], hops: int) -> Skips:
    """Return the skips of a topology and its distances, ready to be moved.

    Parameters
    ----------
    topology : Topology
        Of one input and layers with all pairs joined, at most 65,000 nodes.
    first : ndarray of int64, shape (n_nodes,)
        The earliest node that each may read.
    hops : int
        Distances beyond this count as excess.

    Returns
    -------
    Skips
        Fresh arrays.
    """
    n = topology.n_nodes
    edges = topology.edges().astype(np.int64)
    edges = edges[edges[:, 1] - edges[:, 0] > 1]
    D = backprop_distances(topology)
    sums, furthest = np.zeros(2, np.int64), hops
    for node in range(1, n):
        row = D[node, :node]
        furthest = max(furthest, int(row.max()))
        sums += int(row.sum(dtype=np.int64)), int(np.maximum(row.astype(np.int64) - hops, 0).sum())
    # distances beyond a byte are kept apart only if they may stay
    D = D.astype(np.uint8 if furthest < BYTE else np.uint16, copy=False)
    for node in range(n):
        D[node, node + 1 :] = np.iinfo(D.dtype).max
    skips = Skips(
        D, np.zeros(len(edges), np.int64), np.zeros(len(edges), np.int64), np.zeros(len(edges), np.int64),
        np.full(n, -1, np.int64), np.zeros(n, np.int64), first,
        np.zeros(n, D.dtype), np.zeros((n, n), D.dtype), np.zeros(n, np.int64), np.zeros(n, np.bool_), sums,
    )  # fmt: skip
    for place, (source, target) in enumerate(edges.tolist()):
        link(skips, place, source, target)
    return skips


def link(skips: Skips, place: int, source: int, target: int) -> None:
    """Make skip `place` join two nodes; the distances stay as they are."""
    skips.source[place], skips.target[place] = source, target
    skips.following[place] = skips.foremost[target]
    skips.foremost[target] = place
    skips.n_into[target] += 1


def unlink(skips: Skips, place: int) -> None:
    """Take skip `place` out; the distances stay as they are."""
    target = skips.target[place]
    skips.n_into[target] -= 1
    if skips.foremost[target] == place:
        skips.foremost[target] = skips.following[place]
        return
    before = skips.foremost[target]
    while skips.following[before] != place:
        before = skips.following[before]
    skips.following[before] = skips.following[place]


def relax_row(skips: Skips, node: int, stop: int, hops: int, n_changed: int) -> tuple[bool, int, int]:
    """Compute the first `stop` distances of a row again; keep the old row in ``skips.rows``.

    Parameters
    ----------
    skips : Skips
        The rows before `node` are right.
    node, stop : int
        The row, and how many of its columns.
    hops : int
        Distances beyond this count as excess.
    n_changed : int
        How many rows are kept already.

    Returns
    -------
    changed : bool
        Whether the row differs from what it was.
    more, excess : int
        How much its sum, and its excess, grew.
    """
    new, old = skips.row[:stop], skips.distances[node, :stop]
    new[:] = skips.distances[node - 1, :stop]
    place = skips.foremost[node]
    while place >= 0:
        np.minimum(new, skips.distances[skips.source[place], :stop], out=new)
        place = skips.following[place]
    new += new < _FURTHEST[new.itemsize]
    if np.array_equal(new, old):
        return False, 0, 0
    more = int(new.sum(dtype=np.int64)) - int(old.sum(dtype=np.int64))
    over = np.maximum(new, hops).sum(dtype=np.int64) - np.maximum(old, hops).sum(dtype=np.int64)
    skips.rows[n_changed, :stop] = old
    old[:] = new
    return True, more, int(over)


def update(skips: Skips, one: int, other: int, stop: int, hops: int) -> tuple[int, int, int]:
    """Bring the distances up to date after skips into two nodes changed.

    Only columns before `stop` can change. Returns how many rows changed, and how much sum and excess grew; the old
    rows stand in ``skips.rows``.
    """
    n_changed = more = excess = 0
    skips.dirty[:] = False
    for node in range(min(one, other), skips.dirty.size):
        due = node in (one, other) or skips.dirty[node - 1]
        place = skips.foremost[node]
        while place >= 0 and not due:
            due = skips.dirty[skips.source[place]]
            place = skips.following[place]
        if not due:
            continue
        columns = min(stop, node)
        changed, by, over = relax_row(skips, node, columns, hops, n_changed)
        if changed:
            skips.at[n_changed] = node
            skips.dirty[node] = True
            n_changed, more, excess = n_changed + 1, more + by, excess + over
    return n_changed, more, excess


def restore(skips: Skips, n_changed: int, stop: int) -> None:
    """Undo an update of the distances."""
    for changed in range(n_changed):
        node = skips.at[changed]
        columns = min(stop, node)
        skips.distances[node, :columns] = skips.rows[changed, :columns]


def drop(skips: Skips, order: NDArray[np.int64], hops: int) -> NDArray[np.bool_]:
    """Take out every skip that the MBD does not need.

    Parameters
    ----------
    skips : Skips
        Without excess; changed in place.
    order : ndarray of int64
        The skips to try, each once.
    hops : int
        The MBD to keep.

    Returns
    -------
    ndarray of bool, shape (n_skips,)
        Which skips are left.
    """
    left = np.ones(skips.source.size, np.bool_)
    for place in order:
        source, target = skips.source[place], skips.target[place]
        unlink(skips, place)
        n_changed, _, excess = update(skips, target, target, source + 1, hops)
        left[place] = excess > 0
        if excess > 0:
            restore(skips, n_changed, source + 1)
            link(skips, place, source, target)
    return left


def fits(skips: Skips, place: int, source: int, target: int, limits: Limits) -> bool:
    """Return whether skip `place` may join two nodes instead of those that it joins."""
    if target >= skips.first.size or source < skips.first[target] or target - source < 2:
        return False
    if target != skips.target[place] and skips.n_into[target] + 2 > limits.in_degree:
        return False
    other = skips.foremost[target]
    while other >= 0:
        if skips.source[other] == source:
            return False
        other = skips.following[other]
    return limits.live == NO_LIMIT or count_live(skips, place, source, target) <= limits.live


def count_live(skips: Skips, moved: int, source: int, target: int) -> int:
    """Return the most nodes alive at once if skip `moved` joined these two nodes."""
    n = skips.first.size
    last = np.arange(1, n + 1)
    last[n - 1] = n - 1
    last[source] = max(last[source], target)
    for place in range(skips.source.size):
        if place != moved:
            last[skips.source[place]] = max(last[skips.source[place]], skips.target[place])
    change = np.zeros(n + 1, np.int64)
    for node in range(n):
        change[node] += 1
        change[last[node]] -= 1
    return int(np.cumsum(change).max())


def proposed(skips: Skips, place: int, draw: NDArray[np.float64]) -> tuple[int, int]:
    """Return where skip `place` might go, from three numbers between 0 and 1."""
    n, n_skips = skips.first.size, skips.source.size
    source, target = skips.source[place], skips.target[place]
    kind, one, two = draw
    if kind < _STEP:  # a step or a few, of one end or both
        step = int(one * 2 * _FURTHEST_STEP) - _FURTHEST_STEP
        step += step >= 0
        source, target = source + step * (two < _FIRST_END), target + step * (two >= _SECOND_END)
    elif kind < _TO_OTHER:  # an end to where another skip ends or begins: hubs grow
        other = int(one * n_skips)
        end = skips.source[other] if two < 0.25 or two >= 0.75 else skips.target[other]
        source, target = (end, target) if two < 0.5 else (source, end)
    elif kind < _ONE_END:  # an end to anywhere
        source, target = (int(one * n), target) if two < 0.5 else (source, int(one * n))
    else:
        source, target = int(one * n), int(two * n)
    return min(source, target), max(source, target)


def anneal(
    skips: Skips,
    limits: Limits,
    heat: float,
    draws: NDArray[np.float64],
    slack: NDArray[np.float64],
    best: NDArray[np.int64],
) -> int:
    """Try moves of one skip; keep those that cost no more, and at times one that does.

    Parameters
    ----------
    skips : Skips
        Changed in place.
    limits : Limits
        What moves keep and cost.
    heat : float
        Average cost of a move that is kept although it costs more.
    draws : ndarray of float, shape (n_moves, 4)
        Uniform from 0 to 1: which skip, and where it may go.
    slack : ndarray of float, shape (n_moves,)
        Standard exponential.
    best : ndarray of int64, shape (3, n_skips)
        Sources and targets of the best skips without excess; in ``best[2, 0]`` their sum of distances. Changed
        in place.

    Returns
    -------
    int
        How many moves were tried.
    """
    n_skips = skips.source.size
    for move in range(slack.size):
        place = int(draws[move, 0] * n_skips)
        old_source, old_target = skips.source[place], skips.target[place]
        source, target = proposed(skips, place, draws[move, 1:])
        if source < 0 or not fits(skips, place, source, target, limits):
            continue
        unlink(skips, place)
        link(skips, place, source, target)
        stop = max(old_source, source) + 1
        n_changed, more, excess = update(skips, old_target, target, stop, limits.hops)
        cost = limits.weight * more + limits.price * excess
        if cost <= heat * slack[move] and (limits.hunting or skips.sums[1] + excess <= 0):
            skips.sums[0] += more
            skips.sums[1] += excess
            if skips.sums[1] == 0 and skips.sums[0] < best[2, 0]:
                best[0], best[1] = skips.source, skips.target
                best[2, 0] = skips.sums[0]
                if limits.hunting:
                    return move + 1
            continue
        restore(skips, n_changed, stop)
        unlink(skips, place)
        link(skips, place, old_source, old_target)
    return slack.size
