"""Execution orders: valid, never worse than the given one, never better than the best of all."""

import networkx as nx
import oracles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import find_execution_order, peak_live_bytes
from skipgraph.topology import Topology


@settings(deadline=None, max_examples=50)
@given(topologies(max_nodes=6), st.data())
def test_the_order_lies_between_the_given_and_the_best(topology, data):
    sizes = data.draw(st.lists(st.integers(0, 9), min_size=topology.n_nodes, max_size=topology.n_nodes))
    order = find_execution_order(topology, sizes).tolist()
    found = peak_live_bytes(topology, sizes, order=order)  # raises if this is no execution order
    best = min(
        peak_live_bytes(topology, sizes, order=every)
        for every in nx.all_topological_sorts(oracles.weighted_digraph(topology))
    )
    assert best <= found <= peak_live_bytes(topology, sizes)


@pytest.mark.parametrize("n_branches", [2, 5, 20])
def test_branches_are_run_one_after_the_other(n_branches):
    # each branch has a large tensor, then a small one: side by side they would all be alive at once
    large = range(1, n_branches + 1)
    reads = [[], *([0] for _ in large), *([node] for node in large), range(n_branches + 1, 2 * n_branches + 1)]
    sizes = [1, *[100] * n_branches, *[1] * n_branches, 1]
    topology = Topology.from_reads(reads)
    order = find_execution_order(topology, sizes)
    assert peak_live_bytes(topology, sizes) == 100 * n_branches + 1
    assert peak_live_bytes(topology, sizes, order=order) == 100 + n_branches


def test_a_chained_topology_keeps_its_only_order():
    assert find_execution_order(Topology.from_reads(range(i) for i in range(9))).tolist() == list(range(9))


def test_bad_sizes_are_named():
    with pytest.raises(ArgumentError, match="sizes must hold 2 integers"):
        find_execution_order(Topology.from_reads([[], [0]]), [1.5, 2])
