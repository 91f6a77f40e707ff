"""Topology: what it refuses, what it answers, and that nothing can change it."""

import copy
import pickle
import tracemalloc
from dataclasses import FrozenInstanceError, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError, SkipgraphError, TopologyError
from skipgraph.topology import Aggregation, NodeKind, Provenance, Topology

X, L, M = NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE
SCALAR_RULE = "must be str, int, float, bool or None"
KIND_RULE = "must be one of 0 (input), 1 (layer), 2 (merge), 3 (transition), 4 (output)"


def faults_of(*args, **kwargs):
    with pytest.raises(TopologyError) as caught:
        Topology(*args, **kwargs)
    return caught.value.faults


def faults_of_reads(*args, **kwargs):
    with pytest.raises(TopologyError) as caught:
        Topology.from_reads(*args, **kwargs)
    return caught.value.faults


# what it refuses


@pytest.mark.parametrize(
    ("reads", "faults"),
    [
        ([], ["no node: a topology has at least its input, node 0"]),
        ([[], [1]], ["node 1 reads itself"]),
        ([[], [-1]], ["node 1 reads unknown node -1: the nodes are 0..1"]),
        ([[], [0, 7]], ["node 1 reads unknown node 7: the nodes are 0..1"]),
        ([[], [0], [1, 0, 1]], ["duplicate edge: node 2 reads 1 twice"]),
        ([[], [0], []], ["node 2 is unreachable: it reads nothing"]),
        ([[], [0], [], [2]], ["node 2 is unreachable: it reads nothing", "node 3 is unreachable from any input"]),
        ([[], [0, 2], [0]], ["node 1 reads (2,): a node may read only nodes before it, 0..0"]),
        (
            [[], [0, 3], [1], [2]],
            ["node 1 reads (3,): a node may read only nodes before it, 0..0", "cycle: 1 -> 2 -> 3 -> 1"],
        ),
    ],
)
def test_edges_that_break_a_rule(reads, faults):
    assert faults_of_reads(reads) == tuple(faults)


@pytest.mark.parametrize(
    ("kinds", "faults"),
    [
        ([L, L], ["node 0 is a layer: node 0 must be an input", "node 0 is unreachable: it reads nothing",
                  "node 1 is unreachable from any input"]),
        ([M, X], ["node 0 is a merge: node 0 must be an input",
                  "node 1 is an input and reads (0,): an input reads nothing",
                  "node 0 is unreachable: it reads nothing"]),
        ([X, 9], [f"node 1 has kinds value 9: {KIND_RULE}"]),
        ([-1, 9], [f"node 0 has kinds value -1: {KIND_RULE}", f"node 1 has kinds value 9: {KIND_RULE}"]),
    ],
)  # fmt: skip
def test_kinds_that_break_a_rule(kinds, faults):
    assert sorted(faults_of_reads([[], [0]], kinds=kinds)) == sorted(faults)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"stages": [0, -1]}, ["node 1 has stage -1: stages count from 0"]),
        ({"stages": [2**32, 0]}, [f"node 0 has stage {2**32}: stages count from 0"]),
        (
            {"aggregations": [0, 5]},
            ["node 1 has aggregations value 5: must be one of 0 (concat), 1 (sum), 2 (mean), 3 (weighted), 4 (gated)"],
        ),
        ({"labels": ["a", "a"]}, ["label 'a' names both node 0 and node 1"]),
        ({"labels": [1, True]}, ["label True names both node 0 and node 1"]),
        ({"labels": ["a", ["b"]]}, ["label ['b'] of node 1 is not hashable"]),
        ({"labels": ["a", np.zeros(2)]}, ["label array([0., 0.]) of node 1 is not hashable"]),
        ({"labels": ["a"]}, ["labels must name all 2 nodes, got 1"]),
        ({"node_attributes": {"w": [1]}}, ["node attribute 'w' must hold 2 values, got 1"]),
        (
            {"node_attributes": {"w": [(1,), {}]}},
            [f"node 0 has w (1,): {SCALAR_RULE}", f"node 1 has w {{}}: {SCALAR_RULE}"],
        ),
        (
            {"node_attributes": {"kind": ["a", "b"]}},
            ["node attribute 'kind' must have another name: every node has a kind of its own"],
        ),
        ({"node_attributes": {3: [1, 2]}}, ["node attribute 3 must be named by a str"]),
        ({"edge_attributes": {"w": [1, 2]}}, ["edge attribute 'w' must hold 1 values, got 2"]),
        ({"kinds": [0]}, ["kinds must hold 2 values, got 1"]),
        ({"stages": [0, 0, 0]}, ["stages must hold 2 values, got 3"]),
    ],
)  # fmt: skip
def test_columns_that_break_a_rule(changes, faults):
    assert faults_of([0, 0, 1], [0], **changes) == tuple(faults)


@pytest.mark.parametrize(
    ("indptr", "indices", "fault"),
    [
        ([], [], "indptr must start at 0 and never fall"),
        ([1, 1], [0], "indptr must start at 0 and never fall"),
        ([0, 2, 1], [0], "indptr must start at 0 and never fall"),
        ([0, 0, 2], [0], "indices must hold indptr[-1] = 2 values, got 1"),
        ([0, 0, 1, 3], [0, 1, 0], "node 2 reads (1, 0): reads must ascend"),
        ([0, 0, 1], [2**40], f"node 1 reads unknown node {2**40}: the nodes are 0..1"),
    ],
)
def test_arrays_that_break_a_rule(indptr, indices, fault):
    assert faults_of(indptr, indices) == (fault,)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Topology([[0]], []), r"indptr must be one-dimensional, got shape \(1, 1\)"),
        (lambda: Topology([0, 0, 1], [0.0]), "indices must be integers, got float64 values such as"),
        (lambda: Topology([0, 0, 1], [False]), "indices must be integers, got bool"),
        (lambda: Topology.from_reads([[], ["0"]]), "reads must be integers"),
        (lambda: Topology([0, 0], [], kinds=["input"]), "kinds must be integers"),
    ],
)
def test_arrays_of_another_type(build, message):
    with pytest.raises(ArgumentError, match=message):
        build()


def test_all_faults_are_listed_at_once():
    faults = faults_of_reads(
        [[], [1, 2], [0, 0], [], [9], [2]],
        kinds=[L, L, L, L, 7, X],
        stages=[0, 0, 0, 0, 0, -2],
        labels=["a", "b", "a", "d", "e", "f"],
        node_attributes={"w": [1]},
    )
    assert faults == (
        f"node 4 has kinds value 7: {KIND_RULE}",
        "node 5 has stage -2: stages count from 0",
        "label 'a' names both node 0 and node 2",
        "node 0 is a layer: node 0 must be an input",
        "node 5 is an input and reads (2,): an input reads nothing",
        "node 1 reads itself",
        "node 1 reads (2,): a node may read only nodes before it, 0..0",
        "duplicate edge: node 2 reads 0 twice",
        "node 4 reads unknown node 9: the nodes are 0..5",
        "node 0 is unreachable: it reads nothing",
        "node 2 is unreachable from any input",
        "node 3 is unreachable: it reads nothing",
        "node 4 is unreachable from any input",
        "node attribute 'w' must hold 6 values, got 1",
    )


def test_message_shows_a_dozen_faults_and_counts_the_rest():
    with pytest.raises(TopologyError) as caught:
        Topology.from_reads([[], *[[node] for node in range(1, 21)]])
    assert len(caught.value.faults) == 20
    assert str(caught.value).startswith("not a topology: node 1 reads itself; node 2 reads itself; ")
    assert str(caught.value).endswith("node 12 reads itself; and 8 more")
    assert isinstance(caught.value, SkipgraphError)
    assert isinstance(caught.value, ValueError)


def test_cycle_is_named_by_labels():
    faults = faults_of_reads([[], [0, 2], [1]], labels=["in", "a", ("b", 1)])
    assert faults[-1] == "cycle: 'a' -> ('b', 1) -> 'a'"


@given(st.lists(st.lists(st.integers(0, 6), max_size=3, unique=True), min_size=7, max_size=7))
def test_faults_agree_with_networkx(reads):
    reads[0] = []
    graph = nx.DiGraph((source, node) for node, row in enumerate(reads) for source in row)
    graph.add_nodes_from(range(7))
    forward = all(source < node for source, node in graph.edges)
    reached = nx.descendants(graph, 0) | {0}
    try:
        topology = Topology.from_reads(reads)
    except TopologyError as error:
        assert not (forward and len(reached) == 7)
        cycles = [fault for fault in error.faults if fault.startswith("cycle")]
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        assert bool(cycles) == (not nx.is_directed_acyclic_graph(graph))
        for cycle in cycles:
            assert nx.is_path(graph, [int(node) for node in cycle.removeprefix("cycle: ").split(" -> ")])
        if forward:
            missed = {int(fault.split()[1]) for fault in error.faults if "unreachable" in fault}
            assert missed == set(range(7)) - reached
    else:
        assert forward
        assert reached == set(range(7))
        assert [topology.reads(node) for node in range(7)] == [tuple(sorted(row)) for row in reads]


# what it answers


def resnet():
    return Topology.from_reads(
        [[], [0], [0, 1], [2], [3, 2]],
        kinds=[X, L, M, L, M],
        aggregations=[0, 0, Aggregation.SUM, 0, Aggregation.SUM],
        stages=[0, 0, 0, 1, 1],
        name="resnet",
        provenance=Provenance("resnet", {"n_layers": 2}, "arXiv:1512.03385"),
    )


def test_questions():
    topology = resnet()
    assert (topology.n_nodes, topology.n_layers, topology.n_edges) == (5, 2, 6)
    assert topology.reads(4) == (2, 3)
    assert topology.readers(2) == (3, 4)
    assert topology.readers(4) == ()
    assert topology.sources(0).shape == (0,)
    assert topology.edges().tolist() == [[0, 1], [0, 2], [1, 2], [2, 3], [2, 4], [3, 4]]
    assert topology.targets.tolist() == [1, 2, 2, 3, 4, 4]
    assert topology.nodes_of_kind(M).tolist() == [2, 4]
    assert topology.nodes_of_kind(X, L).tolist() == [0, 1, 3]
    assert topology.labels == range(5)
    assert type(topology.reads(4)[0]) is int


def test_dtypes():
    topology = resnet()
    arrays = (topology.indptr, topology.indices, topology.kinds, topology.stages, topology.aggregations)
    assert [array.dtype for array in arrays] == [np.int64, np.int32, np.uint8, np.int32, np.uint8]
    assert topology.edges().dtype == np.int32
    assert topology.targets.dtype == np.int32


@given(topologies())
def test_readers_and_reversed_agree_with_networkx(topology):
    graph = topology.to_networkx()
    indptr, indices = topology.reversed
    for node in graph:
        assert topology.readers(node) == tuple(sorted(graph.successors(node)))
        assert indices[indptr[node] : indptr[node + 1]].tolist() == sorted(graph.successors(node))
        assert topology.reads(node) == tuple(sorted(graph.predecessors(node)))
    assert [tuple(edge) for edge in topology.edges().tolist()] == sorted(graph.edges, key=lambda edge: edge[::-1])


@pytest.mark.parametrize("node", [-1, 5])
@pytest.mark.parametrize("question", [Topology.reads, Topology.readers, Topology.sources])
def test_unknown_node(question, node):
    with pytest.raises(ArgumentError, match=rf"unknown node {node}: this topology has the nodes 0\.\.4"):
        question(resnet(), node)


def test_one_node_is_a_topology():
    topology = Topology.from_reads([[]])
    assert (topology.n_layers, topology.n_edges) == (0, 0)
    assert topology.edges().shape == (0, 2)


def test_several_inputs():
    assert Topology.from_reads([[], [], [0, 1]], kinds=[X, X, L]).nodes_of_kind(X).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("topology", "text"),
    [
        (resnet(), "<Topology resnet: 2 layers, 6 edges>"),
        (Topology.from_reads([[], [0]]), "<Topology: 1 layer, 1 edge>"),
        (Topology.from_reads([[]]), "<Topology: 0 layers, 0 edges>"),
    ],
)
def test_repr(topology, text):
    assert repr(topology) == text


# equality


def test_equal_whatever_the_name():
    other = resnet().rename("other")
    assert other == resnet()
    assert hash(other) == hash(resnet())
    assert other.name == "other"
    assert {resnet(), other} == {resnet()}
    assert Topology.from_reads([[], [0]]) == Topology.from_reads([[], [0]], provenance=Provenance("chain"))


@pytest.mark.parametrize(
    "other",
    [
        Topology.from_reads([[], [0], [1]]),
        Topology.from_reads([[], [0], [0, 1]], kinds=[X, L, M]),
        Topology.from_reads([[], [0], [0, 1]], stages=[0, 0, 1]),
        Topology.from_reads([[], [0], [0, 1]], aggregations=[0, 0, 1]),
        Topology.from_reads([[], [0], [0, 1]], labels=["0", "1", "2"]),
        Topology.from_reads([[], [0], [0, 1]], node_attributes={"w": [1, 2, 3]}),
        Topology([0, 0, 1, 3], [0, 0, 1], edge_attributes={"w": [1, 2, 3]}),
        "topology",
        None,
    ],
)
def test_unequal(other):
    assert Topology.from_reads([[], [0], [0, 1]]) != other


def test_nan_is_equal_to_itself():
    def topology():
        return Topology([0, 0, 1], [0], node_attributes={"w": [float("nan"), 1]}, edge_attributes={"v": [float("nan")]})

    assert topology() == topology()
    assert pickle.loads(pickle.dumps(topology())) == copy.deepcopy(topology()) == topology()


def test_labels_that_are_the_numbers_are_no_labels():
    assert Topology.from_reads([[], [0]], labels=[0, 1]).labels == range(2)
    assert repr(Topology.from_reads([[], [0]], labels=[0.0, True]).labels) == "(0.0, True)"


def test_columns_of_none_say_nothing():
    assert Topology.from_reads([[], [0]], node_attributes={"w": [None, None]}) == Topology.from_reads([[], [0]])
    assert Topology([0, 0], [], edge_attributes={"w": []}) == Topology.from_reads([[]])


# nothing can change it


def arrays_of(topology):
    return [
        topology.indptr, topology.indices, topology.kinds, topology.stages, topology.aggregations,
        topology.sources(1), *topology.reversed,
    ]  # fmt: skip


@pytest.mark.parametrize("copied", [lambda t: t, copy.copy, copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_arrays_are_read_only_in_copies_too(copied):
    topology = copied(resnet())
    assert topology == resnet()
    assert (topology.name, topology.provenance) == (resnet().name, resnet().provenance)
    for array in arrays_of(topology):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_fields_are_frozen():
    topology = Topology.from_reads([[], [0]], node_attributes={"w": [1, 2]})
    with pytest.raises(FrozenInstanceError):
        topology.name = "other"  # type: ignore[misc]  # on purpose
    with pytest.raises(TypeError, match="does not support item assignment"):
        topology.node_attributes["w"] = (3, 4)


def test_what_was_given_stays_the_caller_s():
    indptr, indices = np.array([0, 0, 1]), np.array([0], np.int32)
    labels, attributes = ["a", "b"], {"w": [1, 2]}
    topology = Topology(indptr, indices, labels=labels, node_attributes=attributes)
    before = copy.deepcopy(topology)
    indptr[:] = indices[:] = 9
    labels[0] = "z"
    attributes["w"][0] = 9
    assert topology == before


def test_4096_dense_layers_take_less_than_a_gibibyte():
    n_nodes = 4097
    tracemalloc.start()
    try:
        indices = np.concatenate([np.arange(node, dtype=np.int32) for node in range(n_nodes)])
        indptr = np.concatenate([[0], np.cumsum(np.arange(n_nodes))])
        topology = Topology(indptr, indices)
        assert topology.readers(0) == tuple(range(1, n_nodes))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert topology.n_edges == 4096 * 4097 // 2 == 8_390_656
    # the edges alone are 32 MiB; their checks hold a few such arrays at a time
    assert 32 * 2**20 < peak_bytes < 2**30


@given(topologies(), st.data())
def test_live_nodes_are_the_outputs_and_their_ancestors(topology, data):
    graph = nx.DiGraph(topology.edges().tolist())
    graph.add_nodes_from(range(topology.n_nodes))
    last = topology.n_nodes - 1
    assert set(np.flatnonzero(topology.live)) == nx.ancestors(graph, last) | {last}
    readers = [node for node in range(topology.n_nodes) if topology.reads(node)]
    outputs = data.draw(st.sets(st.sampled_from(readers))) if readers else set()
    kinds = [NodeKind.OUTPUT if node in outputs else kind for node, kind in enumerate(topology.kinds.tolist())]
    ends = outputs or {last}
    declared = replace(topology, kinds=kinds)
    assert set(np.flatnonzero(declared.live)) == ends.union(*(nx.ancestors(graph, end) for end in ends))
