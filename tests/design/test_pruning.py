"""Pruning keeps the distance and leaves no edge to spare."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design import prune
from skipgraph.errors import ArgumentError
from skipgraph.metrics import max_backprop_distance
from skipgraph.patterns import densenet, k_hop, log_densenet, resnet
from skipgraph.topology import Topology


@st.composite
def chained(draw):
    """Draw a topology in which all pairs are joined."""
    n_nodes = draw(st.integers(2, 10))
    skips = [draw(st.sets(st.integers(0, node - 1), max_size=4)) for node in range(1, n_nodes)]
    return Topology.from_reads([[], *({node - 1, *row} for node, row in enumerate(skips, 1))])


@settings(deadline=None)
@given(chained(), st.integers(0, 2))
def test_distance_is_kept_and_every_skip_left_is_needed(topology, slack):
    mbd = max_backprop_distance(topology) + slack
    pruned = prune(topology, mbd)
    assert max_backprop_distance(pruned) <= mbd
    edges = {tuple(edge) for edge in pruned.edges().tolist()}
    assert edges <= {tuple(edge) for edge in topology.edges().tolist()}
    for j, i in edges:
        if i - j > 1:
            reads = [[s for s in pruned.reads(node) if (s, node) != (j, i)] for node in range(pruned.n_nodes)]
            assert max_backprop_distance(Topology.from_reads(reads)) > mbd


# portfolio sizes for 16 nodes; the proved fewest are 26, 23 and 20
@pytest.mark.parametrize(("hops", "n_edges"), [(3, 28), (4, 25), (5, 25)])
def test_16_nodes(hops, n_edges):
    assert prune(k_hop(15, hops=hops), hops).n_edges <= n_edges


def test_larger_distance_and_other_kinds_are_refused():
    with pytest.raises(ArgumentError, match="more than 2 hops"):
        prune(log_densenet(36), 2)
    with pytest.raises(ArgumentError, match="is no layer"):
        prune(resnet(6), 6)
    assert prune(densenet(8), 8).n_edges == 8
