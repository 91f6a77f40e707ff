"""Topologies with more nodes or edges than before."""

from collections.abc import Hashable, Sequence, Set

import numpy as np

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.topology._renumber import NEW, rebuilt, with_reads
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Aggregation, NodeKind, Provenance

__all__ = ["compose", "insert_early_connections", "with_outputs"]


@checked
def compose(first: Topology, second: Topology) -> Topology:
    """Put one topology after another: the last node of the first is the input of the second.

    Parameters
    ----------
    first : Topology
        What comes first.
    second : Topology
        What comes after it; has one input.

    Returns
    -------
    Topology
        All nodes of `first` under their labels, then all of `second` except its input. These keep their labels too if
        `first` has none of them; otherwise each becomes a pair ``(1, label)``, or with the next number of which
        `first` has no pair. The name joins both names, and the provenance states them.

    Raises
    ------
    ArgumentError
        If `second` has more than one input.

    Examples
    --------
    >>> both = compose(Topology.from_reads([[], [0]]), Topology.from_reads([[], [0], [0, 1]]))
    >>> both.edges().tolist(), both.labels
    ([[0, 1], [1, 2], [1, 3], [2, 3]], (0, 1, (1, 1), (1, 2)))
    """
    inputs = second.nodes_of_kind(NodeKind.INPUT)
    if inputs.size > 1:
        raise ArgumentError(f"second has the inputs {inputs.tolist()}: must have one, which the last of first becomes")
    shift = first.n_nodes - 1
    node_keys = sorted(first.node_attributes.keys() | second.node_attributes.keys())
    edge_keys = sorted(first.edge_attributes.keys() | second.edge_attributes.keys())
    return Topology(
        indptr=np.concatenate([first.indptr, second.indptr[2:] + first.n_edges]),
        indices=np.concatenate([first.indices, second.indices + shift]),
        kinds=np.concatenate([first.kinds, second.kinds[1:]]),
        stages=np.concatenate([first.stages, second.stages[1:]]),
        aggregations=np.concatenate([first.aggregations, second.aggregations[1:]]),
        labels=[*first.labels, *_unlike(second.labels[1:], set(first.labels))],
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


def _unlike(labels: Sequence[Hashable], taken: Set[Hashable]) -> Sequence[Hashable]:
    """Return labels that are not taken: these, or pairs of a number and each of these."""
    free, number = labels, 0
    while not taken.isdisjoint(free):
        number += 1
        free = [(number, label) for label in labels]
    return free


@checked
def insert_early_connections(topology: Topology, nodes: Sequence[int]) -> Topology:
    """Let every layer also read the given early nodes.

    Parameters
    ----------
    topology : Topology
        What to extend.
    nodes : sequence of int
        What all later layers are to read, such as the ends of the first blocks [1]_.

    Returns
    -------
    Topology
        The same nodes under the same labels, with an edge from each of `nodes` to every layer after it, and all edges
        there were.

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


@checked
def with_outputs(topology: Topology, nodes: Sequence[int]) -> Topology:
    """Add an output right after each chosen node, as in a network that can answer at any time.

    Parameters
    ----------
    topology : Topology
        What to extend.
    nodes : sequence of int
        Which nodes are to have an output.

    Returns
    -------
    Topology
        With ``len(nodes)`` further nodes of kind output, at the stages of what they read. All others keep their
        labels, and the output after the node labelled ``x`` is labelled ``("output", x)``, or with a number from 2 in
        the third place where that is the label of another node.

    Raises
    ------
    ArgumentError
        If `nodes` is empty, or a node is unknown or named twice.

    Examples
    --------
    >>> anytime = with_outputs(Topology.from_reads([[], [0], [1], [2]]), [1, 3])
    >>> anytime.nodes_of_kind(NodeKind.OUTPUT).tolist(), anytime.edges().tolist()
    ([2, 5], [[0, 1], [1, 2], [1, 3], [3, 4], [4, 5]])
    >>> anytime.labels
    (0, 1, ('output', 1), 2, 3, ('output', 3))
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
    names = [topology.labels[node] for node in origin.tolist()]
    taken = set(names)
    return rebuilt(
        topology,
        np.where(added, NEW, origin),
        sources,
        targets,
        kinds=np.where(added, NodeKind.OUTPUT, topology.kinds[origin]),
        stages=topology.stages[origin],
        aggregations=np.where(added, Aggregation.CONCAT, topology.aggregations[origin]),
        labels=[_output_of(name, taken) if new else name for name, new in zip(names, added.tolist(), strict=True)],
    )


def _output_of(label: Hashable, taken: Set[Hashable]) -> Hashable:
    """Return a label that is not taken for an output after the node of another label."""
    name: Hashable = ("output", label)
    number = 1
    while name in taken:
        number += 1
        name = ("output", label, number)
    return name


def _check_nodes(topology: Topology, nodes: Sequence[int]) -> None:
    unknown = [node for node in nodes if not 0 <= node < topology.n_nodes]
    if unknown:
        raise ArgumentError(f"unknown nodes {unknown}: this topology has the nodes 0..{topology.n_nodes - 1}")
