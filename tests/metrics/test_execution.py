"""Orders and sizes that are refused."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    cut_widths,
    live_bytes,
    live_counts,
    peak_live_bytes,
)
from skipgraph.topology import Topology


def test_bad_orders_and_sizes_are_named():
    topology = Topology.from_reads([[], [0], [1]])
    with pytest.raises(ArgumentError, match=r"order must hold each node of 0\.\.2 once"):
        live_counts(topology, order=[0, 1, 1])
    with pytest.raises(ArgumentError, match="order runs node 2 at step 1, before node 1 at step 2, which it reads"):
        cut_widths(topology, order=[0, 2, 1])
    with pytest.raises(
        ArgumentError, match=r"sizes must hold 3 integers, one for each node, got int64 of shape \(2,\)"
    ):
        live_bytes(topology, [1, 2])
    with pytest.raises(ArgumentError, match="size -3 of node 1: must be at least 0"):
        peak_live_bytes(topology, [1, -3, 2])
