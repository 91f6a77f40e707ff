"""Connectivity: live nodes, and the articulation nodes that every path passes."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.topology import NodeKind, Topology

__all__ = ["articulation_nodes", "count_articulation_layers", "count_live_nodes", "live_nodes"]


@checked
def live_nodes(topology: Topology) -> NDArray[np.int64]:
    """Return the nodes that lead to an output, or to the last node where there is none.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_live,)
        Ascending. All other nodes are dead: no output depends on them.

    Notes
    -----
    In a topology a path leads from an input to every node, so each live node is on a path from an input to an output.
    A plan keeps exactly these nodes. ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> live_nodes(Topology.from_reads([[], [0], [0], [1]])).tolist()
    [0, 1, 3]
    """
    return np.flatnonzero(topology.live)


@checked
def count_live_nodes(topology: Topology) -> int:
    """Count the nodes that lead to an output, or to the last node where there is none.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Number of `live_nodes`.

    Examples
    --------
    >>> count_live_nodes(Topology.from_reads([[], [0], [0], [1]]))
    3
    """
    return live_nodes(topology).size


@checked
def articulation_nodes(topology: Topology) -> NDArray[np.int64]:
    """Return the nodes that every path from an input to the last node passes.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_articulations,)
        Ascending. The last node, where all paths end, is not among them. An input is, if all paths start there.

    Notes
    -----
    A path avoids node v exactly if one of its edges jumps over v or if it starts after v. So one running count of
    edges and inputs suffices: ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> articulation_nodes(Topology.from_reads([[], [0], [0, 1], [2], [2, 3]])).tolist()
    [0, 2]
    """
    live = topology.leading_to(topology.n_nodes - 1)
    targets, sources = topology.targets, topology.indices
    used = live[targets]  # what leads to the last node
    changes = np.zeros(topology.n_nodes + 1, np.int64)
    np.add.at(changes, sources[used] + 1, 1)
    np.add.at(changes, targets[used], -1)
    # a path that begins at an input later than v avoids v: as if an edge jumped over all before that input
    inputs = np.flatnonzero(live & (topology.kinds == NodeKind.INPUT))
    changes[0] += inputs.size
    np.add.at(changes, inputs, -1)
    jumping_over = np.cumsum(changes)[:-1]
    return np.flatnonzero(live & (jumping_over == 0))[:-1]


@checked
def count_articulation_layers(topology: Topology) -> int:
    """Count the layers before the last node that every path from an input to the last node passes.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Number of layers among the `articulation_nodes`.

    Examples
    --------
    >>> count_articulation_layers(Topology.from_reads([[], [0], [0, 1], [2], [2, 3]]))
    1
    """
    return int(np.count_nonzero(topology.kinds[articulation_nodes(topology)] == NodeKind.LAYER))
