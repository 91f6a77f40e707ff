"""Which nodes nothing gets past: the articulation nodes between the input and the output."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.topology import NodeKind, Topology

__all__ = ["articulation_nodes", "count_articulation_layers", "count_live_nodes", "live_nodes"]


def live_nodes(topology: Topology) -> NDArray[np.int64]:
    """Return the nodes that lie on a path from an input to an output.

    Parameters
    ----------
    topology : Topology
        The graph. Its outputs are the nodes of that kind, or the last node where there are none.

    Returns
    -------
    ndarray of int64, shape (n_live,)
        Ascending. The others are dead: no output depends on them.

    Notes
    -----
    Every node of a topology is reached from an input, so these are the outputs and all that leads to
    them: ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> live_nodes(Topology.from_reads([[], [0], [0], [1]])).tolist()
    [0, 1, 3]
    """
    return np.flatnonzero(topology.live)


def count_live_nodes(topology: Topology) -> int:
    """Count the nodes that lie on a path from an input to an output.

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


def articulation_nodes(topology: Topology) -> NDArray[np.int64]:
    """Return the nodes that every path from an input to the last node passes.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    ndarray of int64, shape (n_articulations,)
        Ascending; without a single input that all paths share, inputs are not among them, and the last
        node, where all paths end, never is.

    Notes
    -----
    In an execution order, a path avoids node v exactly if one of its edges jumps over v or it begins after
    v. So one running count of live edges and inputs suffices: ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> articulation_nodes(Topology.from_reads([[], [0], [0, 1], [2], [2, 3]])).tolist()
    [0, 2]
    """
    live = topology.leading_to(topology.n_nodes - 1)
    targets, sources = topology.targets, topology.indices
    used = live[targets]  # what a live node reads is live
    changes = np.zeros(topology.n_nodes + 1, np.int64)
    np.add.at(changes, sources[used] + 1, 1)
    np.add.at(changes, targets[used], -1)
    # a path that begins at an input later than v avoids v: as if an edge jumped over all before that input
    inputs = np.flatnonzero(live & (topology.kinds == NodeKind.INPUT))
    changes[0] += inputs.size
    np.add.at(changes, inputs, -1)
    jumping_over = np.cumsum(changes)[:-1]
    return np.flatnonzero(live & (jumping_over == 0))[:-1]


def count_articulation_layers(topology: Topology) -> int:
    """Count the layers that every path from an input to the last node passes, the last node left out.

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
