"""The sweep in blocks of columns is the sweep of the whole matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.metrics.sweep import column_blocks, entering_costs, predecessor_runs, sweep_columns
from skipgraph.topology import NodeKind, Topology


@given(topologies(), st.integers(1, 60), st.booleans())
def test_blocks_are_the_matrix(topology, block_bytes, count_transitions):
    options = {"count_transitions": count_transitions}
    matrix = sweep_columns(topology, 0, topology.n_nodes, **options)
    next_start = 0
    for start, block in column_blocks(topology, block_bytes=block_bytes, **options):
        assert start == next_start
        next_start = start + block.shape[1]
        np.testing.assert_array_equal(block, matrix[start:, start:next_start])
    assert next_start == topology.n_nodes


def test_blocks_widen_each_for_itself():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 501))])
    widths = [(start, block.dtype.name) for start, block in column_blocks(chain, block_bytes=60_000)]
    assert widths[0] == (0, "uint16")
    assert widths[-1][1] == "uint8"
    for start, block in column_blocks(chain, block_bytes=60_000):
        assert block[-1].tolist() == [500 - start - column for column in range(block.shape[1])]


@given(topologies())
def test_runs_hold_what_is_read(topology):
    indptr, first, stop = predecessor_runs(topology)
    for node in range(topology.n_nodes):
        runs = range(indptr[node], indptr[node + 1])
        assert tuple(j for run in runs for j in range(first[run], stop[run])) == topology.reads(node)
        assert all(stop[run] < first[run + 1] for run in list(runs)[:-1])  # no run could be longer


@pytest.mark.parametrize(("count_transitions", "transition"), [(False, 0), (True, 1)])
def test_costs(count_transitions, transition):
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION, NodeKind.OUTPUT]
    topology = Topology.from_reads([[], [0], [1], [2], [3]], kinds=kinds)
    assert entering_costs(topology, count_transitions=count_transitions).tolist() == [0, 1, 0, transition, 0]
