"""Slow and obvious versions of what skipgraph computes, on networkx and plain Python."""

import networkx as nx

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
    return {(i, j): distance for j, row in nx.all_pairs_dijkstra_path_length(graph) for i, distance in row.items()}
