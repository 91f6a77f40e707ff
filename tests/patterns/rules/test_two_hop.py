"""Two hops over hubs: edges, distance and the mean that nothing goes below."""

import pytest

from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count, mean_backprop_distance, out_degrees
from skipgraph.patterns import two_hop

SIZES = [1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 31, 36, 100, 257]


@pytest.mark.parametrize("n_layers", SIZES)
def test_edges_are_the_sum_of_logarithms(n_layers):
    # OEIS A061168
    assert two_hop(n_layers).n_edges == sum(i.bit_length() - 1 for i in range(1, n_layers + 2))


@pytest.mark.parametrize("n_layers", SIZES)
def test_every_pair_is_within_two_hops_and_the_mean_follows_from_the_edges(n_layers):
    t = two_hop(n_layers)
    n_pairs = n_layers * (n_layers + 1) / 2
    assert max_backprop_distance(t) == min(2, n_layers)
    assert mean_backprop_distance(t) == pytest.approx(2 - t.n_edges / n_pairs, abs=1e-12)


@pytest.mark.parametrize(
    ("n_nodes", "n_edges"), [(4, 4), (5, 6), (6, 8), (7, 10), (8, 13), (9, 16), (10, 19), (12, 25)]
)
def test_edges_are_the_proved_fewest(n_nodes, n_edges):
    assert two_hop(n_nodes - 1).n_edges == n_edges


@pytest.mark.parametrize("n_layers", [7, 15, 36, 100])
def test_the_middle_hub_costs_degree_and_memory(n_layers):
    half = (n_layers + 1) // 2
    t = two_hop(n_layers)
    assert in_degrees(t).max() == half
    assert out_degrees(t).max() == (n_layers + 1) - half - 1 or out_degrees(t).max() == half
    assert max_live_count(t) == half
