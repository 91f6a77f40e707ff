"""New topologies out of old ones.

Nodes keep their labels and attributes, and edges that stay keep theirs; a topology without labels is
numbered anew. Name and provenance stay those of the original, unless a function says otherwise.
"""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from skipgraph.errors import ArgumentError
from skipgraph.topology._rebuild import NEW, rebuilt, restricted, with_reads
from skipgraph.topology.graph import Aggregation, NodeKind, Provenance, Topology

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
        The other nodes in the same order; an edge that two removed nodes would give twice is there once.

    Raises
    ------
    ArgumentError
        If `kinds` is empty or holds `NodeKind.INPUT`.

    Notes
    -----
    ``O(n_edges)`` and as many steps as new edges are written, twice ones included.

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
    stands_for: list[set[int]] = []
    reads: list[Iterable[int]] = []
    for node in range(topology.n_nodes):
        row: set[int] = set().union(*(stands_for[source] for source in topology.reads(node)))
        stands_for.append(row if removed[node] else {node})
        reads.append(row)
    return restricted(with_reads(topology, reads), ~removed)


def drop_dead_nodes(topology: Topology) -> Topology:
    """Remove all nodes that no output depends on.

    Parameters
    ----------
    topology : Topology
        What to prune. Its outputs are the nodes of that kind, or the last node where there are none.

    Returns
    -------
    Topology
        The outputs and all nodes from which a path leads to one.

    Notes
    -----
    ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> drop_dead_nodes(Topology.from_reads([[], [0], [0], [1]], labels="abcd")).labels
    ('a', 'b', 'd')
    """
    return restricted(topology, topology.live)


def transitive_reduction(topology: Topology) -> Topology:
    """Remove every edge beside which a longer path joins the same two nodes.

    Parameters
    ----------
    topology : Topology
        What to reduce.

    Returns
    -------
    Topology
        With the fewest edges of all topologies in which the same pairs of nodes are joined by paths [1]_.

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


def stage_subgraph(topology: Topology, stage: int) -> Topology:
    """Cut one stage out, with all it reads from other stages as inputs.

    Parameters
    ----------
    topology : Topology
        Where to cut.
    stage : int
        Which stage to keep.

    Returns
    -------
    Topology
        The nodes of the stage with all their edges. Nodes of other stages that they read become
        inputs of the kept stage, and keep their stage numbers.

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


def compose(first: Topology, second: Topology) -> Topology:
    """Put one topology behind another: the last node of the first is the input of the second.

    Parameters
    ----------
    first : Topology
        What comes first.
    second : Topology
        What comes behind it; has one input.

    Returns
    -------
    Topology
        All nodes of `first`, then all of `second` but its input. Labels are kept if they differ
        from each other; otherwise they become pairs of 0 or 1 and the label. Its name joins both names,
        and its provenance states them.

    Raises
    ------
    ArgumentError
        If `second` has more than one input.

    Examples
    --------
    >>> compose(Topology.from_reads([[], [0]]), Topology.from_reads([[], [0], [0, 1]])).edges().tolist()
    [[0, 1], [1, 2], [1, 3], [2, 3]]
    """
    inputs = second.nodes_of_kind(NodeKind.INPUT)
    if inputs.size > 1:
        raise ArgumentError(f"second has the inputs {inputs.tolist()}: must have one, which the last of first becomes")
    shift = first.n_nodes - 1
    labels: list[Hashable] | None = None
    if not (isinstance(first.labels, range) and isinstance(second.labels, range)):
        labels = [*first.labels, *second.labels[1:]]
        if len(set(labels)) < len(labels):
            labels = [*((0, label) for label in first.labels), *((1, label) for label in second.labels[1:])]
    node_keys = sorted(first.node_attributes.keys() | second.node_attributes.keys())
    edge_keys = sorted(first.edge_attributes.keys() | second.edge_attributes.keys())
    return Topology(
        indptr=np.concatenate([first.indptr, second.indptr[2:] + first.n_edges]),
        indices=np.concatenate([first.indices, second.indices + shift]),
        kinds=np.concatenate([first.kinds, second.kinds[1:]]),
        stages=np.concatenate([first.stages, second.stages[1:]]),
        aggregations=np.concatenate([first.aggregations, second.aggregations[1:]]),
        labels=labels,  # type: ignore[arg-type]  # None stands for the default
        name=" + ".join(name for name in (first.name, second.name) if name),
        provenance=Provenance("compose", {"first": first.name, "second": second.name}),
        node_attributes={
            key: [
                *first.node_attributes.get(key, [None] * first.n_nodes),
                *second.node_attributes.get(key, [None] * second.n_nodes)[1:],
            ]
            for key in node_keys
        },
        edge_attributes={
            key: [
                *first.edge_attributes.get(key, [None] * first.n_edges),
                *second.edge_attributes.get(key, [None] * second.n_edges),
            ]
            for key in edge_keys
        },
    )


def insert_early_connections(topology: Topology, nodes: Sequence[int]) -> Topology:
    """Let every layer also read the given early nodes.

    Parameters
    ----------
    topology : Topology
        What to extend.
    nodes : sequence of int
        What all layers behind them are to read, such as the ends of the first blocks [1]_.

    Returns
    -------
    Topology
        With an edge from each of `nodes` to every layer behind it; such edges as there are stay.

    Raises
    ------
    ArgumentError
        If a node is unknown.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a DenseNet",
       2017, arXiv:1711.00002.

    Examples
    --------
    >>> chain = Topology.from_reads([[], [0], [1], [2]])
    >>> insert_early_connections(chain, [0]).reads(3)
    (0, 2)
    """
    _check_nodes(topology, nodes)
    layers = topology.kinds == NodeKind.LAYER
    return with_reads(
        topology,
        [
            {*topology.reads(node), *(early for early in nodes if early < node and layers[node])}
            for node in range(topology.n_nodes)
        ],
    )


def sparsify(topology: Topology, pattern: Topology) -> Topology:
    """Keep only those edges of a topology that a pattern has too.

    Parameters
    ----------
    topology : Topology
        What to thin out.
    pattern : Topology
        Which edges to keep, by the numbers of their nodes; has as many nodes.

    Returns
    -------
    Topology
        The nodes of `topology` with the edges that both have, under the name of `topology`.

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
        raise ArgumentError(f"the pattern has {pattern.n_nodes} nodes and the topology {n_nodes}: must have as many")
    kept = np.isin(_edge_keys(topology), _edge_keys(pattern))
    return restricted(topology, np.ones(n_nodes, bool), kept)


def with_outputs(topology: Topology, nodes: Sequence[int]) -> Topology:
    """Add an output right behind each chosen node, as in a network that can answer at any time.

    Parameters
    ----------
    topology : Topology
        What to extend.
    nodes : sequence of int
        Which nodes outputs are to read, each by one.

    Returns
    -------
    Topology
        With ``len(nodes)`` further nodes of kind output, at the stages of what they read. Where nodes
        have labels, the output behind the node ``x`` is labelled ``("output", "x")``.

    Raises
    ------
    ArgumentError
        If `nodes` is empty, or a node is unknown or named twice.

    Examples
    --------
    >>> anytime = with_outputs(Topology.from_reads([[], [0], [1], [2]]), [1, 3])
    >>> anytime.nodes_of_kind(NodeKind.OUTPUT).tolist(), anytime.edges().tolist()
    ([2, 5], [[0, 1], [1, 2], [1, 3], [3, 4], [4, 5]])
    """
    _check_nodes(topology, nodes)
    twice = sorted({node for node in nodes if list(nodes).count(node) > 1})
    if twice or not len(nodes):
        raise ArgumentError(f"nodes must name at least one node and none twice, got {list(nodes)}")
    old = np.arange(topology.n_nodes)
    chosen = np.sort(np.asarray(nodes, np.int64))
    origin = np.insert(old, chosen + 1, chosen)
    added = np.insert(np.zeros(old.size, bool), chosen + 1, True)
    place = np.flatnonzero(~added)  # of each old node
    sources = np.concatenate([place[topology.indices], place[chosen]])
    targets = np.concatenate([place[topology.targets], place[chosen] + 1])
    labels: list[Hashable] | None = None
    if not isinstance(topology.labels, range):
        names = [topology.labels[node] for node in origin.tolist()]
        labels = [("output", name) if new else name for name, new in zip(names, added.tolist(), strict=True)]
    return rebuilt(
        topology,
        np.where(added, NEW, origin),
        sources,
        targets,
        kinds=np.where(added, NodeKind.OUTPUT, topology.kinds[origin]),
        stages=topology.stages[origin],
        aggregations=np.where(added, Aggregation.CONCAT, topology.aggregations[origin]),
        labels=labels,
    )


def _check_nodes(topology: Topology, nodes: Sequence[int]) -> None:
    unknown = [node for node in nodes if not 0 <= node < topology.n_nodes]
    if unknown:
        raise ArgumentError(f"unknown nodes {unknown}: this topology has the nodes 0..{topology.n_nodes - 1}")


def _edge_keys(topology: Topology) -> NDArray[np.int64]:
    """Return one number for each edge, ascending, that topologies of as many nodes share."""
    return topology.targets.astype(np.int64) * topology.n_nodes + topology.indices
