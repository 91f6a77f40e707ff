"""Check the columns of a topology: a sentence for every rule that they break."""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from skipgraph.arguments import check, shown
from skipgraph.errors import ArgumentError, TopologyError
from skipgraph.topology.kinds import Aggregation, NodeKind, Scalar

__all__ = ["checked_columns", "integers"]

_SCALARS = (str, int, float, bool, type(None))
_RESERVED = ("kind", "stage", "aggregation")


def checked_columns(
    *,
    indptr: ArrayLike,
    indices: ArrayLike,
    kinds: ArrayLike | None,
    stages: ArrayLike | None,
    aggregations: ArrayLike | None,
    labels: Sequence[Hashable] | None,
    node_attributes: Mapping[str, Sequence[Scalar]],
    edge_attributes: Mapping[str, Sequence[Scalar]],
) -> dict[str, object]:
    """Return the columns of a topology with defaults filled in, copied and read-only.

    Raises
    ------
    ArgumentError
        If a column is no list of integers.
    TopologyError
        If this is not a topology; the error lists every fault.
    """
    offsets = integers(indptr, "indptr")
    if offsets.size < 1 or offsets[0] != 0 or np.any(np.diff(offsets) < 0):
        raise TopologyError("not a topology", ["indptr must start at 0 and never fall"])
    n_nodes, n_edges = offsets.size - 1, int(offsets[-1])
    # faults name the values the caller gave, so ids are checked before they are narrowed to int32
    sources = integers(indices, "indices", np.int64 if n_nodes < 2**31 - 1 else None)
    if sources.size != n_edges:
        raise TopologyError("not a topology", [f"indices must hold indptr[-1] = {n_edges} values, got {sources.size}"])
    faults: list[str] = []
    kinds = _members("kinds", NodeKind, kinds, np.minimum(np.arange(n_nodes), NodeKind.LAYER), faults)
    aggregations = _members("aggregations", Aggregation, aggregations, np.zeros(n_nodes, np.int64), faults)
    at_stage = _column("stages", stages, np.zeros(n_nodes, np.int64))
    faults += [
        f"node {node} has stage {at_stage[node]}: stages count from 0"
        for node in np.flatnonzero((at_stage < 0) | (at_stage >= 2**31)).tolist()
    ]
    given: Iterable[Hashable] | None = check("labels", labels, Collection[Any] | str | None)
    names: Sequence[Hashable] = range(n_nodes) if given is None else tuple(given)
    if all(type(label) is int for label in names) and names == tuple(range(n_nodes)):
        names = range(n_nodes)
    unnamed = _label_faults(names, n_nodes)
    faults += unnamed
    faults += _edge_faults(offsets, sources, kinds, range(n_nodes) if unnamed else names)
    faults += _attribute_faults("node", node_attributes, n_nodes)
    faults += _attribute_faults("edge", edge_attributes, n_edges)
    if faults:
        raise TopologyError("not a topology", faults)
    arrays = {
        "indptr": offsets,
        "indices": sources.astype(np.int32),
        "kinds": kinds,
        "stages": at_stage.astype(np.int32),
        "aggregations": aggregations,
    }
    for array in arrays.values():
        array.setflags(write=False)
    return arrays | {
        "labels": names,
        "node_attributes": _stated(node_attributes),
        "edge_attributes": _stated(edge_attributes),
    }


def integers(values: ArrayLike, what: str, dtype: Any = np.int64) -> NDArray[Any]:
    """Return `values` as a fresh 1-D integer array; refuse what would have to be rounded."""
    try:
        array = np.asarray(values)
    except Exception as error:  # a foreign object may refuse in any way
        raise ArgumentError(f"{what} must be one-dimensional, got {shown(values)}") from error
    if array.ndim != 1:
        raise ArgumentError(f"{what} must be one-dimensional, got shape {array.shape}")
    if array.size and array.dtype.kind not in "iu":
        raise ArgumentError(f"{what} must be integers, got {array.dtype} values such as {shown(array[0])}")
    return array.astype(dtype)


def _column(key: str, given: ArrayLike | None, default: NDArray[Any]) -> NDArray[np.int64]:
    column = default.astype(np.int64) if given is None else integers(given, key)
    if column.size != default.size:
        raise TopologyError("not a topology", [f"{key} must hold {default.size} values, got {column.size}"])
    return column


def _members(
    key: str, choices: type[IntEnum], given: ArrayLike | None, default: NDArray[Any], faults: list[str]
) -> NDArray[np.uint8]:
    """Return a column of members of `choices`; faults are added, and the default stands in for them."""
    column = _column(key, given, default)
    rule = ", ".join(f"{choice.value} ({choice.name.lower()})" for choice in choices)
    for node in np.flatnonzero(~np.isin(column, list(choices))).tolist():
        faults.append(f"node {node} has {key} value {column[node]}: must be one of {rule}")
        column[node] = default[node]
    return column.astype(np.uint8)


def _stated(attributes: Mapping[str, Sequence[Scalar]]) -> Mapping[str, tuple[Scalar, ...]]:
    """Return the columns that say something about any node or edge; no other ones survive in a file."""
    stated = {
        # one NaN object for all, so that two columns that hold it are equal
        key: tuple(math.nan if value != value else value for value in column)
        for key, column in attributes.items()
        if any(value is not None for value in column)
    }
    return MappingProxyType(stated)


def _label_faults(labels: Sequence[Hashable], n_nodes: int) -> list[str]:
    """Return a sentence for every label that cannot name its node."""
    if isinstance(labels, range):
        return []
    unhashable = [
        f"label {label!r} of node {node} is not hashable" for node, label in enumerate(labels) if not _hashable(label)
    ]
    if unhashable:
        return unhashable
    if len(labels) != n_nodes:
        return [f"labels must name all {n_nodes} nodes, got {len(labels)}"]
    first: dict[Hashable, int] = {}
    faults = []
    for node, label in enumerate(labels):
        earlier = first.setdefault(label, node)
        if earlier != node:
            faults.append(f"label {label!r} names both node {earlier} and node {node}")
    return faults


def _hashable(label: object) -> bool:
    try:
        hash(label)
    except TypeError:
        return False
    return True


def _attribute_faults(what: str, attributes: Mapping[Any, Sequence[Scalar]], length: int) -> list[str]:
    """Return a sentence for every attribute column of the wrong length or with values no file could hold."""
    faults = []
    for key, column in attributes.items():
        if not isinstance(key, str):
            faults.append(f"{what} attribute {key!r} must be named by a str")
        if what == "node" and key in _RESERVED:
            faults.append(f"node attribute {key!r} must have another name: every node has a {key} of its own")
        if len(column) != length:
            faults.append(f"{what} attribute {key!r} must hold {length} values, got {len(column)}")
        faults += [
            f"{what} {position} has {key} {value!r:.80}: must be str, int, float, bool or None"
            for position, value in enumerate(column)
            if type(value) not in _SCALARS
        ]
    return faults


def _edge_faults(
    indptr: NDArray[np.int64], indices: NDArray[np.int64], kinds: NDArray[np.uint8], labels: Sequence[Hashable]
) -> list[str]:
    """Return a sentence for every edge or node that breaks a rule."""
    n_nodes = indptr.size - 1
    if n_nodes == 0:
        return ["no node: a topology has at least its input, node 0"]
    in_degree = np.diff(indptr)
    inputs = kinds == NodeKind.INPUT
    faults = []
    if not inputs[0]:
        faults.append(f"node 0 is a {NodeKind(kinds[0]).name.lower()}: node 0 must be an input")
    faults += [
        f"node {node} is an input and reads {_row(indptr, indices, node)}: an input reads nothing"
        for node in np.flatnonzero(inputs & (in_degree > 0)).tolist()
    ]
    targets = np.repeat(np.arange(n_nodes), in_degree)
    bad = (indices < 0) | (indices >= targets)
    unsorted = np.zeros(indices.size, bool)
    unsorted[1:] = (np.diff(indices) <= 0) & (np.diff(targets) == 0)
    for edge in np.flatnonzero(bad | unsorted).tolist():
        fault = _edge_fault(indptr, indices, int(targets[edge]), edge, after_bad=bool(bad[edge - 1]))
        if fault:
            faults.append(fault)
    if np.any(bad & (indices > targets) & (indices < n_nodes)):
        cycle = _find_cycle(indptr, indices)
        if cycle:
            faults.append("cycle: " + " -> ".join(repr(labels[node]) for node in cycle))
    faults += _unreachable(indptr, indices, inputs)
    return faults


def _edge_fault(
    indptr: NDArray[np.int64], indices: NDArray[np.int64], target: int, edge: int, *, after_bad: bool
) -> str | None:
    """Return the rule that an edge breaks; None where the edge before it has the fault."""
    n_nodes, source = indptr.size - 1, int(indices[edge])
    if source == target:
        return f"node {target} reads itself"
    if not 0 <= source < n_nodes:
        return f"node {target} reads unknown node {source}: the nodes are 0..{n_nodes - 1}"
    if source > target:
        return f"node {target} reads ({source},): a node may read only nodes before it, 0..{target - 1}"
    if indices[edge - 1] == source:
        return f"duplicate edge: node {target} reads {source} twice"
    return None if after_bad else f"node {target} reads {_row(indptr, indices, target)}: reads must ascend"


def _row(indptr: NDArray[np.int64], indices: NDArray[np.int64], node: int) -> tuple[int, ...]:
    return tuple(indices[indptr[node] : indptr[node + 1]].tolist())


def _unreachable(indptr: NDArray[np.int64], indices: NDArray[np.int64], inputs: NDArray[np.bool_]) -> list[str]:
    orphan = ~inputs & (np.diff(indptr) == 0)
    # a node that reads only earlier nodes is reached unless it, or all it reads, goes back to an orphan
    if not orphan.any():
        return []
    reached = inputs.copy()
    for node in range(inputs.size):
        row = indices[indptr[node] : indptr[node + 1]]
        row = row[(row >= 0) & (row < inputs.size)]
        if not reached[node] and row.size:
            reached[node] = reached[row].any() or bool((row >= node).any())  # an edge to the future has its own fault
    return [
        f"node {node} is unreachable: it reads nothing"
        if orphan[node]
        else f"node {node} is unreachable from any input"
        for node in np.flatnonzero(~reached).tolist()
    ]


def _find_cycle(indptr: NDArray[np.int64], indices: NDArray[np.int64]) -> list[int]:
    """Return one cycle as nodes in reading order, first repeated last; empty if there is none."""
    import networkx as nx  # takes long to load, and only a fault needs it

    n_nodes = indptr.size - 1
    targets = np.repeat(np.arange(n_nodes), np.diff(indptr))
    real = (indices >= 0) & (indices < n_nodes) & (indices != targets)
    graph: Any = nx.DiGraph()
    graph.add_edges_from(zip(indices[real].tolist(), targets[real].tolist(), strict=True))
    try:
        cycle = nx.find_cycle(graph)
    except nx.NetworkXNoCycle:
        return []
    return [cycle[0][0], *(target for _, target in cycle)]
