"""Slow and obvious versions of what skipgraph computes, on networkx and plain Python."""

import itertools

import networkx as nx
from hypothesis import strategies as st

from skipgraph.topology import NodeKind, Topology

COSTS = {NodeKind.LAYER: 1, NodeKind.INPUT: 0, NodeKind.MERGE: 0, NodeKind.TRANSITION: 0, NodeKind.OUTPUT: 0}


def weighted_digraph(topology: Topology, *, count_transitions: bool = False) -> nx.DiGraph:
    """The topology as a DiGraph over node numbers; an edge weighs what entering its target costs."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    for node in range(topology.n_nodes):
        kind = NodeKind(int(topology.kinds[node]))
        cost = 1 if count_transitions and kind == NodeKind.TRANSITION else COSTS[kind]
        graph.add_weighted_edges_from((source, node, cost) for source in topology.reads(node))
    return graph


def backprop_distances(topology: Topology, *, count_transitions: bool = False) -> dict[tuple[int, int], int]:
    """BD(j, i) for every pair that a path joins, keyed (i, j), by Dijkstra's algorithm."""
    graph = weighted_digraph(topology, count_transitions=count_transitions)
    return {(i, j): int(distance) for j, row in nx.all_pairs_dijkstra_path_length(graph) for i, distance in row.items()}


def pairable(topology: Topology) -> list[int]:
    """The nodes whose pairs the statistics are over."""
    return [node for node in range(topology.n_nodes) if topology.kinds[node] in (NodeKind.LAYER, NodeKind.INPUT)]


def n_pairs(topology: Topology) -> int:
    """How many pairs of layers and inputs there are, joined or not."""
    return len(pairable(topology)) * (len(pairable(topology)) - 1) // 2


def joined_pairs(topology: Topology, *, count_transitions: bool = False) -> dict[tuple[int, int], int]:
    """BD(j, i) for every joined pair j < i of layers and inputs, keyed (i, j)."""
    distances = backprop_distances(topology, count_transitions=count_transitions)
    nodes = set(pairable(topology))
    return {(i, j): distance for (i, j), distance in distances.items() if j < i and {i, j} <= nodes}


def all_paths(topology: Topology) -> list[list[int]]:
    """Every path from any input to the last node, as nodes in reading order."""
    paths, ends = [], [[topology.n_nodes - 1]]
    while ends:
        path = ends.pop()
        if topology.kinds[path[0]] == NodeKind.INPUT:
            paths.append(path)
        ends += [[source, *path] for source in topology.reads(path[0])]
    return paths


def path_cost(topology: Topology, path: list[int], *, count_transitions: bool = False) -> int:
    """Layers that a path enters."""
    graph = weighted_digraph(topology, count_transitions=count_transitions)
    return sum(graph.edges[edge]["weight"] for edge in itertools.pairwise(path))


def without_edge(topology: Topology, source: int, target: int) -> Topology:
    """The topology without the edge by which `target` reads `source`."""
    reads = [list(topology.reads(node)) for node in range(topology.n_nodes)]
    reads[target].remove(source)
    return Topology.from_reads(reads, kinds=topology.kinds)


@st.composite
def execution_orders(draw, topology: Topology) -> list[int]:
    """Strategy: any order in which each node runs after all it reads."""
    order: list[int] = []
    while len(order) < topology.n_nodes:
        ready = [
            node for node in range(topology.n_nodes) if node not in order and set(topology.reads(node)) <= set(order)
        ]
        order.append(draw(st.sampled_from(ready)))
    return order
