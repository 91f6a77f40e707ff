"""Topology: an immutable directed acyclic graph of who reads whom."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from os import PathLike
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import check, checked, fits, shown
from skipgraph.errors import ArgumentError
from skipgraph.topology.checks import checked_columns, integers
from skipgraph.topology.convert import Columns, columns_from_networkx, columns_to_networkx
from skipgraph.topology.kinds import Aggregation, NodeKind, Provenance, Scalar

__all__ = ["Topology"]


@dataclass(frozen=True, eq=False, repr=False)
class Topology:
    """A directed acyclic graph over nodes numbered in an execution order.

    Node ``i`` reads the nodes ``indices[indptr[i]:indptr[i + 1]]``, all smaller than ``i``. Node 0 is
    an input. The arrays are copied where needed and made read-only; two topologies are equal when
    their nodes, edges, kinds, stages, aggregations, labels and attributes are; names do not count.

    Parameters
    ----------
    indptr : array_like of int, shape (n_nodes + 1,)
        Offsets into `indices`, as in compressed sparse rows.
    indices : array_like of int, shape (n_edges,)
        What each node reads, ascending within a node.
    kinds : array_like of NodeKind, shape (n_nodes,), optional
        Default: node 0 is an input and every other node a layer.
    stages : array_like of int, shape (n_nodes,), optional
        Resolution of each node; 0 is the finest. Default: all 0.
    aggregations : array_like of Aggregation, shape (n_nodes,), optional
        How each node joins what it reads. Default: concat.
    labels : sequence of hashable, length n_nodes, optional
        Unique names of the nodes, by which weights, files and tables know them. Default: 0 .. n_nodes - 1; an edit
        keeps these too, so that a label then need not be its node's number.
    name : str
        A title for tables and figures; does not count for equality.
    provenance : Provenance
        Where the graph came from; does not count for equality.
    node_attributes, edge_attributes : mapping of str to sequence
        Further columns, one value (str, int, float, bool or None) for each node, or for each edge in
        the order of `indices`. A column in which all values are None is left out.

    Raises
    ------
    TopologyError
        If this is not a topology; the error lists every fault.

    See Also
    --------
    Topology.from_reads : Build from lists of predecessors.
    Topology.from_networkx : Build from a networkx graph in any node order.

    Notes
    -----
    About ``8 * n_nodes + 4 * n_edges`` bytes; construction takes ``O(n_nodes + n_edges)``.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1]])
    >>> t
    <Topology: 2 layers, 3 edges>
    >>> t.reads(2)
    (0, 1)
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    kinds: NDArray[np.uint8] = None  # type: ignore[assignment]  # filled in by __post_init__
    stages: NDArray[np.int32] = None  # type: ignore[assignment]  # likewise
    aggregations: NDArray[np.uint8] = None  # type: ignore[assignment]  # likewise
    labels: Sequence[Hashable] = None  # type: ignore[assignment]  # likewise
    name: str = ""
    provenance: Provenance = field(default_factory=Provenance)
    node_attributes: Mapping[str, Sequence[Scalar]] = field(default_factory=dict)
    edge_attributes: Mapping[str, Sequence[Scalar]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, hint in _PLAIN.items():
            object.__setattr__(self, key, check(key, getattr(self, key), hint))
        checked = checked_columns(
            indptr=self.indptr,
            indices=self.indices,
            kinds=self.kinds,
            stages=self.stages,
            aggregations=self.aggregations,
            labels=self.labels,
            node_attributes=self.node_attributes,
            edge_attributes=self.edge_attributes,
        )
        for key, column in checked.items():
            object.__setattr__(self, key, column)

    def __reduce__(self) -> tuple[Any, ...]:
        # through the constructor, so that the arrays of a copy are read-only too
        state: dict[str, Any] = {**self._columns()}
        for key in ("node_attributes", "edge_attributes"):
            state[key] = dict(state[key])
        return type(self), tuple(state.values())

    def _columns(self) -> Columns:
        return cast(Columns, {item.name: getattr(self, item.name) for item in fields(self)})

    @classmethod
    def from_reads(
        cls,
        reads: Iterable[Iterable[int]],
        *,
        kinds: Sequence[NodeKind] | NDArray[np.uint8] | None = None,
        stages: Sequence[int] | NDArray[np.int32] | None = None,
        aggregations: Sequence[Aggregation] | NDArray[np.uint8] | None = None,
        labels: Sequence[Hashable] | None = None,
        name: str = "",
        provenance: Provenance | None = None,
        node_attributes: Mapping[str, Sequence[Scalar]] | None = None,
    ) -> Self:
        """Build a topology from what each node reads.

        Parameters
        ----------
        reads : iterable of iterable of int
            Item ``i`` lists the nodes that node ``i`` reads, in any order; the first item, the input's,
            is empty.
        kinds, stages, aggregations, labels, name, provenance, node_attributes
            As in `Topology`.

        Returns
        -------
        Topology
            With one node for each item of `reads`.

        Raises
        ------
        TopologyError
            If this is not a topology; the error lists every fault.

        Examples
        --------
        >>> Topology.from_reads([[], [0], [1, 0]]).edges().tolist()
        [[0, 1], [0, 2], [1, 2]]
        """
        rows = [
            np.sort(
                integers(row if isinstance(row, np.ndarray) else list(check(f"reads[{node}]", row, Iterable)), "reads")
            )
            for node, row in enumerate(check("reads", reads, Iterable))
        ]
        indptr = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([row.size for row in rows], out=indptr[1:])
        return cls(
            indptr=indptr,
            indices=np.concatenate(rows) if rows else np.zeros(0, np.int32),
            kinds=kinds,  # type: ignore[arg-type]  # converted by __post_init__
            stages=stages,  # type: ignore[arg-type]  # likewise
            aggregations=aggregations,  # type: ignore[arg-type]  # likewise
            labels=labels,  # type: ignore[arg-type]  # likewise
            name=name,
            provenance=Provenance() if provenance is None else provenance,
            node_attributes={} if node_attributes is None else node_attributes,
        )

    @classmethod
    @checked
    def from_networkx(cls, graph: Any, *, name: str | None = None, drop_unreachable: bool = False) -> Self:
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
        drop_unreachable : bool
            Whether to leave out the nodes that no path joins to an input, and their edges, instead of refusing the
            graph. Where some nodes say that they are inputs, only these are. An output is never left out.

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
            If it is undirected, empty or cyclic, has parallel edges, kinds that do not fit its edges or
            attributes that no file could hold; the error lists every fault by the ids of the graph.

        Notes
        -----
        ``O(n_edges + n_nodes log n_nodes)``.

        Examples
        --------
        >>> import networkx as nx
        >>> Topology.from_networkx(nx.DiGraph([("conv2", "head"), ("stem", "conv2"), ("stem", "head")])).labels
        ('stem', 'conv2', 'head')
        >>> cell = nx.DiGraph([("in", "out"), ("pool", "out")])
        >>> cell.nodes["in"]["kind"] = "input"
        >>> Topology.from_networkx(cell, drop_unreachable=True).labels
        ('in', 'out')
        """
        return cls(**columns_from_networkx(graph, name=name, drop_unreachable=drop_unreachable))

    def to_networkx(self) -> Any:
        """Return the topology as a networkx graph over its labels.

        Returns
        -------
        networkx.DiGraph
            Nodes in execution order with the attributes ``kind`` and ``aggregation`` (lower-case names),
            ``stage`` and all further ones that are not None; ``graph.graph`` holds the name and, as JSON
            text, the provenance. Every value is text or a number, so networkx can write the graph to any file.
            `Topology.from_networkx` gives an equal topology back.

        Raises
        ------
        FormatError
            If a label is None, which networkx does not take for a node.

        Examples
        --------
        >>> graph = Topology.from_reads([[], [0], [0, 1]]).to_networkx()
        >>> graph.nodes[1]
        {'kind': 'layer', 'stage': 0, 'aggregation': 'concat'}
        >>> list(graph.predecessors(2))
        [0, 1]
        """
        return columns_to_networkx(self._columns())

    @property
    def n_nodes(self) -> int:
        """Number of nodes of every kind."""
        return self.indptr.size - 1

    @property
    def n_edges(self) -> int:
        """Number of edges between nodes of every kind."""
        return self.indices.size

    @cached_property
    def n_layers(self) -> int:
        """Number of layers, L: the nodes that transform features."""
        return int(np.count_nonzero(self.kinds == NodeKind.LAYER))

    def reads(self, node: int) -> tuple[int, ...]:
        """Return the nodes that the node of this number reads, ascending."""
        return tuple(self.sources(node).tolist())

    def sources(self, node: int) -> NDArray[np.int32]:
        """Return the nodes that `node` reads as a read-only array of shape (in-degree,)."""
        node = self._number(node)
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def readers(self, node: int) -> tuple[int, ...]:
        """Return the nodes that read `node`, ascending."""
        node = self._number(node)
        indptr, indices = self.reversed
        return tuple(indices[indptr[node] : indptr[node + 1]].tolist())

    @cached_property
    def reversed(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Who reads each node: ``(indptr, indices)``, as the arrays of the topology but by source."""
        edges = np.argsort(self.indices, kind="stable")
        indptr = np.zeros(self.n_nodes + 1, np.int64)
        np.cumsum(np.bincount(self.indices, minlength=self.n_nodes), out=indptr[1:])
        readers = self.targets[edges]
        for array in (indptr, readers):
            array.setflags(write=False)
        return indptr, readers

    @property
    def targets(self) -> NDArray[np.int32]:
        """The reading node of each edge, in the order of `indices`; shape (n_edges,)."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.indptr))

    def edges(self) -> NDArray[np.int32]:
        """Return all edges as rows ``(j, i)``, node ``i`` reads node ``j``.

        Returns
        -------
        ndarray of int32, shape (n_edges, 2)
            Ordered by reading node, then by node read.
        """
        return np.stack([self.indices, self.targets], axis=1)

    @checked
    def nodes_of_kind(self, *kinds: NodeKind) -> NDArray[np.int64]:
        """Return the nodes of the given kinds, ascending, as an array of shape (count,)."""
        return np.flatnonzero(np.isin(self.kinds, kinds))

    def leading_to(self, *nodes: int) -> NDArray[np.bool_]:
        """Return which nodes are among `nodes` or lie on a path to one of them.

        Returns
        -------
        ndarray of bool, shape (n_nodes,)
            ``O(n_nodes + n_edges)``.
        """
        leads = np.zeros(self.n_nodes, np.bool_)
        leads[[self._number(node) for node in nodes]] = True
        for node in range(self.n_nodes - 1, 0, -1):
            if leads[node]:
                leads[self.indices[self.indptr[node] : self.indptr[node + 1]]] = True
        return leads

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Which nodes an output depends on, the outputs included; shape (n_nodes,), read-only.

        The outputs are the nodes of that kind, or the last node where there are none.
        """
        outputs = self.nodes_of_kind(NodeKind.OUTPUT).tolist()
        live = self.leading_to(*outputs or [self.n_nodes - 1])
        live.setflags(write=False)
        return live

    @checked
    def rename(self, name: str) -> Self:
        """Return the same topology under another name."""
        return replace(self, name=name)

    def _number(self, node: object) -> int:
        """Return the number of a node as an int; refuse what is none."""
        if type(node) is int and 0 <= node < self.n_nodes:
            return node
        if fits(node, int) and 0 <= (number := int(node)) < self.n_nodes:  # type: ignore[call-overload]  # it fits
            return int(number)
        known = f"this topology has the nodes 0..{self.n_nodes - 1}"
        if isinstance(node, str) and node in self.labels:
            known += f", and {shown(node)} is the label of node {self.labels.index(node)}"
        raise ArgumentError(f"unknown node {shown(node)}: {known}")

    @classmethod
    def _made_from(cls, value: object) -> str:
        """Say what makes a topology of a value, for the message that refuses the value itself."""
        if isinstance(value, str | PathLike):
            return "read_topology reads one from a file, and patterns.CATALOG holds those of papers by name"
        return "Topology.from_networkx makes one of a graph"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Topology):
            return NotImplemented
        return self is other or (
            all(np.array_equal(getattr(self, key), getattr(other, key)) for key in _ARRAYS)
            and tuple(self.labels) == tuple(other.labels)
            and self.node_attributes == other.node_attributes
            and self.edge_attributes == other.edge_attributes
        )

    @cached_property
    def _hash(self) -> int:
        return hash((*(getattr(self, key).tobytes() for key in _ARRAYS), tuple(self.labels)))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        name = f" {self.name}" if self.name else ""
        layers = "1 layer" if self.n_layers == 1 else f"{self.n_layers} layers"
        edges = "1 edge" if self.n_edges == 1 else f"{self.n_edges} edges"
        return f"<Topology{name}: {layers}, {edges}>"


_PLAIN: dict[str, Any] = {
    "name": str,
    "provenance": Provenance,
    "node_attributes": Mapping[Any, Any],
    "edge_attributes": Mapping[Any, Any],
}
_ARRAYS = ("indptr", "indices", "kinds", "stages", "aggregations")
