"""Topologies to draw."""

import pytest

from skipgraph.design import design_topology, draw_constructions, draw_patterns, find_frontier
from skipgraph.topology import NodeKind, Topology


@pytest.fixture
def log_36():
    """36 layers by the base-2 rule: 159 edges."""
    reads = [[i - 2**k for k in range(i.bit_length()) if 2**k <= i] for i in range(37)]
    return Topology.from_reads(reads, name="log_densenet")


@pytest.fixture
def staged():
    """Every kind of node, three stages."""
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION, NodeKind.LAYER, NodeKind.OUTPUT]
    reads = [[], [0], [0, 1], [2], [3], [1, 4]]
    return Topology.from_reads(reads, kinds=kinds, stages=[0, 0, 0, 1, 1, 2], name="staged")


@pytest.fixture
def arms():
    """Two arms that the last node joins: odd and even nodes have no path between them."""
    reads = [[], [0], [0], [1], [2], [3], [4], [5, 6]]
    return Topology.from_reads(reads, name="arms")


@pytest.fixture(scope="session")
def all_36():
    """A frontier of 36 layers, and the names of its patterns."""
    patterns = draw_patterns(36, seed=0)
    design = design_topology(36, max_edges=159, steps=0).topology
    return find_frontier([*patterns, *draw_constructions(36), design]), {topology.name for topology in patterns}
