"""Edits of topologies against networkx and published edge counts."""

from dataclasses import replace

import networkx as nx
import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError, TopologyError
from skipgraph.topology import Aggregation, NodeKind, Provenance, Topology
from skipgraph.topology.edit import (
    compose,
    contract,
    drop_dead_nodes,
    insert_early_connections,
    sparsify,
    stage_subgraph,
    transitive_reduction,
    with_outputs,
)

LAYER, MERGE, TRANSITION = NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION


def numbered(topology):
    """The same topology with its edges numbered and its nodes named, so that a test can follow both."""
    return Topology(
        topology.indptr,
        topology.indices,
        topology.kinds,
        topology.stages,
        topology.aggregations,
        [f"x{node}" for node in range(topology.n_nodes)],
        name="t",
        provenance=Provenance("p"),
        node_attributes={"node": list(range(topology.n_nodes))},
        edge_attributes={"edge": list(range(topology.n_edges))},
    )


def assert_columns_follow(edited, original):
    """Every node and edge that came from the original has the columns it had there."""
    for node, label in enumerate(edited.labels):
        if label in original.labels:
            old = original.labels.index(label)
            assert edited.node_attributes["node"][node] == old
            assert edited.stages[node] == original.stages[old]
            assert edited.aggregations[node] == original.aggregations[old]
    number = {(original.labels[j], original.labels[i]): edge for edge, (j, i) in enumerate(original.edges().tolist())}
    expected = tuple(number.get((edited.labels[j], edited.labels[i])) for j, i in edited.edges().tolist())
    assert edited.edge_attributes.get("edge", (None,) * edited.n_edges) == expected
    assert (edited.name, edited.provenance) == (original.name, original.provenance)


def log_dense(n_layers):
    return Topology.from_reads([[i - 2**k for k in range(11) if 2**k <= i] for i in range(n_layers + 1)])


# contract


@given(topologies(stages=True), st.sampled_from([[LAYER], [MERGE], [MERGE, TRANSITION], [LAYER, MERGE, TRANSITION]]))
def test_contract_joins_what_paths_through_removed_nodes_joined(plain, kinds):
    topology = numbered(plain)
    edited = contract(topology, *kinds)
    graph = topology.to_networkx()
    kept = [label for label, kind in graph.nodes(data="kind") if NodeKind[kind.upper()] not in kinds]
    assert list(edited.labels) == kept
    expected = set()
    for node in kept:
        # only removed nodes may lie between
        inner = graph.subgraph([node, *(other for other in graph if other not in kept)])
        ends = {reader for path_end in nx.descendants(inner, node) | {node} for reader in graph.successors(path_end)}
        expected |= {(node, reader) for reader in ends if reader in kept}
    assert set(edited.to_networkx().edges) == expected
    assert_columns_follow(edited, topology)


def test_resnet_without_merges_is_dense():
    # Veit et al., "Residual Networks Behave Like Ensembles of Relatively Shallow Networks": unrolled, block i reads all
    reads, kinds = [[]], [NodeKind.INPUT]
    for block in range(8):
        reads += [[2 * block], [2 * block, 2 * block + 1]]
        kinds += [LAYER, MERGE]
    dense = Topology.from_reads([range(node) for node in range(9)])
    contracted = contract(Topology.from_reads(reads, kinds=kinds), MERGE)
    assert contracted.edges().tolist() == dense.edges().tolist()
    assert contracted.labels == (0, *range(1, 17, 2))


def test_contract_nothing():
    topology = log_dense(9)
    assert contract(topology, MERGE) == topology


@pytest.mark.parametrize(
    ("kinds", "message"), [([], "at least one kind"), ([MERGE, NodeKind.INPUT], "cannot remove inp")]
)
def test_contract_refuses(kinds, message):
    with pytest.raises(ArgumentError, match=message):
        contract(log_dense(3), *kinds)


# drop_dead_nodes


@given(topologies(stages=True), st.data())
def test_dead_nodes_are_no_ancestors_of_an_output(plain, data):
    chosen = data.draw(st.lists(st.integers(0, plain.n_nodes - 1), unique=True, max_size=3))
    topology = with_outputs(numbered(plain), chosen) if chosen else numbered(plain)
    graph = topology.to_networkx()
    outputs = [("output", f"x{node}") for node in chosen] or [f"x{plain.n_nodes - 1}"]
    alive = set(outputs).union(*(nx.ancestors(graph, output) for output in outputs))
    edited = drop_dead_nodes(topology)
    assert set(edited.labels) == alive
    assert set(edited.to_networkx().edges) == set(graph.subgraph(alive).edges)
    assert drop_dead_nodes(edited) == edited
    if not chosen:
        assert_columns_follow(edited, topology)


def test_a_dead_input_goes():
    topology = Topology.from_reads([[], [], [1]], kinds=[NodeKind.INPUT, NodeKind.INPUT, LAYER])
    assert drop_dead_nodes(topology) == Topology.from_reads([[], [0]], labels=[1, 2])


# transitive_reduction


@given(topologies(stages=True))
def test_transitive_reduction_is_that_of_networkx(plain):
    topology = numbered(plain)
    edited = transitive_reduction(topology)
    assert set(edited.to_networkx().edges) == set(nx.transitive_reduction(topology.to_networkx()).edges)
    assert_columns_follow(edited, topology)


def test_transitive_reduction_of_a_path_and_more_is_the_path():
    chain = Topology.from_reads([[], *([node] for node in range(300))])
    assert transitive_reduction(log_dense(300)) == chain


# stage_subgraph


@given(topologies(stages=True), st.data())
def test_stage_subgraph_has_the_edges_into_the_stage(plain, data):
    topology = numbered(plain)
    stage = data.draw(st.sampled_from(sorted(set(topology.stages.tolist()))))
    edited = stage_subgraph(topology, stage)
    inside = {f"x{node}" for node in range(topology.n_nodes) if topology.stages[node] == stage}
    edges = {(j, i) for j, i in topology.to_networkx().edges if i in inside}
    assert set(edited.to_networkx().edges) == edges
    assert set(edited.labels) == inside | {j for j, _ in edges}
    graph, cut = topology.to_networkx(), edited.to_networkx()
    for label in edited.labels:
        assert cut.nodes[label]["kind"] == (graph.nodes[label]["kind"] if label in inside else "input")
    assert_columns_follow(edited, topology)


def test_stage_must_exist():
    with pytest.raises(ArgumentError, match="no node has stage 3: the stages are 0, 2"):
        stage_subgraph(Topology.from_reads([[], [0]], stages=[0, 2]), 3)


# compose


@given(topologies(kinds=False, max_nodes=6), topologies(kinds=False, max_nodes=6), topologies(kinds=False, max_nodes=6))
def test_compose_is_associative_and_adds_up(a, b, c):
    both = compose(a, b)
    assert both.n_layers == a.n_layers + b.n_layers
    assert both.n_edges == a.n_edges + b.n_edges
    one, other = compose(both, c), compose(a, compose(b, c))
    assert replace(one, labels=range(one.n_nodes)) == replace(other, labels=range(other.n_nodes))
    for composed in (both, one, other):
        assert tuple(composed.labels[: a.n_nodes]) == tuple(a.labels)
    assert compose(Topology.from_reads([[]]), a) == a == compose(a, Topology.from_reads([[]]))


@given(topologies(kinds=False, max_nodes=6), topologies(kinds=False, max_nodes=6))
def test_every_path_of_a_composition_goes_through_the_joint(a, b):
    both = compose(a, b)
    n_paths = [len(oracles.all_paths(topology)) for topology in (a, b, both)]
    assert n_paths[2] == n_paths[0] * n_paths[1]


def test_compose_keeps_columns():
    a = numbered(Topology.from_reads([[], [0]], stages=[0, 1])).rename("a")
    b = Topology(
        [0, 0, 1, 2], [0, 1], [0, 1, 2], [3, 3, 4], [0, 0, Aggregation.SUM], ["p", "q", "x0"],
        name="b", node_attributes={"op": ["u", "v", "w"]}, edge_attributes={"edge": [7, None], "w": [0.5, 1.5]},
    )  # fmt: skip
    both = compose(a, b)
    assert both.labels == ("x0", "x1", (1, "q"), (1, "x0"))
    assert compose(both, b).labels == (*both.labels, (2, "q"), (2, "x0"))
    assert both.stages.tolist() == [0, 1, 3, 4]
    assert both.kinds.tolist() == [0, 1, 1, 2]
    assert both.aggregations.tolist() == [0, 0, 0, Aggregation.SUM]
    assert both.node_attributes == {"node": (0, 1, None, None), "op": (None, None, "v", "w")}
    assert both.edge_attributes == {"edge": (0, 7, None), "w": (None, 0.5, 1.5)}
    assert both.name == "a + b"
    assert both.provenance == Provenance("compose", {"first": "a", "second": "b"})
    assert compose(a, Topology.from_reads([[], [0]], labels="yz")).labels == ("x0", "x1", "z")


def test_compose_needs_one_joint():
    two = Topology.from_reads([[], [], [0, 1]], kinds=[NodeKind.INPUT, NodeKind.INPUT, LAYER])
    with pytest.raises(ArgumentError, match=r"second has the inputs \[0, 1\]: must have one"):
        compose(log_dense(2), two)
    assert compose(two, log_dense(2)).n_layers == 3


# insert_early_connections


@pytest.mark.parametrize(("early", "n_edges"), [([], 37), ([4], 41), ([0, 1, 2, 3, 4], 67), ([4, 8, 12], 42)])
def test_early_connections_of_three_blocks_of_four(early, n_edges):
    # authors' code, early_connect_type 0, 1, 2 and 4 on Log-DenseNet with 12 layers in blocks of 4, recounted
    assert insert_early_connections(log_dense(12), early).n_edges == n_edges


def test_early_connections_into_layers_only():
    topology = numbered(Topology.from_reads([[], [0], [1], [2]], kinds=[0, LAYER, MERGE, LAYER]))
    edited = insert_early_connections(topology, [0, 0])
    assert [edited.reads(node) for node in range(4)] == [(), (0,), (1,), (0, 2)]
    assert_columns_follow(edited, topology)


@pytest.mark.parametrize("edit", [insert_early_connections, with_outputs])
def test_nodes_must_exist(edit):
    with pytest.raises(ArgumentError, match=r"unknown nodes \[-1, 4\]: this topology has the nodes 0\.\.3"):
        edit(log_dense(3), [-1, 2, 4])


# sparsify


@given(topologies(kinds=False, max_nodes=8), st.data())
def test_sparsify_keeps_the_edges_of_both(pattern, data):
    further = [data.draw(st.sets(st.integers(0, max(node - 1, 0)), max_size=3)) for node in range(pattern.n_nodes)]
    dense = numbered(
        Topology.from_reads([{*pattern.reads(node), *further[node]} if node else [] for node in range(pattern.n_nodes)])
    )
    edited = sparsify(dense, pattern)
    np.testing.assert_array_equal(edited.edges(), pattern.edges())
    assert_columns_follow(edited, dense)


def test_sparsify_densenet_to_log_densenet():
    dense = Topology.from_reads([range(node) for node in range(37)], name="densenet")
    edited = sparsify(dense, log_dense(36))
    assert edited == log_dense(36)
    assert (edited.name, edited.n_edges) == ("densenet", 159)


def test_sparsify_adds_no_edge():
    chain, other = Topology.from_reads([[], [0], [1]]), Topology.from_reads([[], [0], [0, 1]])
    assert sparsify(chain, other) == chain
    with pytest.raises(TopologyError, match="node 2 is unreachable: it reads nothing"):
        sparsify(chain, Topology.from_reads([[], [0], [0]]))


def test_sparsify_needs_as_many_nodes():
    with pytest.raises(ArgumentError, match="the pattern has 3 nodes and the topology 4"):
        sparsify(log_dense(3), log_dense(2))


# with_outputs


@given(topologies(stages=True), st.data())
def test_outputs_stand_behind_what_they_read(plain, data):
    chosen = data.draw(st.lists(st.integers(0, plain.n_nodes - 1), unique=True, min_size=1))
    topology = numbered(plain)
    edited = with_outputs(topology, chosen)
    outputs = edited.nodes_of_kind(NodeKind.OUTPUT).tolist()
    assert [edited.labels[node] for node in outputs] == [("output", f"x{node}") for node in sorted(chosen)]
    for node in outputs:
        assert edited.reads(node) == (node - 1,)
        assert edited.readers(node) == ()
        assert edited.stages[node] == edited.stages[node - 1]
    assert_columns_follow(edited, topology)
    graph = edited.to_networkx()
    graph.remove_nodes_from([edited.labels[node] for node in outputs])
    assert Topology.from_networkx(graph) == topology


def test_a_second_output_after_a_node_has_a_label_of_its_own():
    twice = with_outputs(with_outputs(log_dense(2), [1]), [1])
    assert twice.labels == (0, 1, ("output", 1, 2), ("output", 1), 2)


@pytest.mark.parametrize("nodes", [[], [1, 1]])
def test_outputs_are_some_and_distinct(nodes):
    with pytest.raises(ArgumentError, match="must name at least one node and none twice"):
        with_outputs(log_dense(3), nodes)
