"""Disjoint paths and cuts against networkx and Menger's theorem."""

import itertools

import networkx as nx
import oracles
import pytest
from hypothesis import given
from strategies import topologies

from skipgraph.metrics import count_edge_disjoint_paths, count_node_disjoint_paths, min_edge_cut
from skipgraph.topology import NodeKind, Topology


def fed_graph(topology):
    """The topology with one more node, "source", from which every input can be reached as often as wanted."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_edges_from(topology.edges().tolist(), capacity=1)
    graph.add_edges_from((("source", node) for node in topology.nodes_of_kind(NodeKind.INPUT).tolist()), capacity=99)
    return graph


@given(topologies())
def test_edge_disjoint_paths_are_those_of_networkx(topology):
    expected = 0.0
    if topology.kinds[-1] != NodeKind.INPUT:
        expected = nx.maximum_flow_value(fed_graph(topology), "source", topology.n_nodes - 1)
    assert count_edge_disjoint_paths(topology) == expected


@given(topologies(max_nodes=9))
def test_node_disjoint_paths_are_the_most_that_can_be_chosen(topology):
    inputs = set(topology.nodes_of_kind(NodeKind.INPUT).tolist())
    last = topology.n_nodes - 1
    inner = [
        frozenset(path) - inputs - {last} if len(path) > 2 else frozenset({("edge", *path)})
        for path in oracles.all_paths(topology)
        if len(path) > 1
    ]
    # paths over two nodes are told apart by their edge, all others by the nodes between
    inner = sorted(set(inner), key=len)
    most = 0
    for size in range(1, len(inner) + 1):
        if any(
            all(not (a & b) for a, b in itertools.combinations(chosen, 2))
            for chosen in itertools.combinations(inner, size)
        ):
            most = size
        else:
            break
    assert count_node_disjoint_paths(topology) == most


@given(topologies())
def test_the_cut_parts_the_output_and_has_the_size_of_the_flow(topology):
    cut = min_edge_cut(topology).tolist()
    assert len(cut) == count_edge_disjoint_paths(topology)
    assert all([j, i] in topology.edges().tolist() for j, i in cut)
    if topology.kinds[-1] != NodeKind.INPUT:
        graph = fed_graph(topology)
        graph.remove_edges_from([tuple(edge) for edge in cut])
        assert not nx.has_path(graph, "source", topology.n_nodes - 1)


@pytest.mark.parametrize("n_layers", [1, 5, 30])
def test_dense_and_chain(n_layers):
    dense = Topology.from_reads(range(i) for i in range(n_layers + 1))
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, n_layers + 1))])
    assert count_edge_disjoint_paths(dense) == count_node_disjoint_paths(dense) == n_layers
    assert count_edge_disjoint_paths(chain) == count_node_disjoint_paths(chain) == 1
    assert min_edge_cut(chain).tolist() == [[0, 1]]


def test_a_bottleneck_node_is_no_bottleneck_for_edges():
    topology = Topology.from_reads([[], [0], [0], [1, 2], [3], [3], [4, 5]])
    assert count_edge_disjoint_paths(topology) == 2
    assert count_node_disjoint_paths(topology) == 1
