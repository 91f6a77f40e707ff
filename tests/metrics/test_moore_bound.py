"""No topology goes below the bounds, and the best ones meet them."""

import itertools

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    max_backprop_distance,
    mean_backprop_distance,
    mean_distance_excess,
    min_possible_max_distance,
    min_possible_mean_distance,
)
from skipgraph.topology import Topology


def chained_topologies(n_layers):
    """Every topology of this many layers in which all pairs are joined."""
    skips = [(j, i) for i in range(2, n_layers + 1) for j in range(i - 1)]
    for chosen in itertools.product([False, True], repeat=len(skips)):
        reads = [[], *([i - 1] for i in range(1, n_layers + 1))]
        for (j, i), taken in zip(skips, chosen, strict=True):
            if taken:
                reads[i].append(j)
        yield Topology.from_reads(reads)


@pytest.mark.parametrize("n_layers", [1, 2, 3, 4])
def test_bounds_hold_for_every_topology(n_layers):
    for topology in chained_topologies(n_layers):
        assert max_backprop_distance(topology) >= min_possible_max_distance(topology)
        assert mean_backprop_distance(topology) >= min_possible_mean_distance(topology) - 1e-12
        assert mean_distance_excess(topology) >= 1 - 1e-12


def test_two_hops_meet_the_bound_on_the_mean():
    # hub recursion on nodes 0..8: every pair has a hub at most two hops away
    reads = [set() for _ in range(9)]

    def join(low, high):
        if high <= low:
            return
        hub = (low + high + 1) // 2
        for node in range(low, high + 1):
            if node != hub:
                reads[max(node, hub)].add(min(node, hub))
        join(low, hub - 1)
        join(hub + 1, high)

    join(0, 8)
    topology = Topology.from_reads(reads)
    assert max_backprop_distance(topology) == 2
    assert mean_backprop_distance(topology) == pytest.approx(2 - topology.n_edges / 36)
    assert mean_distance_excess(topology) == pytest.approx(1)


def test_extremes():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 21))])
    assert min_possible_max_distance(chain) == 20
    assert min_possible_mean_distance(chain) == pytest.approx(22 / 3)
    dense = Topology.from_reads(range(i) for i in range(21))
    assert min_possible_max_distance(dense) == min_possible_mean_distance(dense) == 1
    # in-degree 2: 2 + 4 + 8 + 16 >= 20, the Moore bound is 4
    pairs = Topology.from_reads({i - d for d in (1, 4) if d <= i} for i in range(21))
    assert min_possible_max_distance(pairs) == 4


def test_what_has_no_bound_is_said():
    with pytest.raises(ArgumentError, match="node 2 is a merge"):
        min_possible_max_distance(Topology.from_reads([[], [0], [0, 1]], kinds=[0, 1, 2]))
    with pytest.raises(ArgumentError, match="without layers"):
        min_possible_mean_distance(Topology.from_reads([[]]))
    with pytest.raises(ArgumentError, match="leaves pairs unjoined"):
        mean_distance_excess(Topology.from_reads([[], [0], [0], [1]]))
