"""Conversion from and to networkx graphs."""

import enum
import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import odd_topologies, topologies

from skipgraph.errors import ArgumentError, FormatError, TopologyError
from skipgraph.topology import Aggregation, NodeKind, Provenance, Topology


@given(odd_topologies().filter(lambda topology: None not in topology.labels))
def test_round_trip_gives_an_equal_topology(topology):
    back = Topology.from_networkx(topology.to_networkx())
    assert back == topology
    assert hash(back) == hash(topology)
    assert (back.name, back.provenance) == (topology.name, topology.provenance)
    assert list(map(repr, back.labels)) == list(map(repr, topology.labels))


@given(topologies(), st.randoms(use_true_random=False))
def test_any_node_order_gives_the_same_edges_over_labels(topology, rng: random.Random):
    graph = topology.to_networkx()
    nodes = list(graph.nodes(data=True))
    rng.shuffle(nodes)
    shuffled = nx.DiGraph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(graph.edges)
    back = Topology.from_networkx(shuffled)
    by_label = {back.labels[node]: {back.labels[source] for source in back.reads(node)} for node in range(back.n_nodes)}
    assert by_label == {node: set(graph.predecessors(node)) for node in graph}
    assert {label: NodeKind(kind) for label, kind in zip(back.labels, back.kinds.tolist(), strict=True)} == {
        label: NodeKind(kind) for label, kind in zip(topology.labels, topology.kinds.tolist(), strict=True)
    }
    assert back.kinds[0] == NodeKind.INPUT
    # networkx's own stable order is the oracle, unless the given order was one already
    position = {node: place for place, (node, _) in enumerate(nodes)}
    if all(position[j] < position[i] for j, i in graph.edges):
        assert list(back.labels) == [node for node, _ in nodes]
    assert list(back.labels) == list(nx.lexicographical_topological_sort(shuffled, key=position.__getitem__))


def test_missing_kinds_are_inputs_and_layers():
    topology = Topology.from_networkx(nx.DiGraph([("b", "c"), ("a", "c")]))
    assert topology.labels == ("b", "a", "c")
    assert topology.kinds.tolist() == [NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER]


def test_kinds_and_aggregations_by_name_number_or_member():
    graph = nx.DiGraph()
    graph.add_node("x", kind=np.int64(0))
    graph.add_node("y", kind="MERGE", aggregation=Aggregation.SUM, stage=np.int32(2))
    graph.add_node("z", kind=4, aggregation="mean")
    graph.add_edges_from([("x", "y"), ("y", "z")])
    topology = Topology.from_networkx(graph)
    assert topology.kinds.tolist() == [NodeKind.INPUT, NodeKind.MERGE, NodeKind.OUTPUT]
    assert topology.aggregations.tolist() == [Aggregation.CONCAT, Aggregation.SUM, Aggregation.MEAN]
    assert topology.stages.tolist() == [0, 2, 0]


def test_attributes_survive_with_none_where_missing():
    class Op(enum.StrEnum):
        CONV = "conv"

    graph = nx.MultiDiGraph()
    graph.add_node(0)
    graph.add_node(1, op=Op.CONV, width=np.float32(0.5))
    graph.add_edge(1, 2, weight=np.int64(3))
    graph.add_edge(0, 1, on=True)
    topology = Topology.from_networkx(graph)
    assert topology.node_attributes == {"op": (None, "conv", None), "width": (None, 0.5, None)}
    assert topology.edge_attributes == {"weight": (None, 3), "on": (True, None)}
    assert type(topology.node_attributes["op"][1]) is str


def test_name():
    graph = nx.DiGraph([(0, 1)], name="mine")
    assert Topology.from_networkx(graph).name == "mine"
    assert Topology.from_networkx(graph, name="yours").name == "yours"
    assert Topology.from_networkx(graph, name="").name == ""


def test_foreign_provenance_is_ignored():
    assert Topology.from_networkx(nx.DiGraph([(0, 1)], provenance={"by": "hand"})).provenance == Provenance()
    assert Topology.from_networkx(nx.DiGraph([(0, 1)], provenance="by hand")).provenance == Provenance()


def test_provenance_arguments_no_file_could_hold_become_their_repr():
    provenance = Provenance("random_dag", {"seed": np.random.default_rng(0), "blocks": [1, 2], "n": np.int64(3)})
    topology = Topology.from_reads([[], [0]], provenance=provenance)
    back = Topology.from_networkx(topology.to_networkx()).provenance
    assert back.arguments == {"seed": repr(np.random.default_rng(0)), "blocks": (1, 2), "n": 3} or back.arguments[
        "seed"
    ].startswith("Generator(PCG64)")
    assert (back.arguments["blocks"], back.arguments["n"]) == ((1, 2), 3)


def test_networkx_can_write_what_it_gets(tmp_path):
    provenance = Provenance("log_densenet", {"base": 2}, "arXiv:1711.00002")
    topology = Topology.from_reads([[], [0]], name="t", provenance=provenance, node_attributes={"op": [None, "conv"]})
    nx.write_graphml(topology.to_networkx(), tmp_path / "t.graphml")
    assert list(nx.read_graphml(tmp_path / "t.graphml").nodes) == ["0", "1"]


def faults_of(graph):
    with pytest.raises(TopologyError) as caught:
        Topology.from_networkx(graph)
    return caught.value.faults


def test_undirected():
    assert faults_of(nx.Graph([("a", "b")])) == (
        "the graph is undirected: give a DiGraph, whose edge (j, i) says that i reads j",
    )


def test_empty():
    assert faults_of(nx.DiGraph()) == ("no node: a topology has at least its input, node 0",)


def test_parallel_edges():
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "c")])
    assert faults_of(graph) == ("parallel edges: 'b' reads 'a' 2 times",)


def test_cycle_is_shown_by_its_path_in_labels():
    graph = nx.DiGraph([("in", "a"), ("a", "b"), ("b", "c"), ("c", "a")])
    (fault,) = faults_of(graph)
    assert fault == "cycle: 'a' -> 'b' -> 'c' -> 'a'"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1))
def test_a_cycle_is_named_exactly_where_networkx_finds_one(edges):
    graph = nx.DiGraph(edges)
    if nx.is_directed_acyclic_graph(graph):
        assert Topology.from_networkx(graph).n_edges == graph.number_of_edges()
        return
    for fault in faults_of(graph):
        if fault.startswith("cycle: "):
            path = [int(node) for node in fault.removeprefix("cycle: ").split(" -> ")]
            assert path[0] == path[-1]
            assert nx.is_path(graph, path)
        else:
            assert fault.endswith("reads itself")


def test_all_faults_are_listed():
    graph = nx.DiGraph([("a", "b"), ("b", "b"), ("b", "c"), ("c", "b"), ("d", "e")])
    graph.add_node("a", kind="conv")
    graph.add_node("c", kind="input", stage=-1)
    graph.add_node("d", kind="merge", aggregation="max", stage=1.5)
    graph.add_node("e", kind=True, weights=[1, 2])
    graph.nodes["e"][7] = 1
    graph.edges["a", "b"]["shape"] = (3, 3)
    faults = faults_of(graph)
    assert faults == (
        "node 'b' reads itself",
        "cycle: 'b' -> 'c' -> 'b'",
        "node 'a' has kind 'conv': must be one of input (0), layer (1), merge (2), transition (3), output (4)",
        "node 'e' has kind True: must be one of input (0), layer (1), merge (2), transition (3), output (4)",
        "node 'c' is an input and reads ['b']: inputs read nothing",
        "node 'd' is unreachable: it is a merge and reads nothing (drop_unreachable=True leaves such nodes out)",
        "node 'c' has stage -1: must be an integer from 0",
        "node 'd' has stage 1.5: must be an integer from 0",
        "node 'd' has aggregation 'max': must be one of concat (0), sum (1), mean (2), weighted (3), gated (4)",
        "node 'e' has weights [1, 2]: must be str, int, float, bool or None",
        "node 'e' has attribute 7: the name of an attribute must be a str",
        "edge 'a' -> 'b' has shape (3, 3): must be str, int, float, bool or None",
    )


def test_not_a_graph():
    with pytest.raises(ArgumentError, match="takes a networkx graph, got list"):
        Topology.from_networkx([[], [0]])


def test_none_is_no_networkx_node():
    topology = Topology.from_reads([[], [0]], labels=["a", None])
    with pytest.raises(FormatError, match="label of node 1 is None"):
        topology.to_networkx()
