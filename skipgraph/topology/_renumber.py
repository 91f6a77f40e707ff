"""Change the nodes or edges of a topology; its columns are renumbered with them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.topology.graph import Topology

__all__ = ["NEW", "rebuilt", "restricted", "with_reads"]

NEW = -1  # the origin of a node that was not in the old topology


def with_reads(topology: Topology, reads: Sequence[Iterable[int]]) -> Topology:
    """Return the same nodes with other edges."""
    rows = [list(row) for row in reads]
    targets = np.repeat(np.arange(topology.n_nodes), [len(row) for row in rows])
    sources = np.array([source for row in rows for source in row], np.int64)
    return rebuilt(topology, np.arange(topology.n_nodes), sources, targets)


def restricted(
    topology: Topology, nodes: NDArray[np.bool_], edges: NDArray[np.bool_] | None = None, **columns: Any
) -> Topology:
    """Return the marked nodes and the marked edges between them."""
    number = np.cumsum(nodes) - 1
    kept = nodes[topology.indices] & nodes[topology.targets]
    if edges is not None:
        kept &= edges
    sources, targets = number[topology.indices[kept]], number[topology.targets[kept]]
    return rebuilt(topology, np.flatnonzero(nodes), sources, targets, **columns)


def rebuilt(
    topology: Topology,
    origin: NDArray[np.int64],
    sources: NDArray[np.int64],
    targets: NDArray[np.int64],
    **columns: Any,
) -> Topology:
    """Return a topology with new nodes and edges.

    Node ``i`` was node ``origin[i]`` of the old topology. The edges are given in new numbers, in any order. Nodes keep
    their labels and all columns that `columns` does not give, and edges that there were keep their attributes.
    """
    order = np.lexsort((sources, targets))
    sources, targets = sources[order], targets[order]
    indptr = np.zeros(origin.size + 1, np.int64)
    np.cumsum(np.bincount(targets, minlength=origin.size), out=indptr[1:])
    edge_attributes = {}
    if topology.edge_attributes:
        row = {key: edge for edge, key in enumerate(map(tuple, topology.edges().tolist()))}
        pairs = zip(origin[sources].tolist(), origin[targets].tolist(), strict=True)
        old_edges = [row.get(pair) for pair in pairs]
        edge_attributes = {
            key: [None if edge is None else column[edge] for edge in old_edges]
            for key, column in topology.edge_attributes.items()
        }
    given: dict[str, Any] = {
        "kinds": topology.kinds[origin],
        "stages": topology.stages[origin],
        "aggregations": topology.aggregations[origin],
        "labels": [topology.labels[node] for node in origin.tolist()],  # numbers too, as they name nodes
    }
    return Topology(
        indptr=indptr,
        indices=sources,  # type: ignore[arg-type]  # narrowed by Topology
        name=topology.name,
        provenance=topology.provenance,
        node_attributes={
            key: [None if node == NEW else column[node] for node in origin.tolist()]
            for key, column in topology.node_attributes.items()
        },
        edge_attributes=edge_attributes,
        **(given | columns),
    )
