"""New topologies out of old ones: remove nodes, cut out a stage, join two, thin out."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from skipgraph.errors import ArgumentError
from skipgraph.topology.graph import NodeKind, Scalar, Topology

__all__ = ["contract"]


def contract(topology: Topology, *kinds: NodeKind) -> Topology:
    """Remove all nodes of the given kinds; whoever read them reads what they read.

    Parameters
    ----------
    topology : Topology
        What to contract.
    *kinds : NodeKind
        Which nodes to remove; inputs cannot be.

    Returns
    -------
    Topology
        The other nodes with their labels and attributes in the same order; an edge that two removed
        nodes would give twice is there once. Attributes of edges are dropped, as new edges have none.

    Raises
    ------
    ArgumentError
        If `kinds` is empty or holds `NodeKind.INPUT`.

    Notes
    -----
    ``O(n_edges)`` for the edges that stay, and as many steps as new edges are written, twice ones included.

    Examples
    --------
    A ResNet of two blocks without its merges: every layer reads all layers before it.

    >>> L, M = NodeKind.LAYER, NodeKind.MERGE
    >>> t = Topology.from_reads([[], [0], [0, 1], [2], [2, 3]], kinds=[NodeKind.INPUT, L, M, L, M])
    >>> contract(t, M).edges().tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    if not kinds:
        raise ArgumentError("contract needs at least one kind of nodes to remove")
    if NodeKind.INPUT in kinds:
        raise ArgumentError("contract cannot remove inputs: their readers would have nothing to read")
    removed = np.isin(topology.kinds, kinds)
    stands_for: list[tuple[int, ...]] = []
    reads = []
    for node in range(topology.n_nodes):
        row = sorted({kept for source in topology.reads(node) for kept in stands_for[source]})
        stands_for.append(tuple(row) if removed[node] else (node,))
        reads.append(row)
    return _subgraph(topology, np.flatnonzero(~removed).tolist(), reads)


def _subgraph(topology: Topology, kept: Sequence[int], reads: Sequence[Iterable[int]]) -> Topology:
    """Return the nodes `kept`, ascending, that read the rows of `reads` at them; all in the numbers of `topology`."""
    number = {node: position for position, node in enumerate(kept)}
    return Topology.from_reads(
        [[number[source] for source in reads[node]] for node in kept],
        kinds=topology.kinds[kept],
        stages=topology.stages[kept],
        aggregations=topology.aggregations[kept],
        labels=_labels(topology, kept),
        name=topology.name,
        provenance=topology.provenance,
        node_attributes=_columns(topology.node_attributes, kept),
    )


def _labels(topology: Topology, kept: Sequence[int]) -> list[object] | None:
    # numbers of nodes that were never named are counted anew
    return None if isinstance(topology.labels, range) else [topology.labels[node] for node in kept]


def _columns(columns: Mapping[str, Sequence[Scalar]], kept: Sequence[int]) -> dict[str, list[Scalar]]:
    return {key: [column[node] for node in kept] for key, column in columns.items()}
