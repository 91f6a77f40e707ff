"""Distances and edges within and between stages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.metrics.sweep import column_blocks, pairable_nodes
from skipgraph.topology import Topology

__all__ = ["StageDistances", "stage_distances", "stage_edges"]


@dataclass(frozen=True)
class StageDistances:
    """Backprop distances by the stages of the two nodes.

    Parameters
    ----------
    largest : ndarray of int64, shape (n_stages, n_stages)
        Entry ``[a, b]`` is the largest distance from a node of stage a back to a node of stage b, in
        layers; -1 if no such pair is joined.
    mean : ndarray of float64, shape (n_stages, n_stages)
        The mean over those pairs, in layers; nan if no such pair is joined.
    n_unjoined : ndarray of int64, shape (n_stages, n_stages)
        Pairs ``j < i``, i of stage a and j of stage b, that no path joins.
    """

    largest: NDArray[np.int64]
    mean: NDArray[np.float64]
    n_unjoined: NDArray[np.int64]


@checked
def stage_distances(topology: Topology, *, count_transitions: bool = False) -> StageDistances:
    """Return the backprop distances within and between stages.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    StageDistances
        Over pairs ``j < i`` of layers and inputs; ``n_stages`` is the largest stage plus one.

    Notes
    -----
    Time and memory as `distance_histogram`.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1], [1]], stages=[0, 0, 1, 1])
    >>> stage_distances(t).largest.tolist()
    [[1, -1], [2, -1]]
    """
    n_stages = int(topology.stages.max()) + 1
    pairable = pairable_nodes(topology)
    nodes = [np.flatnonzero(pairable & (topology.stages == stage)) for stage in range(n_stages)]
    largest = np.full((n_stages, n_stages), -1, np.int64)
    joined, totals, n_pairs = (np.zeros((n_stages, n_stages), np.int64) for _ in range(3))
    for start, block in column_blocks(topology, count_transitions=count_transitions):
        top = np.iinfo(block.dtype).max
        stop = start + block.shape[1]
        for a, rows in enumerate(nodes):
            rows = rows[rows >= start]
            for b, columns in enumerate(nodes):
                columns = columns[(columns >= start) & (columns < stop)]
                earlier = columns < rows[:, None]
                part = block[np.ix_(rows - start, columns - start)]
                found = part[earlier & (part != top)]
                largest[a, b] = max(largest[a, b], int(found.max(initial=0)) if found.size else -1)
                joined[a, b] += found.size
                totals[a, b] += int(found.sum(dtype=np.int64))
                n_pairs[a, b] += int(earlier.sum())
    mean = np.full((n_stages, n_stages), np.nan)
    np.divide(totals, joined, out=mean, where=joined > 0)
    return StageDistances(largest, mean, n_pairs - joined)


@checked
def stage_edges(topology: Topology) -> NDArray[np.int64]:
    """Count the edges within and between stages.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_stages, n_stages)
        Entry ``[a, b]`` is the number of edges by which a node of stage a reads a node of stage b.

    Examples
    --------
    >>> stage_edges(Topology.from_reads([[], [0], [0, 1], [1]], stages=[0, 0, 1, 1])).tolist()
    [[1, 0], [3, 0]]
    """
    n_stages = int(topology.stages.max()) + 1
    counts = np.zeros((n_stages, n_stages), np.int64)
    np.add.at(counts, (topology.stages[topology.targets], topology.stages[topology.indices]), 1)
    return counts
