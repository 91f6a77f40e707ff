"""Memory traffic against a node-by-node count and HarDNet's definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import macs_per_element, memory_traffic, node_traffic
from skipgraph.topology import NodeKind, Topology


@given(topologies(), st.data())
def test_traffic_is_what_each_node_reads_and_writes(topology, data):
    sizes = data.draw(st.lists(st.integers(0, 99), min_size=topology.n_nodes, max_size=topology.n_nodes))
    expected = [
        sum(sizes[source] for source in topology.reads(node)) + sizes[node]
        if topology.kinds[node] in (NodeKind.LAYER, NodeKind.TRANSITION)
        else 0
        for node in range(topology.n_nodes)
    ]
    assert node_traffic(topology, sizes).tolist() == expected
    assert memory_traffic(topology, sizes) == sum(expected)


@pytest.mark.parametrize("n_layers", [1, 8, 40])
def test_a_dense_network_moves_its_edges_and_its_layers(n_layers):
    dense = Topology.from_reads(range(i) for i in range(n_layers + 1))
    assert memory_traffic(dense) == n_layers * (n_layers + 1) // 2 + n_layers


def test_macs_per_element_of_a_convolution():
    # a 3x3 convolution of 16 to 32 channels on 8x8: 9 * 16 * 32 * 64 MACs over (16 + 32) * 64 elements
    topology = Topology.from_reads([[], [0]])
    ratio = macs_per_element(topology, [16 * 64, 32 * 64], [0, 9 * 16 * 32 * 64])
    np.testing.assert_allclose(ratio, [np.nan, 9 * 16 * 32 / 48])


def test_bad_arguments_are_named():
    topology = Topology.from_reads([[], [0]])
    with pytest.raises(ArgumentError, match="sizes must hold 2 integers"):
        memory_traffic(topology, [1])
    with pytest.raises(ArgumentError, match=r"macs must hold 2 values, one for each node, got shape \(3,\)"):
        macs_per_element(topology, [1, 2], [1, 2, 3])
