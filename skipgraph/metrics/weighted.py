"""Distances with a cost for each node or edge: time, energy or attenuation instead of layers."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Numbers, checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.metrics.sweep import predecessor_runs
from skipgraph.topology import Topology

__all__ = ["edge_weighted_distances", "weighted_distances"]


@checked
def weighted_distances(topology: Topology, costs: Numbers) -> NDArray[np.float64]:
    """Return the least cost of a path between all pairs of nodes, given the cost of entering each node.

    Parameters
    ----------
    topology : Topology
        The graph.
    costs : array_like of float, shape (n_nodes,)
        Cost of entering each node; finite and not negative. The node where a path starts costs nothing.

    Returns
    -------
    ndarray of float64, shape (n_nodes, n_nodes)
        Entry ``[i, j]`` is the least sum of costs on a path from node j (not counted) to node i (counted), in the
        unit of `costs`; inf where no path joins them and above the diagonal.

    Raises
    ------
    ArgumentError
        If `costs` does not hold one finite number of at least 0 for each node.
    MemoryError
        If the matrix does not fit; the message names the bytes.

    See Also
    --------
    backprop_distances : Cost 1 for layers and 0 for other nodes, in much less memory.
    edge_weighted_distances : A cost for each edge.

    Notes
    -----
    ``O(n_nodes * n_edges)`` time, ``8 * n_nodes**2`` bytes.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1], [1, 2]])
    >>> weighted_distances(t, [0, 1, 5, 2])[3].tolist()
    [3.0, 2.0, 2.0, 0.0]
    """
    prices = np.asarray(costs, np.float64)
    if prices.shape != (topology.n_nodes,):
        raise ArgumentError(f"costs must hold {topology.n_nodes} values, one for each node, got shape {prices.shape}")
    wrong = ~(np.isfinite(prices) & (prices >= 0))
    if wrong.any():
        node = int(np.argmax(wrong))
        raise ArgumentError(f"cost {prices[node]} of node {node}: must be finite and at least 0")
    check_fits(topology, 8 * topology.n_nodes**2, "the matrix of weighted distances")
    indptr, first, stop = (part.tolist() for part in predecessor_runs(topology))
    distances = np.full((topology.n_nodes, topology.n_nodes), np.inf)
    for node in range(topology.n_nodes):
        row = distances[node]
        for run in range(indptr[node], indptr[node + 1]):
            sources = distances[first[run] : stop[run], : stop[run]]
            np.minimum(row[: stop[run]], sources.min(axis=0), out=row[: stop[run]])
        row += prices[node]
        row[node] = 0
    return distances


@checked
def edge_weighted_distances(topology: Topology, attribute: str) -> NDArray[np.float64]:
    """Return the least cost of a path between all pairs of nodes, given an attribute of edges as their cost.

    Parameters
    ----------
    topology : Topology
        The graph.
    attribute : str
        Name of an edge attribute, a finite number of at least 0 for each edge.

    Returns
    -------
    ndarray of float64, shape (n_nodes, n_nodes)
        Entry ``[i, j]`` is the least sum of the attribute on a path from node j to node i, in its unit; inf where no
        path joins them and above the diagonal.

    Raises
    ------
    ArgumentError
        If the edges have no such attribute, or an edge has no finite number of at least 0.
    MemoryError
        If the matrix does not fit; the message names the bytes.

    See Also
    --------
    weighted_distances : A cost for each node.

    Notes
    -----
    ``O(n_nodes * n_edges)`` time, ``8 * n_nodes**2`` bytes.

    Examples
    --------
    >>> t = Topology([0, 0, 1, 3], [0, 0, 1], edge_attributes={"weight": [1, 5, 2.5]})
    >>> edge_weighted_distances(t, "weight")[2].tolist()
    [3.5, 2.5, 0.0]
    """
    prices = _edge_costs(topology, attribute)
    check_fits(topology, 8 * topology.n_nodes**2, "the matrix of weighted distances")
    distances = np.full((topology.n_nodes, topology.n_nodes), np.inf)
    for node in range(topology.n_nodes):
        start, stop = topology.indptr[node : node + 2].tolist()
        if start < stop:
            ways = distances[topology.indices[start:stop], :node] + prices[start:stop, None]
            distances[node, :node] = ways.min(axis=0)
        distances[node, node] = 0
    return distances


def _edge_costs(topology: Topology, attribute: str) -> NDArray[np.float64]:
    """Return an attribute of edges as numbers; refuse what is no cost."""
    column = topology.edge_attributes.get(attribute)
    if column is None:
        known = ", ".join(map(repr, sorted(topology.edge_attributes))) or "none"
        raise ArgumentError(f"{topology!r} has no edge attribute {attribute!r}: it has {known}")
    for (source, node), value in zip(topology.edges().tolist(), column, strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise ArgumentError(
                f"the edge from node {source} to node {node} has {attribute} {value!r:.80}: "
                "must be a finite number of at least 0"
            )
    return np.array(column, np.float64)
