"""Sequential greedy: each layer in turn reads what lowers its own distances most."""

import numpy as np

from skipgraph.arguments import check_count, check_n_edges, checked
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET, build_topology
from skipgraph.topology import Topology

__all__ = ["sequential_greedy"]


@checked
def sequential_greedy(n_layers: int, *, degree: int = 4) -> Topology:
    """Return the greedy topology: each layer in turn reads the nodes that lower its own mean BD most.

    A layer reads the layer before it. Then it reads one by one the nodes that lower its mean BD most, up to `degree`.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    degree : int
        Nodes that a layer reads, at least 1; 1 gives the chain.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes, in-degree at most `degree`. Of nodes with equal gain the earliest is read. A layer
        stops once no node brings a gain.

    Raises
    ------
    ArgumentError
        If an argument is not an integer of at least 1.

    Notes
    -----
    It has the lowest mean BD of the constructions at a given in-degree; it does not control the MBD.
    ``O(degree * n_layers**3)`` on small integers and ``n_layers**2`` bytes; about a second for 300 layers.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002, for the distance; the rule is this project's own.

    Examples
    --------
    >>> t = sequential_greedy(36)
    >>> t.n_edges, t.reads(36)
    (138, (10, 30, 33, 35))
    """
    n_layers, degree = check_count("n_layers", n_layers), check_count("degree", degree)
    check_n_edges("sequential_greedy", n_layers, n_layers * min(degree, n_layers))
    # entry [i, j]: layers from i back to j; above the diagonal too large to count
    D = np.full((n_layers + 1, n_layers + 1), n_layers + 1, np.int16 if n_layers < 2**14 else np.int32)
    D[0, 0] = 0
    reads = []
    for layer in range(1, n_layers + 1):
        earlier = D[:layer, :layer] + D.dtype.type(1)
        row = earlier[layer - 1].copy()
        chosen = [layer - 1]
        for _ in range(min(degree, layer) - 1):
            gains = np.maximum(row - earlier, 0).sum(axis=1)
            best = int(np.argmax(gains))
            if gains[best] == 0:
                break
            chosen.append(best)
            row = np.minimum(row, earlier[best])
        D[layer, :layer] = row
        D[layer, layer] = 0
        reads.append(sorted(chosen))
    return build_topology(
        sequential_greedy,
        reads,
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "degree": degree},
        paper=PAPER_LOG_DENSENET + "; for the distance, the rule is this project's own",
    )
