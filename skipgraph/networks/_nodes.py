"""Topologies of published networks that are written out node by node."""

from collections.abc import Sequence
from typing import NamedTuple

from skipgraph.topology import NodeKind, Provenance, Topology

__all__ = ["Node", "draw_nodes"]


class Node(NamedTuple):
    """A node of a topology; it reads others by their labels."""

    label: str
    kind: NodeKind
    stage: int
    reads: tuple[str, ...]
    width: int | None = None
    kernel: int | str | None = None
    dilation: int | None = None
    block: str | None = None


def draw_nodes(nodes: Sequence[Node], *, input_channels: int, provenance: Provenance | None = None) -> Topology:
    """Return the topology of nodes in an execution order, after an input with the label ``"input"``."""
    places = {"input": 0, **{node.label: place for place, node in enumerate(nodes, 1)}}
    return Topology.from_reads(
        [[], *(sorted(places[label] for label in node.reads) for node in nodes)],
        kinds=[NodeKind.INPUT, *(node.kind for node in nodes)],
        stages=[0, *(node.stage for node in nodes)],
        labels=list(places),
        node_attributes={
            "width": [input_channels, *(node.width for node in nodes)],
            "kernel": [None, *(node.kernel for node in nodes)],
            "dilation": [None, *(node.dilation for node in nodes)],
            "block": [None, *(node.block for node in nodes)],
        },
        provenance=provenance,
    )
