"""CSPNet against its definition, written out by hand."""

import networkx as nx
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import cspnet
from skipgraph.topology import Aggregation, NodeKind


def named_reads(topology):
    labels = topology.labels
    return {labels[node]: [labels[source] for source in topology.reads(node)] for node in range(1, topology.n_nodes)}


def test_two_stages_by_hand():
    t = cspnet(4, blocks=(2, 2), bypass=0.25)
    assert named_reads(t) == {
        1: [0],
        2: [0, 1],
        "partial1": [0, 1, 2],
        "fusion1": [0, "partial1"],
        3: ["fusion1"],
        4: ["fusion1", 3],
        "partial2": ["fusion1", 3, 4],
        "fusion2": ["fusion1", "partial2"],
    }
    assert t.stages.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    inside, around, whole = 0.75, 0.25, 1.0
    stage = [inside, inside, whole, inside, whole, whole, around, whole]
    assert t.edge_attributes["share"] == (*stage, *stage)
    sides = ["last" if share == inside else None for share in stage]
    assert t.edge_attributes["side"] == (*sides, *sides)


def test_a_residual_block_by_hand():
    t = cspnet(2, inner="residual")
    assert named_reads(t) == {
        1: [0],
        "s1": [0, 1],
        2: ["s1"],
        "s2": ["s1", 2],
        "partial1": ["s2"],
        "fusion1": [0, "partial1"],
    }
    merges = t.nodes_of_kind(NodeKind.MERGE)
    assert all(t.aggregations[merges] == Aggregation.SUM)
    assert t.edge_attributes["share"] == (0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 1.0)


@pytest.mark.parametrize("blocks", [(1,), (8,), (3, 5), (6, 12, 24, 16)])
def test_edge_counts(blocks):
    # a dense block of n layers, its transition and the two edges of the fusion
    t = cspnet(sum(blocks), blocks=blocks)
    assert t.n_edges == sum(n * (n + 1) // 2 + (n + 1) + 2 for n in blocks)
    residual = cspnet(sum(blocks), blocks=blocks, inner="residual")
    assert residual.n_edges == sum(3 * n + 1 + 2 for n in blocks)
    assert metrics.max_backprop_distance(t) == metrics.max_backprop_distance(residual) == 1


@pytest.mark.parametrize("inner", ["dense", "residual"])
def test_the_bypass_needs_no_layer(inner):
    t = cspnet(9, blocks=(3, 3, 3), inner=inner)
    graph = t.to_networkx()
    layers = [t.labels[node] for node in t.nodes_of_kind(NodeKind.LAYER)]
    assert nx.has_path(graph, 0, "fusion3")
    graph.remove_nodes_from([*layers, "partial1", "partial2", "partial3"])
    assert nx.shortest_path_length(graph, 0, "fusion3") == 3


@pytest.mark.parametrize("bypass", [0, 1, 1.5, "half", True])
def test_a_bypass_of_nothing_or_all_is_refused(bypass):
    with pytest.raises(ArgumentError, match=f"bypass must be .*, got {bypass!r}"):
        cspnet(4, bypass=bypass)


def test_other_blocks_are_refused():
    with pytest.raises(ArgumentError, match="inner must be one of dense, residual, got 'chain'"):
        cspnet(4, inner="chain")
