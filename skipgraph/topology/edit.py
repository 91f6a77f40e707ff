"""New topologies from old ones.

A label names its node in weights, files and tables, so nodes keep their labels, also where these are the numbers that
stand for no labels: without node 1, the nodes 0, 1, 2 are labelled 0 and 2. Nodes and edges that stay keep their
attributes. Name and provenance stay those of the original, unless a function says otherwise.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.topology._extend import compose, insert_early_connections, with_outputs
from skipgraph.topology._renumber import restricted, with_reads
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import NodeKind

__all__ = [
    "compose",
    "contract",
    "drop_dead_nodes",
    "insert_early_connections",
    "sparsify",
    "stage_subgraph",
    "transitive_reduction",
    "with_outputs",
]


@checked
def contract(topology: Topology, *kinds: NodeKind) -> Topology:
    """Remove all nodes of the given kinds; their readers read what they read.

    Parameters
    ----------
    topology : Topology
        What to contract.
    *kinds : NodeKind
        Which nodes to remove; inputs cannot be removed.

    Returns
    -------
    Topology
        The other nodes in the same order under the same labels, with every edge once.

    Raises
    ------
    ArgumentError
        If `kinds` is empty or holds `NodeKind.INPUT`.

    Notes
    -----
    ``O(n_edges + n_new)`` for ``n_new`` new edges, each counted as often as a removed node gives it.

    Examples
    --------
    A ResNet of two blocks without its merges: every layer reads all layers before it.

    >>> L, M = NodeKind.LAYER, NodeKind.MERGE
    >>> t = Topology.from_reads([[], [0], [0, 1], [2], [2, 3]], kinds=[NodeKind.INPUT, L, M, L, M])
    >>> contracted = contract(t, M)
    >>> contracted.edges().tolist(), contracted.labels
    ([[0, 1], [0, 2], [1, 2]], (0, 1, 3))
    """
    if not kinds:
        raise ArgumentError("contract needs at least one kind of nodes to remove")
    if NodeKind.INPUT in kinds:
        raise ArgumentError("contract cannot remove inputs: their readers would have nothing to read")
    removed = np.isin(topology.kinds, kinds)
    stands_for: list[set[int]] = []
    reads: list[Iterable[int]] = []
    for node in range(topology.n_nodes):
        row: set[int] = set().union(*(stands_for[source] for source in topology.reads(node)))
        stands_for.append(row if removed[node] else {node})
        reads.append(row)
    return restricted(with_reads(topology, reads), ~removed)


@checked
def drop_dead_nodes(topology: Topology) -> Topology:
    """Remove all nodes that no output depends on.

    Parameters
    ----------
    topology : Topology
        What to prune. Its outputs are the nodes of that kind, or the last node where there are none.

    Returns
    -------
    Topology
        The outputs and all nodes from which a path leads to one, under the same labels.

    Notes
    -----
    ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> drop_dead_nodes(Topology.from_reads([[], [0], [0], [1]], labels="abcd")).labels
    ('a', 'b', 'd')
    """
    return restricted(topology, topology.live)


@checked
def transitive_reduction(topology: Topology) -> Topology:
    """Remove every edge whose two nodes a longer path joins as well.

    Parameters
    ----------
    topology : Topology
        What to reduce.

    Returns
    -------
    Topology
        The same nodes under the same labels, with the fewest edges of all topologies in which the same pairs of nodes
        are joined by paths [1]_.

    Notes
    -----
    ``O(n_edges * n_nodes / 64)`` time and ``n_nodes ** 2 / 8`` bytes.

    References
    ----------
    .. [1] A. V. Aho, M. R. Garey and J. D. Ullman, "The transitive reduction of a directed graph", SIAM Journal on
       Computing 1(2), 1972.

    Examples
    --------
    >>> dense = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]])
    >>> transitive_reduction(dense).edges().tolist()
    [[0, 1], [1, 2], [2, 3]]
    """
    kept = np.zeros(topology.n_edges, bool)
    ancestors: list[int] = []  # sets of nodes as bits
    for node in range(topology.n_nodes):
        first, joined = int(topology.indptr[node]), 0
        sources = topology.reads(node)
        # only a later source can have an earlier one among its ancestors
        for position in range(len(sources) - 1, -1, -1):
            if not joined >> sources[position] & 1:
                kept[first + position] = True
                joined |= ancestors[sources[position]] | 1 << sources[position]
        ancestors.append(joined)
    return restricted(topology, np.ones(topology.n_nodes, bool), kept)


@checked
def stage_subgraph(topology: Topology, stage: int) -> Topology:
    """Cut one stage out; what it reads from other stages becomes its inputs.

    Parameters
    ----------
    topology : Topology
        Where to cut.
    stage : int
        Which stage to keep.

    Returns
    -------
    Topology
        The nodes of the stage under their labels, with all their edges. Nodes of other stages that they read become
        inputs of the kept stage, and keep their labels and stage numbers.

    Raises
    ------
    ArgumentError
        If no node has that stage.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [1], [1, 2]], stages=[0, 0, 1, 1], labels="abcd")
    >>> cut = stage_subgraph(t, 1)
    >>> cut.labels, cut.kinds.tolist(), cut.edges().tolist()
    (('b', 'c', 'd'), [0, 1, 1], [[0, 1], [0, 2], [1, 2]])
    """
    inside = topology.stages == stage
    if not inside.any():
        stages = ", ".join(map(str, np.unique(topology.stages).tolist()))
        raise ArgumentError(f"no node has stage {stage}: the stages are {stages}")
    kept_edges = inside[topology.targets]
    kept = inside.copy()
    kept[topology.indices[kept_edges]] = True
    kinds = np.where(inside, topology.kinds, NodeKind.INPUT)
    return restricted(topology, kept, kept_edges, kinds=kinds[kept])


@checked
def sparsify(topology: Topology, pattern: Topology) -> Topology:
    """Keep only those edges of a topology that a pattern has as well.

    Parameters
    ----------
    topology : Topology
        What to thin out.
    pattern : Topology
        Which edges to keep, by the numbers of their nodes; its labels do not count. It has as many nodes as
        `topology`.

    Returns
    -------
    Topology
        The nodes of `topology` under their labels with the edges that both have, under the name of `topology`.

    Raises
    ------
    ArgumentError
        If the numbers of nodes differ.
    TopologyError
        If a node then reads nothing, or only nodes that no input reaches.

    Examples
    --------
    >>> dense = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]])
    >>> chain = Topology.from_reads([[], [0], [1], [2]])
    >>> sparsify(dense, chain) == chain
    True
    """
    n_nodes = topology.n_nodes
    if pattern.n_nodes != n_nodes:
        raise ArgumentError(
            f"the pattern has {pattern.n_nodes} nodes and the topology {n_nodes}: they must have the same number"
        )
    kept = np.isin(_edge_keys(topology), _edge_keys(pattern))
    return restricted(topology, np.ones(n_nodes, bool), kept)


def _edge_keys(topology: Topology) -> NDArray[np.int64]:
    """Return one number for each edge, ascending, that topologies of as many nodes share."""
    return topology.targets.astype(np.int64) * topology.n_nodes + topology.indices
