"""Lesions against networkx with the layer, or the edges, taken out."""

import networkx as nx
import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import edge_loss, lesion_study, mean_backprop_distance, worst_lesion_path_share
from skipgraph.topology import NodeKind, Topology


@given(topologies(max_nodes=10), st.booleans())
def test_lesions_are_those_of_the_graph_without_the_layer(topology, count_transitions):
    found = lesion_study(topology, count_transitions=count_transitions)
    assert found.layers.tolist() == topology.nodes_of_kind(NodeKind.LAYER).tolist()
    paths = oracles.all_paths(topology)
    for at, layer in enumerate(found.layers.tolist()):
        graph = oracles.weighted_digraph(topology, count_transitions=count_transitions)
        graph.remove_node(layer)
        rows = dict(nx.all_pairs_dijkstra_path_length(graph))
        nodes = [node for node in oracles.pairable(topology) if node != layer]
        distances = [rows[j][i] for i in nodes for j in nodes if j < i and i in rows[j]]
        assert found.n_unjoined[at] == len(nodes) * (len(nodes) - 1) // 2 - len(distances)
        assert found.max_distance[at] == max(distances, default=0)
        np.testing.assert_allclose(found.mean_distance[at], np.mean(distances) if distances else np.nan)
        assert found.path_share[at] == pytest.approx(sum(layer not in path for path in paths) / len(paths))


@given(topologies())
def test_the_worst_lesion_before_the_last_node(topology):
    found = lesion_study(topology)
    shares = found.path_share[found.layers < topology.n_nodes - 1]
    np.testing.assert_equal(worst_lesion_path_share(topology), shares.min() if shares.size else np.nan)


def test_half_of_the_paths_of_a_residual_network_survive_any_block():
    # Veit et al. 2016, section 4.1: deleting a block halves the number of paths
    reads, kinds = [[]], [NodeKind.INPUT]
    for before in range(0, 20, 2):
        reads += [[before], [before, before + 1]]
        kinds += [NodeKind.LAYER, NodeKind.MERGE]
    assert lesion_study(Topology.from_reads(reads, kinds=kinds)).path_share.tolist() == [0.5] * 10
    chain = Topology.from_reads([[], [0], [1], [2]])
    assert lesion_study(chain).path_share.tolist() == [0, 0, 0]


def test_losing_nothing_and_everything():
    topology = Topology.from_reads(range(i) for i in range(12))
    nothing = edge_loss(topology, fraction=0, seed=0, n_trials=2)
    assert nothing.n_lost == 0
    assert nothing.output_reached.all()
    assert nothing.joined_share.tolist() == [1, 1]
    assert nothing.mean_distance.tolist() == [mean_backprop_distance(topology)] * 2
    everything = edge_loss(topology, fraction=1, seed=0, n_trials=2)
    assert everything.n_lost == topology.n_edges
    assert not everything.output_reached.any()
    assert everything.joined_share.tolist() == [0, 0]
    assert np.isnan(everything.mean_distance).all()


@given(topologies(), st.floats(0, 1), st.integers(0, 99))
def test_a_loss_is_repeated_by_its_seed_and_leaves_the_global_generator(topology, fraction, seed):
    state = np.random.get_state()[1].copy()  # noqa: NPY002  # the global generator must not move
    first = edge_loss(topology, fraction=fraction, seed=seed, n_trials=3)
    second = edge_loss(topology, fraction=fraction, seed=np.random.default_rng(seed), n_trials=3)
    for name in ("n_lost", "output_reached", "joined_share", "mean_distance"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002  # likewise
    assert ((first.joined_share >= 0) & (first.joined_share <= 1)).all()


def test_a_chain_breaks_where_a_dense_network_holds():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 21))])
    dense = Topology.from_reads(range(i) for i in range(21))
    assert not edge_loss(chain, fraction=0.1, seed=0).output_reached.any()
    assert edge_loss(dense, fraction=0.1, seed=0).output_reached.all()


def test_bad_arguments_are_named():
    topology = Topology.from_reads([[], [0]])
    with pytest.raises(ArgumentError, match=r"fraction 1\.5: must lie in 0\.\.1"):
        edge_loss(topology, fraction=1.5, seed=0)
    with pytest.raises(ArgumentError, match="n_trials must be a whole number from 1 to 10000, got 0"):
        edge_loss(topology, fraction=0.5, seed=0, n_trials=0)
