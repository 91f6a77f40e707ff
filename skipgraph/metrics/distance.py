"""Backprop distances: how many layers a gradient passes, as a matrix, maximum, mean and histogram."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import available_bytes
from skipgraph.metrics.sweep import DistanceMatrix, Engine, column_blocks, loaded_numba, pairable_nodes, sweep_columns
from skipgraph.metrics.translation_invariant import distances_of_offsets, reading_offsets
from skipgraph.topology import Topology

__all__ = [
    "backprop_distances",
    "count_unjoined_pairs",
    "distance_histogram",
    "max_backprop_distance",
    "mean_backprop_distance",
]


@checked
def backprop_distances(
    topology: Topology,
    *,
    count_transitions: bool = False,
    max_bytes: int | None = None,
    engine: Engine = "auto",
) -> DistanceMatrix:
    """Return the backprop distances of all pairs of nodes.

    BD(j, i) is the number of layers that a gradient passes on the shortest path from node i back to
    node j: entering a layer costs 1, entering an input, merge, transition or output costs 0.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.
    max_bytes : int, optional
        Largest matrix to allocate. Default: the available memory.
    engine : {"auto", "numpy", "numba"}
        As in `sweep_columns`; all engines give the same numbers.

    Returns
    -------
    ndarray of uint8, uint16 or uint32, shape (n_nodes, n_nodes)
        Entry ``[i, j]`` is BD(j, i) in layers for ``j <= i``. It is the largest value of the dtype where no path
        joins the two, and above the diagonal. The dtype is the smallest in which every distance is below that value.

    Raises
    ------
    ArgumentError
        If the matrix would need more than `max_bytes`; the message names the bytes.

    See Also
    --------
    distance_histogram : The distribution, without the matrix.

    Notes
    -----
    One sweep in execution order: ``O(n_nodes * n_edges)`` byte operations and ``n_nodes**2`` bytes. Once a distance
    reaches 255 the matrix is widened to twice that, and takes three times that meanwhile.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1], [1, 2]])
    >>> backprop_distances(t)
    array([[  0, 255, 255, 255],
           [  1,   0, 255, 255],
           [  1,   1,   0, 255],
           [  2,   1,   1,   0]], dtype=uint8)
    """
    n_nodes = topology.n_nodes
    n_bytes = n_nodes**2
    limit, source = (
        (available_bytes(n_bytes), "are available") if max_bytes is None else (max_bytes, "max_bytes allows")
    )
    if n_bytes > limit:
        raise ArgumentError(
            f"the distances of {n_nodes} nodes need at least {n_bytes} bytes, {limit} {source}: "
            "distance_histogram and the other statistics need no matrix"
        )
    return sweep_columns(topology, 0, n_nodes, count_transitions=count_transitions, engine=engine)


@checked
def distance_histogram(topology: Topology, *, count_transitions: bool = False) -> NDArray[np.int64]:
    """Count the pairs at each backprop distance.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    ndarray of int64, shape (MBD + 1,)
        Entry ``d`` is the number of pairs ``j < i`` of layers and inputs with BD(j, i) = d. Pairs that no path joins
        are not counted; if no pair is joined, the shape is (1,) and the entry 0.

    See Also
    --------
    count_unjoined_pairs : The pairs left out.

    Notes
    -----
    ``O(n_nodes * degree)`` where every node reads at the same offsets. Otherwise the time of `backprop_distances`;
    blocks of columns are computed one at a time, so the whole matrix is never in memory.

    Examples
    --------
    >>> distance_histogram(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [0, 5, 1]
    """
    offsets = reading_offsets(topology)
    if offsets is not None:
        of_gap = distances_of_offsets(offsets, topology.n_nodes)
        n_pairs = np.arange(topology.n_nodes, 0, -1)
        joined = of_gap > 0
        totals = np.zeros(of_gap.max() + 1, np.int64)
        np.add.at(totals, of_gap[joined], n_pairs[joined])
        return totals
    pairable = pairable_nodes(topology)
    counts = np.zeros(1, np.int64)
    for start, block in column_blocks(topology, count_transitions=count_transitions):
        block_counts = _count_values(block, pairable[start:])
        block_counts[0] = 0  # the diagonal: a pair j < i enters the layer i, so its distance is at least 1
        last = int(block_counts[:-1].nonzero()[0].max(initial=0))  # the last bin counts the pairs that no path joins
        if last >= counts.size:
            counts = np.pad(counts, (0, last + 1 - counts.size))
        counts[: last + 1] += block_counts[: last + 1]
    return counts


def _count_values(block: DistanceMatrix, pairable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count each distance of the pairable rows and columns; the last entry counts what no path joins."""
    columns = pairable[: block.shape[1]]
    # a distance is less than the number of rows, whatever the dtype
    size = min(int(np.iinfo(block.dtype).max), block.shape[0]) + 1
    counts = np.zeros(size, np.int64)
    compiled = loaded_numba()
    if compiled is not None:
        compiled.count_values(block, pairable, columns, counts)
        return counts
    n_rows = max(1, 2**20 // max(1, block.shape[1]))  # in parts, as bincount makes its input eight times wider
    for first in range(0, block.shape[0], n_rows):
        part = block[first : first + n_rows]
        rows = pairable[first : first + n_rows]
        if not (rows.all() and columns.all()):
            part = part[np.ix_(rows, columns)]
        counts += np.bincount(np.minimum(part, size - 1).ravel(), minlength=size)
    return counts


@checked
def max_backprop_distance(topology: Topology, *, count_transitions: bool = False) -> int:
    """Return MBD, the largest backprop distance of any joined pair.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    int
        In layers, at least 1; over pairs ``j < i`` of layers and inputs that a path joins.

    Raises
    ------
    ArgumentError
        If no pair is joined.

    Notes
    -----
    Time and memory as `distance_histogram`.

    References
    ----------
    .. [1] H. Hu et al., "Log-DenseNet: How to Sparsify a DenseNet", 2017, arXiv:1711.00002.

    Examples
    --------
    >>> max_backprop_distance(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    2
    """
    return _joined_histogram(topology, count_transitions=count_transitions).size - 1


@checked
def mean_backprop_distance(topology: Topology, *, count_transitions: bool = False) -> float:
    """Return the mean backprop distance of the joined pairs.

    Pairs that no path joins are left out, so a topology with many of them can look short. `count_unjoined_pairs`
    counts them.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    float
        In layers, at least 1; over pairs ``j < i`` of layers and inputs that a path joins.

    Raises
    ------
    ArgumentError
        If no pair is joined.

    Notes
    -----
    Time and memory as `distance_histogram`.

    Examples
    --------
    >>> round(mean_backprop_distance(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 4)
    1.1667
    """
    counts = _joined_histogram(topology, count_transitions=count_transitions)
    return float(np.arange(counts.size) @ counts / counts.sum())


def _joined_histogram(topology: Topology, *, count_transitions: bool) -> NDArray[np.int64]:
    counts = distance_histogram(topology, count_transitions=count_transitions)
    if not counts.any():
        raise ArgumentError(
            f"{topology!r} has no distance: no path joins any two of its {int(pairable_nodes(topology).sum())} "
            "layers and inputs"
        )
    return counts


@checked
def count_unjoined_pairs(topology: Topology) -> int:
    """Count the pairs of layers and inputs that no path joins.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Pairs ``j < i`` of layers and inputs without a path from j to i.

    Notes
    -----
    Time and memory as `distance_histogram`.

    Examples
    --------
    >>> count_unjoined_pairs(Topology.from_reads([[], [0], [0], [1]]))
    2
    """
    n_pairable = int(pairable_nodes(topology).sum())
    return n_pairable * (n_pairable - 1) // 2 - int(distance_histogram(topology).sum())
