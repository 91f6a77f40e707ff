"""Distances to outputs are rows of the matrix."""

import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import distances_to_every_output, distances_to_output, output_nodes
from skipgraph.topology import NodeKind, Topology


@given(topologies(), st.data())
def test_to_output_is_a_row_of_the_matrix(topology, data):
    output = data.draw(st.none() | st.integers(0, topology.n_nodes - 1))
    row = topology.n_nodes - 1 if output is None else output
    expected = oracles.backprop_distances(topology)
    assert distances_to_output(topology, output=output).tolist() == [
        expected.get((row, node), -1) for node in range(topology.n_nodes)
    ]


@given(topologies())
def test_every_output_has_its_row(topology):
    outputs = output_nodes(topology).tolist()
    assert outputs == [node for node in range(topology.n_nodes) if not topology.readers(node)]
    distances = distances_to_every_output(topology)
    assert distances.shape == (len(outputs), topology.n_nodes)
    for output, row in zip(outputs, distances, strict=True):
        assert row.tolist() == distances_to_output(topology, output=output).tolist()


def test_declared_outputs_are_the_outputs():
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT, NodeKind.LAYER]
    topology = Topology.from_reads([[], [0], [1], [1]], kinds=kinds)
    assert output_nodes(topology).tolist() == [2]
    assert distances_to_every_output(topology).tolist() == [[1, 0, 0, -1]]


def test_a_very_long_chain_reaches_its_output():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 70_001))])
    assert distances_to_output(chain)[[0, 1, 69_999, 70_000]].tolist() == [70_000, 69_999, 1, 0]


def test_an_unknown_output_is_named():
    with pytest.raises(ArgumentError, match=r"unknown output 9: this topology has the nodes 0\.\.1"):
        distances_to_output(Topology.from_reads([[], [0]]), output=9)
