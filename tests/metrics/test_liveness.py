"""What is alive at each step against a step-by-step simulation, closed forms and theorems."""

from math import comb

import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.metrics import (
    additive_live_counts,
    cut_widths,
    live_bytes,
    live_counts,
    max_additive_live_count,
    max_backprop_distance,
    max_cut_width,
    max_live_count,
    peak_live_bytes,
)
from skipgraph.topology import Topology


@given(topologies(), st.data())
def test_a_simulation_keeps_the_same(topology, data):
    order = data.draw(oracles.execution_orders(topology))
    sizes = data.draw(st.lists(st.integers(0, 9), min_size=topology.n_nodes, max_size=topology.n_nodes))
    kept, counts, in_memory, cuts = set(), [], [], []
    for step, node in enumerate(order):
        in_memory.append(sum(sizes[tensor] for tensor in kept | {node}))
        later = order[step + 1 :]
        kept = {tensor for tensor in kept | {node} if any(tensor in topology.reads(reader) for reader in later)}
        counts.append(len(kept))
        cuts.append(sum(tensor in topology.reads(reader) for tensor in order[: step + 1] for reader in later))
    assert live_counts(topology, order=order).tolist() == counts
    assert live_bytes(topology, sizes, order=order).tolist() == in_memory
    assert cut_widths(topology, order=order).tolist() == cuts
    assert max_live_count(topology, order=order) == max(counts)
    assert peak_live_bytes(topology, sizes, order=order) == max(in_memory)
    assert max_cut_width(topology, order=order) == max(cuts)


# tensors, edges and sums at the widest cut: derived with independent code
@pytest.mark.parametrize(
    ("n_layers", "nearest", "log_links"),
    [(16, (5, 15, 5), (9, 16, 8)), (32, (6, 21, 6), (17, 32, 16)), (64, (7, 28, 7), (33, 64, 32))],
)
def test_known_widths(n_layers, nearest, log_links):
    n_nearest = int(np.log2(n_layers + 1)) + 1
    for reads, expected in [
        ([range(max(0, i - n_nearest), i) for i in range(n_layers + 1)], nearest),
        ([[i - 2**k for k in range(i.bit_length())] for i in range(n_layers + 1)], log_links),
    ]:
        topology = Topology.from_reads(reads)
        assert (max_live_count(topology), max_cut_width(topology), max_additive_live_count(topology)) == expected


@pytest.mark.parametrize("n_layers", [1, 2, 9, 40])
def test_dense_keeps_everything_or_half_in_sums(n_layers):
    dense = Topology.from_reads(range(i) for i in range(n_layers + 1))
    n_nodes = n_layers + 1
    assert live_counts(dense).tolist() == [*range(1, n_nodes), 0]
    assert cut_widths(dense).tolist() == [(p + 1) * (n_nodes - p - 1) for p in range(n_nodes)]
    assert additive_live_counts(dense).tolist() == [min(p + 1, n_nodes - p - 1) for p in range(n_nodes)]


@pytest.mark.parametrize(("width", "distance"), [(1, 3), (2, 2), (3, 2), (2, 4), (4, 3), (5, 3)])
def test_the_binomial_topology_meets_the_theorem(width, distance):
    # C(w + k, k) nodes are the most that MBD k and w live tensors allow
    def build(w, k, first, hubs):
        if w == 0 or k == 0:
            reads.append(sorted({*hubs, *([first - 1] if first else [])}))
            return first + 1
        stop = build(w, k - 1, first, hubs)
        return build(w - 1, k, stop, [*hubs, stop - 1])

    reads: list[list[int]] = []
    n_nodes = build(width, distance, 0, [])
    assert n_nodes == comb(width + distance, distance)
    topology = Topology.from_reads(reads)
    assert max_backprop_distance(topology) == distance
    assert max_live_count(topology) == width
