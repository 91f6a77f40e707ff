"""When what runs: what the heads read, and when each tensor is used last."""

from collections.abc import Sequence

from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["head_reads", "last_uses"]


def head_reads(topology: Topology) -> dict[int, tuple[int, ...]]:
    """Return what each head reads, by the node that it stands at.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    dict of int to tuple of int
        An entry for each output node: what it reads. Without output nodes, one entry at the last node:
        if that is a layer that concatenates, the head reads what it reads and the layer itself, as the
        final concat of a DenseNet does; else only the last node.

    Examples
    --------
    >>> head_reads(Topology.from_reads([[], [0], [0, 1]]))
    {2: (0, 1, 2)}
    """
    outputs = topology.nodes_of_kind(NodeKind.OUTPUT).tolist()
    if outputs:
        return {node: topology.reads(node) for node in outputs}
    last = topology.n_nodes - 1
    concatenates = topology.kinds[last] == NodeKind.LAYER and topology.aggregations[last] == Aggregation.CONCAT
    return {last: (*topology.reads(last), last) if concatenates else (last,)}


def last_uses(reads: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the last step that reads each step.

    Parameters
    ----------
    reads : sequence of sequences of int
        What each step reads, all before it.

    Returns
    -------
    tuple of int
        The largest reader of each step; the number of steps where no step reads it, as it is a result.

    Examples
    --------
    >>> last_uses([[], [0], [0, 1]])
    (2, 2, 3)
    """
    last = [len(reads)] * len(reads)
    for reader, row in enumerate(reads):
        for source in row:
            last[source] = reader
    return tuple(last)
