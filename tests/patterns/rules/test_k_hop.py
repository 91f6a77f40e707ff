"""k hops over hubs: the promised distance, counted edges, and the sizes of published tables."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import max_backprop_distance
from skipgraph.patterns import count_k_hop_edges, densenet, k_hop, two_hop


@pytest.mark.parametrize("hops", [2, 3, 4, 5, 6])
def test_distance_is_kept_at_every_size(hops):
    for n_layers in range(1, 301):
        t = k_hop(n_layers, hops=hops)
        assert max_backprop_distance(t) <= hops, n_layers
        assert t.n_edges == count_k_hop_edges(n_layers, hops), n_layers


@pytest.mark.parametrize(
    ("n_layers", "hops", "n_edges"),
    [
        (36, 3, 92), (36, 4, 76), (36, 5, 68),
        (128, 3, 438), (128, 4, 350), (128, 5, 310),
        (1024, 3, 4688), (1024, 4, 3410), (1024, 5, 3050),
        (1000, 6, 2823), (1000, 7, 2781), (1000, 8, 2760),
    ],
)  # fmt: skip
def test_edges_are_no_more_than_those_of_balanced_gaps(n_layers, hops, n_edges):
    assert count_k_hop_edges(n_layers, hops) <= n_edges


@pytest.mark.parametrize("n_layers", [1, 5, 16, 36, 300])
def test_two_hops_take_as_many_edges_as_the_median_hub_and_one_hop_is_dense(n_layers):
    assert k_hop(n_layers, hops=2).n_edges == two_hop(n_layers).n_edges
    assert k_hop(n_layers, hops=1) == densenet(n_layers)


def test_two_more_hops_never_take_more_edges():
    for n_layers in (10, 36, 128):
        counts = [count_k_hop_edges(n_layers, hops) for hops in range(1, n_layers + 2)]
        assert all(later <= earlier for earlier, later in zip(counts, counts[2:], strict=False))
        assert counts[n_layers - 1] == n_layers


def test_hops_are_checked():
    with pytest.raises(ArgumentError, match="hops must be an integer of at least 1, got 0"):
        k_hop(5, hops=0)
