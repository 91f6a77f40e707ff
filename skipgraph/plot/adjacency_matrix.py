"""Adjacency matrix: a square for each edge, a row for each node that reads."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.plot.matrix import frame_matrix, impossible_patch
from skipgraph.plot.style import COLUMN_WIDTH, INK, describe, drawing_axes
from skipgraph.topology import Topology

__all__ = ["AdjacencyInfo", "adjacency", "compute_adjacency"]


@dataclass(frozen=True, eq=False)
class AdjacencyInfo:
    """What an adjacency matrix shows.

    Parameters
    ----------
    title : str
        Name and size of the topology.
    n_nodes : int
        Rows and columns.
    runs : ndarray of int64, shape (n_runs, 3)
        Rows ``(i, first, stop)``: node ``i`` reads all of the nodes ``first .. stop - 1``, and neither the node before
        nor the node after them. In ascending order.
    stage_starts : ndarray of int64
        Nodes whose stage is not that of the node before.
    """

    title: str
    n_nodes: int
    runs: NDArray[np.int64]
    stage_starts: NDArray[np.int64]


@checked
def compute_adjacency(topology: Topology) -> AdjacencyInfo:
    """Compute what an adjacency matrix shows.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    AdjacencyInfo
        The edges, as runs of neighbouring sources.

    Examples
    --------
    >>> compute_adjacency(Topology.from_reads([[], [0], [0, 1], [0, 2]])).runs.tolist()
    [[1, 0, 1], [2, 0, 2], [3, 0, 1], [3, 2, 3]]
    """
    title = describe(topology)
    targets, sources = topology.targets.astype(np.int64), topology.indices.astype(np.int64)
    follows = (np.diff(sources) == 1) & (np.diff(targets) == 0)
    starts = np.flatnonzero(np.concatenate([[True], ~follows])) if sources.size else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, sources.size))
    return AdjacencyInfo(
        title=title,
        n_nodes=topology.n_nodes,
        runs=np.stack([targets[starts], sources[starts], sources[starts] + lengths], axis=1),
        stage_starts=np.flatnonzero(np.diff(topology.stages)) + 1,
    )


@checked
def adjacency(topology: Topology, *, ax: Axes | None = None, legend: bool = True, title: str | None = None) -> Axes:
    """Draw the adjacency matrix of a topology.

    Row ``i`` has a dark square in column ``j`` where node ``i`` reads node ``j``. In the grey triangle there can be no
    edge: no node reads itself or a later one. Lines separate the stages.

    Parameters
    ----------
    topology : Topology
        The graph.
    ax : Axes, optional
        Where to draw. Default: a new figure in the house style, which is ``ax.figure`` of the result.
    legend : bool
        Explain the grey.
    title : str, optional
        Default: name and size of the topology.

    Returns
    -------
    Axes
        The axes drawn on.

    Notes
    -----
    Squares are vector shapes, sharp at any size; a run of neighbouring sources is one shape.

    Examples
    --------
    >>> adjacency(Topology.from_reads([[], [0], [0, 1]])).get_ylabel()
    'node i'
    """
    info = compute_adjacency(topology)
    with drawing_axes(ax, width=COLUMN_WIDTH, height=COLUMN_WIDTH) as ax:
        ax.add_patch(_rectangles(info.runs))
        frame_matrix(ax, info.n_nodes, info.stage_starts)
        ax.set_title(info.title if title is None else title, loc="left", parse_math=False)
        if legend:
            handles = [Patch(color=INK, label="node i reads node j"), impossible_patch()]
            ax.legend(handles=handles, loc="upper right", borderaxespad=0.6, handlelength=0.9, handletextpad=0.5)
    return ax


def _rectangles(runs: NDArray[np.int64]) -> PathPatch:
    """Return one shape with a rectangle for each run: in one shape, neighbours leave no seam."""
    row, first, stop = (runs[:, [column]] - 0.5 for column in range(3))
    across = np.concatenate([first, stop, stop, first, first], axis=1)
    down = np.concatenate([row, row, row + 1, row + 1, row], axis=1)
    codes = np.tile(np.array([Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY], np.uint8), runs.shape[0])
    path = Path(np.stack([across, down], axis=-1).reshape(-1, 2), codes)
    return PathPatch(path, facecolor=INK, edgecolor="none", linewidth=0, zorder=2)
