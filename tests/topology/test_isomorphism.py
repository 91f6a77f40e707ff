"""The fingerprint against brute force and networkx."""

import itertools
import random
import subprocess
import sys
import time

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.isomorphism import fingerprint


def isomorphic(a, b):
    keys = ("kind", "stage", "aggregation")
    return nx.is_isomorphic(
        a.to_networkx(), b.to_networkx(), node_match=lambda x, y: all(x[key] == y[key] for key in keys)
    )


def shuffled(topology, rng):
    """A copy with other labels, in another execution order."""
    nodes = list(topology.to_networkx().nodes(data=True))
    rng.shuffle(nodes)
    graph = nx.DiGraph()
    graph.add_nodes_from((f"n{node}", data) for node, data in nodes)
    graph.add_edges_from((f"n{j}", f"n{i}") for j, i in topology.edges().tolist())
    return Topology.from_networkx(graph)


@given(topologies(stages=True), st.randoms(use_true_random=False))
def test_equal_for_a_reordered_copy(topology, rng: random.Random):
    assert fingerprint(shuffled(topology, rng)) == fingerprint(topology)


@given(topologies(max_nodes=6), topologies(max_nodes=6))
def test_pairs_agree_with_networkx(a, b):
    assert (fingerprint(a) == fingerprint(b)) == isomorphic(a, b)


@given(topologies(max_nodes=10), st.data())
def test_neighbours_agree_with_networkx(topology, data):
    """Topologies that differ in one edge or kind are the hard pairs."""
    node = data.draw(st.integers(0, topology.n_nodes - 1))
    reads = [list(topology.reads(reader)) for reader in range(topology.n_nodes)]
    kinds = topology.kinds.tolist()
    if reads[node]:
        reads[node] = sorted(data.draw(st.sets(st.integers(0, node - 1), min_size=1, max_size=4)))
        kinds[node] = data.draw(st.sampled_from([NodeKind.LAYER, NodeKind.MERGE]))
    other = Topology.from_reads(reads, kinds=kinds)
    assert (fingerprint(topology) == fingerprint(other)) == isomorphic(topology, other)


def all_topologies(n_nodes):
    """Every topology of so many nodes whose inputs are those that read nothing, as tuples of reads."""
    rows = [
        [row for size in range(node + 1) for row in itertools.combinations(range(node), size)]
        for node in range(n_nodes)
    ]
    return list(itertools.product(*rows))


def canonical(reads):
    """The smallest of all renumberings."""
    edges = [(source, node) for node, row in enumerate(reads) for source in row]
    return min(
        tuple(sorted((order[source], order[node]) for source, node in edges))
        for order in itertools.permutations(range(len(reads)))
    )


@pytest.mark.parametrize(("n_nodes", "n_classes"), [(1, 1), (2, 2), (3, 6), (4, 31), (5, 302)])  # OEIS A003087
def test_tells_all_small_dags_apart(n_nodes, n_classes):
    fingerprints = {}
    for reads in all_topologies(n_nodes):
        kinds = [NodeKind.LAYER if row else NodeKind.INPUT for row in reads]
        fingerprints.setdefault(canonical(reads), set()).add(fingerprint(Topology.from_reads(reads, kinds=kinds)))
    assert len(fingerprints) == n_classes
    assert all(len(found) == 1 for found in fingerprints.values())
    assert len(set.union(*fingerprints.values())) == n_classes


def rings(*sizes):
    """Inputs and layers in rings, where each layer reads the two inputs beside it."""
    reads, kinds = [], []
    for size in sizes:
        first = len(reads)
        reads += [[]] * size + [[first + place, first + (place + 1) % size] for place in range(size)]
        kinds += [NodeKind.INPUT] * size + [NodeKind.LAYER] * size
    return Topology.from_reads(reads, kinds=kinds)


def test_tells_apart_what_colours_alone_cannot():
    one, two = rings(6), rings(3, 3)
    # the classical failure of colour refinement: all inputs look alike, and all layers
    graphs = [topology.to_networkx().to_undirected() for topology in (one, two)]
    hashes = {nx.weisfeiler_lehman_graph_hash(graph, node_attr="kind", iterations=12) for graph in graphs}
    assert len(hashes) == 1
    assert fingerprint(one) != fingerprint(two)
    assert fingerprint(rings(4, 6)) == fingerprint(rings(6, 4))
    assert fingerprint(rings(5, 5)) != fingerprint(rings(4, 6))
    # too many nodes to single each out: the sizes of the components tell
    assert fingerprint(rings(20, 480)) != fingerprint(rings(100, 400))


def test_what_it_cannot_tell_apart_is_as_documented():
    # two rings of one size against one of another, doubled by an input that all layers read
    def joined(*sizes):
        apart = rings(*sizes)
        reads = [[source + 1 for source in apart.reads(node)] for node in range(apart.n_nodes)]
        reads = [[], *([0, *row] if row else [] for row in reads)]
        return Topology.from_reads(reads, kinds=[NodeKind.INPUT, *apart.kinds.tolist()])

    assert fingerprint(joined(6)) != fingerprint(joined(3, 3))
    many, one = joined(40, 40), joined(80)
    pieces = []
    for topology in (many, one):
        graph = topology.to_networkx()
        graph.remove_node(0)
        pieces.append(nx.number_weakly_connected_components(graph))
    assert pieces == [2, 1]  # so they are not isomorphic
    assert fingerprint(many) == fingerprint(one)


@pytest.mark.parametrize(
    "changes",
    [
        {"kinds": [NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE]},
        {"stages": [0, 0, 1]},
        {"aggregations": [0, 0, Aggregation.SUM]},
    ],
)
def test_kinds_stages_and_aggregations_count(changes):
    reads = [[], [0], [0, 1]]
    assert fingerprint(Topology.from_reads(reads, **changes)) != fingerprint(Topology.from_reads(reads))


def test_labels_names_and_attributes_do_not():
    plain = Topology.from_reads([[], [0], [0, 1]])
    named = Topology.from_reads([[], [0], [0, 1]], labels="abc", name="n", node_attributes={"w": [1, 2, 3]})
    assert fingerprint(named) == fingerprint(plain)


def test_is_the_same_in_every_process():
    code = (
        "from skipgraph.topology import Topology; from skipgraph.topology.isomorphism import fingerprint\n"
        "print(fingerprint(Topology.from_reads([[], [0], [0], [1, 2]])))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in "12"
    }
    assert found == {fingerprint(Topology.from_reads([[], [0], [0], [1, 2]]))}
    # a change of this value invalidates every fingerprint that anybody has kept
    assert found == {"9eba8ed61ce92448c769d3aa314caa30"}


def log_dense(n_layers):
    return Topology.from_reads([[i - 2**k for k in range(11) if 2**k <= i] for i in range(n_layers + 1)])


def branches(width, depth):
    """Equal parallel branches between an input and a layer that joins them."""
    reads = [[], *([0] if node < width else [node - width + 1] for node in range(width * depth))]
    return Topology.from_reads([*reads, list(range(width * (depth - 1) + 1, width * depth + 1))])


THOUSANDS = {
    "log_dense": log_dense(1000),
    "dense": Topology.from_reads(map(range, range(1001))),
    "branches": branches(20, 50),
    "rings": rings(20, 480),
}


@pytest.mark.parametrize("name", THOUSANDS)
def test_a_thousand_nodes_are_fast(name):
    start = time.process_time()
    fingerprint(THOUSANDS[name])
    assert time.process_time() - start < 3


@pytest.mark.parametrize("topology", [log_dense(200), branches(5, 20), branches(40, 3)], ids=["log", "few", "many"])
def test_equal_for_a_large_reordered_copy(topology):
    assert fingerprint(shuffled(topology, random.Random(0))) == fingerprint(topology)
