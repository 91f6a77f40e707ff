"""Two topologies side by side, and rankings against scipy."""

import networkx as nx
import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import compare_topologies, max_backprop_distance, metric_rank_correlations
from skipgraph.topology import NodeKind, Topology


@given(topologies(kinds=False), topologies(kinds=False), st.booleans())
def test_differences_are_those_of_the_pairs(first, second, transitions):
    if first.n_nodes != second.n_nodes:
        with pytest.raises(ArgumentError, match="nodes: they must be the same"):
            compare_topologies(first, second)
        return
    found = compare_topologies(first, second, count_transitions=transitions)
    edges, others = ({tuple(edge) for edge in topology.edges().tolist()} for topology in (first, second))
    assert (found.n_shared_edges, found.n_only_first, found.n_only_second) == (
        len(edges & others),
        len(edges - others),
        len(others - edges),
    )
    assert found.edge_overlap == pytest.approx(len(edges & others) / len(edges | others) if edges | others else 1)
    was, now = oracles.joined_pairs(first), oracles.joined_pairs(second)
    changes = [now[pair] - was[pair] for pair in was.keys() & now.keys()]
    assert found.n_closer == sum(change < 0 for change in changes)
    assert found.n_farther == sum(change > 0 for change in changes)
    assert found.n_newly_joined == len(now.keys() - was.keys())
    assert found.n_newly_unjoined == len(was.keys() - now.keys())
    np.testing.assert_allclose(found.mean_change, np.mean(changes) if changes else np.nan)


@given(topologies())
def test_a_topology_differs_in_nothing_from_itself(topology):
    found = compare_topologies(topology, topology)
    assert found.n_shared_edges == topology.n_edges
    assert found.edge_overlap == 1
    assert found.n_only_first == found.n_only_second == found.n_closer == found.n_farther == 0
    assert found.n_newly_joined == found.n_newly_unjoined == 0


def test_other_kinds_of_nodes_are_named():
    layers = Topology.from_reads([[], [0], [1]])
    merge = Topology.from_reads([[], [0], [1]], kinds=[0, 1, NodeKind.MERGE])
    with pytest.raises(ArgumentError, match="node 2 is a layer in one topology and a merge in the other"):
        compare_topologies(layers, merge)


def test_rank_correlations_are_those_of_scipy():
    graphs = [nx.gnp_random_graph(15, p, seed=seed) for seed, p in enumerate(np.linspace(0.1, 0.9, 12))]
    members = [
        Topology.from_reads([{j for j in graph[i] if j < i} | ({i - 1} if i else set()) for i in range(15)])
        for graph in graphs
    ]
    names = ["n_edges", "max_backprop_distance", "mean_backprop_distance", "n_paths", "n_layers"]
    found = metric_rank_correlations(members, names)
    assert found[0, 2] < -0.9  # more edges, shorter distances
    distances = [max_backprop_distance(member) for member in members]
    assert len(set(distances)) < len(distances), "ties share their mean rank"
    expected = spearmanr([member.n_edges for member in members], distances)
    assert found[0, 1] == pytest.approx(expected.statistic)
    np.testing.assert_allclose(np.diag(found), [1, 1, 1, 1, np.nan])
    assert np.isnan(found[:, 4]).all()  # all have as many layers


def test_counts_beyond_every_float_are_ranked():
    dense = [Topology.from_reads(range(i) for i in range(n)) for n in (5, 50, 1500)]
    assert metric_rank_correlations(dense, ["n_paths", "n_edges"])[0, 1] == 1


def test_bad_arguments_are_named():
    topology = Topology.from_reads([[], [0]])
    with pytest.raises(ArgumentError, match="at least two topologies, got 1"):
        metric_rank_correlations([topology], ["n_edges"])
    with pytest.raises(ArgumentError, match="unknown metrics 'edges': known are n_nodes"):
        metric_rank_correlations([topology, topology], ["edges"])
