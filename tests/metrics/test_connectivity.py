"""Articulation nodes and live nodes against the paths themselves."""

import oracles
import pytest
from hypothesis import given
from strategies import topologies

from skipgraph.metrics import articulation_nodes, count_articulation_layers, count_live_nodes, live_nodes
from skipgraph.topology import NodeKind, Topology


@given(topologies(max_nodes=11))
def test_nodes_of_some_and_of_all_paths(topology):
    paths = [set(path) for path in oracles.all_paths(topology)]
    live = sorted(set.union(*paths))
    shared = set.intersection(*paths) - {topology.n_nodes - 1}
    assert live_nodes(topology).tolist() == live
    assert count_live_nodes(topology) == len(live)
    assert articulation_nodes(topology).tolist() == sorted(shared)
    assert count_articulation_layers(topology) == sum(topology.kinds[node] == NodeKind.LAYER for node in shared)


@pytest.mark.parametrize("n_layers", [1, 2, 20])
def test_every_node_of_a_chain_and_no_layer_of_a_dense_network(n_layers):
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, n_layers + 1))])
    dense = Topology.from_reads(range(i) for i in range(n_layers + 1))
    assert articulation_nodes(chain).tolist() == list(range(n_layers))
    assert articulation_nodes(dense).tolist() == [0]
