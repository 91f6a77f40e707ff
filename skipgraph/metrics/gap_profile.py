"""Backprop distances by gap, the number of places between two nodes."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.metrics.sweep import DistanceMatrix, column_blocks, loaded_numba, pairable_nodes
from skipgraph.metrics.translation_invariant import distances_of_offsets, reading_offsets
from skipgraph.topology import Topology

__all__ = ["distances_by_gap"]


@checked
def distances_by_gap(
    topology: Topology, *, statistic: Literal["mean", "max"] = "mean", count_transitions: bool = False
) -> NDArray[np.float64]:
    """Return the backprop distance of pairs for each gap between them.

    Parameters
    ----------
    topology : Topology
        The graph.
    statistic : {"mean", "max"}
        Statistic over the joined pairs of a gap.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    ndarray of float64, shape (number of layers and inputs,)
        Entry ``g`` is the distance in layers over the joined pairs that are ``g`` places apart in the order of layers
        and inputs. Entry 0 is 0; it is nan for a gap without a joined pair.

    Raises
    ------
    ArgumentError
        If `statistic` is not one of the choices.

    Notes
    -----
    Time and memory as `distance_histogram`.

    Examples
    --------
    >>> distances_by_gap(Topology.from_reads([[], [0], [0, 1], [1, 2]])).tolist()
    [0.0, 1.0, 1.0, 2.0]
    """
    offsets = reading_offsets(topology)
    if offsets is not None:
        of_gap = distances_of_offsets(offsets, topology.n_nodes).astype(np.float64)
        of_gap[of_gap < 0] = np.nan
        return of_gap
    pairable = pairable_nodes(topology)
    n_pairable = int(pairable.sum())
    joined, totals, largest = (np.zeros(n_pairable, np.int64) for _ in range(3))
    for start, block in column_blocks(topology, count_transitions=count_transitions):
        below = pairable[start:]
        if not below.all():
            block = np.ascontiguousarray(block[below][:, below[: block.shape[1]]])
        _sum_by_gap(block, joined, totals, largest)
    result = np.full(n_pairable, np.nan)
    if statistic == "mean":
        np.divide(totals, joined, out=result, where=joined > 0)
    else:
        result[joined > 0] = largest[joined > 0]
    result[:1] = 0
    return result


def _sum_by_gap(
    block: DistanceMatrix, joined: NDArray[np.int64], totals: NDArray[np.int64], largest: NDArray[np.int64]
) -> None:
    """Add a block, whose first row and column are of the same node, to the sums of each gap."""
    compiled = loaded_numba()
    if compiled is not None:
        compiled.sum_by_gap(block, joined, totals, largest)
        return
    top = np.iinfo(block.dtype).max
    for j, column in enumerate(np.ascontiguousarray(block.T)):
        of_gap = column[j:].astype(np.int64)  # the first entry is on the diagonal, and 0
        of_gap[column[j:] == top] = 0
        n_gaps = of_gap.size
        joined[:n_gaps] += of_gap > 0
        totals[:n_gaps] += of_gap
        np.maximum(largest[:n_gaps], of_gap, out=largest[:n_gaps])
