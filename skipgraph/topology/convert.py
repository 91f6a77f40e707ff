"""Topologies from and to networkx graphs and adjacency matrices."""

import heapq
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.errors import ArgumentError, FormatError, TopologyError
from skipgraph.topology.codec import provenance_from_json, provenance_to_json, to_text
from skipgraph.topology.graph import Aggregation, NodeKind, Provenance, Scalar, Topology

__all__ = ["from_adjacency", "from_networkx", "to_adjacency", "to_networkx"]


def from_networkx(graph: Any, *, name: str | None = None) -> Topology:
    """Build a topology from a networkx directed graph.

    Parameters
    ----------
    graph : networkx.DiGraph
        Nodes with any hashable ids in any order; an edge ``(j, i)`` means that ``i`` reads ``j``. A
        MultiDiGraph without parallel edges will do. The node attributes ``kind``, ``stage`` and
        ``aggregation`` are understood, as names or as numbers; a node without a kind is an input if
        it reads nothing, else a layer. All further attributes must be str, int, float, bool or None.
    name : str, optional
        Title; by default ``graph.graph["name"]``.

    Returns
    -------
    Topology
        The ids are its labels. The graph's node order is kept if every edge goes forward in it; otherwise
        each next node is the first in that order that reads only nodes already placed.

    Raises
    ------
    ArgumentError
        If `graph` is no networkx graph.
    TopologyError
        If it is undirected, empty or cyclic, has parallel edges, kinds that do not fit its edges or attributes
        that no file could hold; the error lists every fault by the ids of the graph.

    Notes
    -----
    ``O(n_edges + n_nodes log n_nodes)``.

    Examples
    --------
    >>> import networkx as nx
    >>> from_networkx(nx.DiGraph([("conv2", "head"), ("stem", "conv2"), ("stem", "head")])).labels
    ('stem', 'conv2', 'head')
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise ArgumentError(f"from_networkx takes a networkx graph, got {type(graph).__name__}")
    labels: list[Hashable] = list(graph)
    kinds, faults = _kinds(graph)
    stages, stage_faults = _stages(graph)
    aggregations, aggregation_faults = _enumerators(graph, "aggregation", Aggregation)
    nodes, node_faults = _columns((f"node {node!r}", data) for node, data in graph.nodes(data=True))
    edges, edge_attribute_faults = _columns((f"edge {j!r} -> {i!r}", data) for j, i, data in graph.edges(data=True))
    faults = _edge_faults(graph) + faults + stage_faults + aggregation_faults + node_faults + edge_attribute_faults
    if faults:
        raise TopologyError("not a topology", faults)

    order = _execution_order(graph)
    place = {label: position for position, label in enumerate(order)}
    sources = np.array([place[j] for j, _ in graph.edges()], np.int64)
    targets = np.array([place[i] for _, i in graph.edges()], np.int64)
    edge_order = np.lexsort((sources, targets))
    indptr = np.zeros(len(order) + 1, np.int64)
    np.cumsum(np.bincount(targets, minlength=len(order)), out=indptr[1:])
    given = {label: position for position, label in enumerate(labels)}
    node_order = np.array([given[label] for label in order])
    reserved = ("kind", "stage", "aggregation")
    return Topology(
        indptr=indptr,
        indices=sources[edge_order],  # type: ignore[arg-type]  # narrowed by Topology
        kinds=np.array(kinds, np.uint8)[node_order],
        stages=np.array(stages, np.int32)[node_order],
        aggregations=np.array([value or 0 for value in aggregations], np.uint8)[node_order],
        labels=order,
        name=str(graph.graph.get("name", "")) if name is None else name,
        provenance=_provenance(graph.graph.get("provenance")),
        node_attributes=_reordered({k: v for k, v in nodes.items() if k not in reserved}, node_order),
        edge_attributes=_reordered(edges, edge_order),
    )


def to_networkx(topology: Topology) -> Any:
    """Return the topology as a networkx graph over its labels.

    Parameters
    ----------
    topology : Topology
        What to convert.

    Returns
    -------
    networkx.DiGraph
        Nodes in execution order with the attributes ``kind`` and ``aggregation`` (lower-case names),
        ``stage`` and all further ones that are not None; ``graph.graph`` holds the name and, as JSON text,
        the provenance. Every value is text or a number, so networkx can write the graph to any file.

    Raises
    ------
    FormatError
        If a label is None, which networkx does not take for a node.

    See Also
    --------
    from_networkx : The way back, to an equal topology.

    Examples
    --------
    >>> graph = to_networkx(Topology.from_reads([[], [0], [0, 1]]))
    >>> graph.nodes[1]
    {'kind': 'layer', 'stage': 0, 'aggregation': 'concat'}
    >>> list(graph.predecessors(2))
    [0, 1]
    """
    import networkx as nx

    labels = topology.labels
    if None in labels:
        raise FormatError(f"label of node {labels.index(None)} is None: networkx takes any other label for a node")
    kind_names = {int(kind): kind.name.lower() for kind in NodeKind}
    aggregation_names = {int(aggregation): aggregation.name.lower() for aggregation in Aggregation}
    graph: Any = nx.DiGraph()
    if topology.name:
        graph.graph["name"] = topology.name
    if topology.provenance != Provenance():
        graph.graph["provenance"] = to_text(provenance_to_json(topology.provenance))
    for node, label in enumerate(labels):
        kind, aggregation = int(topology.kinds[node]), int(topology.aggregations[node])
        graph.add_node(
            label, kind=kind_names[kind], stage=int(topology.stages[node]), aggregation=aggregation_names[aggregation]
        )
        graph.nodes[label].update(_row(topology.node_attributes, node))
    for edge, (source, target) in enumerate(topology.edges().tolist()):
        graph.add_edge(labels[source], labels[target])
        graph.edges[labels[source], labels[target]].update(_row(topology.edge_attributes, edge))
    return graph


def from_adjacency(adjacency: Any, *, name: str = "") -> Topology:
    """Build a topology from a square matrix whose row ``i`` says what node ``i`` reads.

    Parameters
    ----------
    adjacency : array_like or scipy sparse array, shape (n_nodes, n_nodes)
        ``adjacency[i, j]`` is not zero where node ``i`` reads node ``j``; all such ``j`` are below ``i``.
        (networkx has it the other way round: give its matrix transposed.)
    name : str
        Title.

    Returns
    -------
    Topology
        Nodes that read nothing are inputs, all others layers.

    Raises
    ------
    ArgumentError
        If the matrix is not square.
    TopologyError
        If this is not a topology; the error lists every fault.

    Examples
    --------
    >>> from_adjacency([[0, 0, 0], [1, 0, 0], [1, 1, 0]]).reads(2)
    (0, 1)
    """
    from scipy import sparse

    matrix = sparse.csr_array(adjacency)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ArgumentError(f"an adjacency matrix must be square, got shape {matrix.shape}")
    matrix = matrix.copy()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    kinds = np.where(np.diff(matrix.indptr) == 0, NodeKind.INPUT, NodeKind.LAYER)
    return Topology(matrix.indptr.astype(np.int64), matrix.indices, kinds, name=name)


def to_adjacency(topology: Topology) -> Any:
    """Return the matrix whose row ``i`` marks what node ``i`` reads.

    Parameters
    ----------
    topology : Topology
        What to convert.

    Returns
    -------
    scipy.sparse.csr_array of bool, shape (n_nodes, n_nodes)
        ``[i, j]`` is True where node ``i`` reads node ``j``; strictly lower triangular.

    Examples
    --------
    >>> to_adjacency(Topology.from_reads([[], [0], [0, 1]])).toarray().astype(int).tolist()
    [[0, 0, 0], [1, 0, 0], [1, 1, 0]]
    """
    from scipy import sparse

    n_nodes = topology.n_nodes
    ones = np.ones(topology.n_edges, bool)
    return sparse.csr_array((ones, topology.indices.copy(), topology.indptr.copy()), shape=(n_nodes, n_nodes))


def _edge_faults(graph: Any) -> list[str]:
    """Return a sentence for everything about nodes and edges that no order of the nodes can mend."""
    import networkx as nx

    if graph.number_of_nodes() == 0:
        return ["no node: a topology has at least its input, node 0"]
    if not graph.is_directed():
        return ["the graph is undirected: give a DiGraph, whose edge (j, i) says that i reads j"]
    faults = [f"node {node!r} reads itself" for node in nx.nodes_with_selfloops(graph)]
    if graph.is_multigraph():
        counts = {edge: graph.number_of_edges(*edge) for edge in dict.fromkeys(graph.edges())}
        faults += [f"parallel edges: {i!r} reads {j!r} {count} times" for (j, i), count in counts.items() if count > 1]
    simple: Any = nx.DiGraph(edge for edge in graph.edges() if edge[0] != edge[1])
    if not nx.is_directed_acyclic_graph(simple):
        cycle = [source for source, _ in nx.find_cycle(simple)]
        faults.append("cycle: " + " -> ".join(repr(node) for node in [*cycle, cycle[0]]))
    return faults


def _execution_order(graph: Any) -> list[Hashable]:
    """Return the nodes so that every edge goes forward, always the earliest node in the graph's order first."""
    given = list(graph)
    place = {node: position for position, node in enumerate(given)}
    waits_for = {place[node]: graph.in_degree(node) for node in given}
    ready = [position for position, count in waits_for.items() if count == 0]  # ascending, so a heap
    order = []
    while ready:
        node = given[heapq.heappop(ready)]
        order.append(node)
        for reader in graph.successors(node):
            waits_for[place[reader]] -= 1
            if waits_for[place[reader]] == 0:
                heapq.heappush(ready, place[reader])
    return order


def _kinds(graph: Any) -> tuple[list[NodeKind], list[str]]:
    named, faults = _enumerators(graph, "kind", NodeKind)
    kinds = []
    for node, kind in zip(graph, named, strict=True):
        n_reads = graph.in_degree(node) if graph.is_directed() else 1
        if n_reads and kind == NodeKind.INPUT and graph.is_directed():
            faults.append(f"node {node!r} is an input and reads {list(graph.predecessors(node))}: inputs read nothing")
        if not n_reads and kind not in (None, NodeKind.INPUT):
            faults.append(f"node {node!r} is unreachable: it is a {kind.name.lower()} and reads nothing")
        kinds.append(kind if kind is not None else NodeKind.LAYER if n_reads else NodeKind.INPUT)
    return kinds, faults


def _enumerators(graph: Any, key: str, choices: type[IntEnum]) -> tuple[list[Any], list[str]]:
    """Return attribute `key` of every node as a member of `choices`, None where missing."""
    by_name = {choice.name.lower(): choice for choice in choices}
    members, faults = [], []
    for node, value in graph.nodes(data=key):
        member: IntEnum | None = None
        if isinstance(value, str):
            member = by_name.get(value.lower())
        elif isinstance(value, int | np.integer) and not isinstance(value, bool) and value in set(choices):
            member = choices(int(value))
        if member is None and value is not None:
            rule = ", ".join(f"{name} ({int(choice)})" for name, choice in by_name.items())
            faults.append(f"node {node!r} has {key} {value!r:.80}: must be one of {rule}")
        members.append(member)
    return members, faults


def _stages(graph: Any) -> tuple[list[int], list[str]]:
    stages, faults = [], []
    for node, value in graph.nodes(data="stage", default=0):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value < 2**31:
            faults.append(f"node {node!r} has stage {value!r:.80}: must be an integer from 0")
            value = 0
        stages.append(int(value))
    return stages, faults


def _columns(
    rows: Iterable[tuple[str, Mapping[Any, Any]]],
) -> tuple[dict[str, list[Scalar]], list[str]]:
    """Return dictionaries of attributes as columns, None where missing, and a sentence for each foreign value."""
    columns: dict[str, list[Scalar]] = {}
    faults = []
    for row, (what, data) in enumerate(rows):
        for key, given in data.items():
            value = given.item() if isinstance(given, np.generic) else given
            if not isinstance(key, str):
                faults.append(f"{what} has attribute {key!r:.80}: the name of an attribute must be a str")
            elif isinstance(value, str | int | float | None):
                # subclasses, such as an IntEnum, are narrowed to what a file can hold
                plain = value if value is None or isinstance(value, bool) else _plain(value)
                columns.setdefault(key, [None] * row).append(plain)
            else:
                faults.append(f"{what} has {key} {value!r:.80}: must be str, int, float, bool or None")
                columns.setdefault(key, [None] * row).append(None)
        for column in columns.values():
            column += [None] * (row + 1 - len(column))
    return columns, faults


def _plain(value: str | float) -> Scalar:
    return str.__str__(value) if isinstance(value, str) else int(value) if isinstance(value, int) else float(value)


def _reordered(columns: Mapping[str, Sequence[Scalar]], order: NDArray[np.int64]) -> dict[str, list[Scalar]]:
    return {key: [column[position] for position in order.tolist()] for key, column in columns.items()}


def _row(columns: Mapping[str, Sequence[Scalar]], position: int) -> dict[str, Scalar]:
    return {key: column[position] for key, column in columns.items() if column[position] is not None}


def _provenance(text: object) -> Provenance:
    """Return the provenance that `to_networkx` wrote; a foreign graph may hold anything under that name."""
    try:
        return provenance_from_json(json.loads(text)) if isinstance(text, str) else Provenance()
    except ValueError:
        return Provenance()
