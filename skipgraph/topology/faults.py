"""What is wrong with a graph: a sentence for every rule of a topology that it breaks."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.topology.kinds import NodeKind, Scalar

__all__ = ["attribute_faults", "edge_faults", "label_faults"]

_SCALARS = (str, int, float, bool, type(None))
_RESERVED = ("kind", "stage", "aggregation")


def label_faults(labels: Sequence[Hashable], n_nodes: int) -> list[str]:
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


def attribute_faults(what: str, attributes: Mapping[Any, Sequence[Scalar]], length: int) -> list[str]:
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


def edge_faults(
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
        source, target = int(indices[edge]), int(targets[edge])
        if source == target:
            faults.append(f"node {target} reads itself")
        elif not 0 <= source < n_nodes:
            faults.append(f"node {target} reads unknown node {source}: the nodes are 0..{n_nodes - 1}")
        elif source > target:
            faults.append(f"node {target} reads ({source},): a node may read only nodes before it, 0..{target - 1}")
        elif indices[edge - 1] == source:
            faults.append(f"duplicate edge: node {target} reads {source} twice")
        elif not bad[edge - 1]:
            faults.append(f"node {target} reads {_row(indptr, indices, target)}: reads must ascend")
    if np.any(bad & (indices > targets) & (indices < n_nodes)):
        cycle = _find_cycle(indptr, indices)
        if cycle:
            faults.append("cycle: " + " -> ".join(repr(labels[node]) for node in cycle))
    faults += _unreachable(indptr, indices, inputs)
    return faults


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
    n_nodes = indptr.size - 1
    state = bytearray(n_nodes)  # 0 unseen, 1 on the path, 2 done
    for root in range(n_nodes):
        path, ends = [], [root]
        while ends:
            node = ends[-1]
            if state[node] == 0:
                state[node] = 1
                path.append(node)
                for source in _row(indptr, indices, node):
                    if not 0 <= source < n_nodes or source == node:
                        continue
                    if state[source] == 1:
                        return [*path[path.index(source) :], source][::-1]
                    if state[source] == 0:
                        ends.append(source)
            else:
                ends.pop()
                if state[node] == 1 and path[-1] == node:
                    state[node] = 2
                    path.pop()
    return []
