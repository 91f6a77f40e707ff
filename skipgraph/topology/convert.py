"""The columns of a topology from and to networkx graphs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from skipgraph.errors import ArgumentError, FormatError, TopologyError
from skipgraph.topology._json_values import parse_json, provenance_from_json, provenance_to_json, to_text
from skipgraph.topology.kinds import Aggregation, NodeKind, Provenance, Scalar

__all__ = ["Columns", "columns_from_networkx", "columns_to_networkx"]


_HINT = " (drop_unreachable=True leaves such nodes out)"


class Columns(TypedDict):
    """What makes a topology, as its constructor takes it."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    stages: NDArray[np.int32]
    aggregations: NDArray[np.uint8]
    labels: Sequence[Hashable]
    name: str
    provenance: Provenance
    node_attributes: Mapping[str, Sequence[Scalar]]
    edge_attributes: Mapping[str, Sequence[Scalar]]


def columns_from_networkx(graph: Any, *, name: str | None = None, drop_unreachable: bool = False) -> Columns:
    """Return the columns that `Topology.from_networkx` makes a topology of, in an execution order."""
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise ArgumentError(f"from_networkx takes a networkx graph, got {type(graph).__name__}")
    if drop_unreachable and graph.is_directed():
        graph = _reachable(graph)
    labels: list[Hashable] = list(graph)
    kinds, faults = _kinds(graph)
    stages, stage_faults = _stages(graph)
    aggregations, aggregation_faults = _enumerators(graph, "aggregation", Aggregation)
    nodes, node_faults = _columns((f"node {node!r}", data) for node, data in graph.nodes(data=True))
    edges, edge_attribute_faults = _columns((f"edge {j!r} -> {i!r}", data) for j, i, data in graph.edges(data=True))
    faults = _edge_faults(graph) + faults + stage_faults + aggregation_faults + node_faults + edge_attribute_faults
    if faults:
        raise TopologyError("not a topology", faults)

    given = {label: position for position, label in enumerate(labels)}
    directed: Any = graph  # as no fault says otherwise
    order = list(nx.lexicographical_topological_sort(directed, key=given.__getitem__))
    place = {label: position for position, label in enumerate(order)}
    sources = np.array([place[j] for j, _ in graph.edges()], np.int64)
    targets = np.array([place[i] for _, i in graph.edges()], np.int64)
    edge_order = np.lexsort((sources, targets))
    indptr = np.zeros(len(order) + 1, np.int64)
    np.cumsum(np.bincount(targets, minlength=len(order)), out=indptr[1:])
    node_order = np.array([given[label] for label in order])
    reserved = ("kind", "stage", "aggregation")
    return Columns(
        indptr=indptr,
        indices=sources[edge_order].astype(np.int32),
        kinds=np.array(kinds, np.uint8)[node_order],
        stages=np.array(stages, np.int32)[node_order],
        aggregations=np.array([value or 0 for value in aggregations], np.uint8)[node_order],
        labels=order,
        name=str(graph.graph.get("name", "")) if name is None else name,
        provenance=_provenance(graph.graph.get("provenance")),
        node_attributes=_reordered({k: v for k, v in nodes.items() if k not in reserved}, node_order),
        edge_attributes=_reordered(edges, edge_order),
    )


def columns_to_networkx(columns: Columns) -> Any:
    """Return the graph that `Topology.to_networkx` describes."""
    import networkx as nx

    labels = columns["labels"]
    if None in labels:
        raise FormatError(f"label of node {labels.index(None)} is None: networkx takes any other label for a node")
    kinds = [NodeKind(kind).name.lower() for kind in columns["kinds"].tolist()]
    aggregations = [Aggregation(aggregation).name.lower() for aggregation in columns["aggregations"].tolist()]
    stages = columns["stages"].tolist()
    graph: Any = nx.DiGraph()
    if columns["name"]:
        graph.graph["name"] = columns["name"]
    if columns["provenance"] != Provenance():
        graph.graph["provenance"] = to_text(provenance_to_json(columns["provenance"]))
    for node, label in enumerate(labels):
        graph.add_node(label, kind=kinds[node], stage=stages[node], aggregation=aggregations[node])
        graph.nodes[label].update(_row(columns["node_attributes"], node))
    targets = np.repeat(np.arange(len(labels)), np.diff(columns["indptr"]))
    for edge, (source, target) in enumerate(zip(columns["indices"].tolist(), targets.tolist(), strict=True)):
        graph.add_edge(labels[source], labels[target])
        graph.edges[labels[source], labels[target]].update(_row(columns["edge_attributes"], edge))
    return graph


def _reachable(graph: Any) -> Any:
    """Return a graph of the nodes that a path joins to an input, and of the outputs."""
    named = dict(zip(graph, _enumerators(graph, "kind", NodeKind)[0], strict=True))
    inputs = [node for node, kind in named.items() if kind == NodeKind.INPUT]
    # where no node says that it is an input, those that read nothing are
    reached = set(inputs or [node for node, kind in named.items() if kind is None and not graph.in_degree(node)])
    frontier = list(reached)
    while frontier:
        found = {reader for node in frontier for reader in graph.successors(node)} - reached
        reached |= found
        frontier = list(found)
    kept: Any = graph.copy()
    kept.remove_nodes_from([node for node, kind in named.items() if node not in reached and kind != NodeKind.OUTPUT])
    return kept


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


def _kinds(graph: Any) -> tuple[list[NodeKind], list[str]]:
    named, faults = _enumerators(graph, "kind", NodeKind)
    kinds = []
    for node, kind in zip(graph, named, strict=True):
        n_reads = graph.in_degree(node) if graph.is_directed() else 1
        if n_reads and kind == NodeKind.INPUT and graph.is_directed():
            faults.append(f"node {node!r} is an input and reads {list(graph.predecessors(node))}: inputs read nothing")
        if not n_reads and kind not in (None, NodeKind.INPUT):
            what = "an output" if kind == NodeKind.OUTPUT else f"a {kind.name.lower()}"
            faults.append(f"node {node!r} is unreachable: it is {what} and reads nothing{_HINT}")
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
        return provenance_from_json(parse_json(text)) if isinstance(text, str) else Provenance()
    except (ValueError, RecursionError):
        return Provenance()
