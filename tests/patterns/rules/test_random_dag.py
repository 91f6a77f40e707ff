"""Random DAGs: the budget is met, the chain is there, and all skip connections are equally likely."""

import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, random_dag


@pytest.mark.parametrize("n_layers", [1, 2, 3, 8, 36])
def test_every_budget_is_met_exactly(n_layers):
    most = n_layers * (n_layers + 1) // 2
    for n_edges in {n_layers, (n_layers + most) // 2, most}:
        t = random_dag(n_layers, seed=1, n_edges=n_edges)
        assert (t.n_layers, t.n_edges) == (n_layers, n_edges)
        assert all(layer - 1 in t.reads(layer) for layer in range(1, n_layers + 1))
    assert random_dag(n_layers, seed=1, n_edges=n_layers) == chain(n_layers)
    assert random_dag(n_layers, seed=1, n_edges=most) == densenet(n_layers)


def test_all_skip_connections_are_equally_likely():
    generator = np.random.default_rng(0)
    counts = np.zeros((6, 6), int)
    for _ in range(2000):
        edges = random_dag(5, seed=generator, n_edges=8).edges()
        counts[edges[:, 1], edges[:, 0]] += 1
    assert all(counts[i, i - 1] == 2000 for i in range(1, 6))
    skips = counts[np.tril_indices(6, -2)]
    assert skips.sum() == 3 * 2000
    assert skips == pytest.approx(600, abs=100)  # 10 skip connections share 3; five standard deviations


def test_seeds_differ_and_a_generator_moves_on():
    assert random_dag(20, seed=0) != random_dag(20, seed=1)
    generator = np.random.default_rng(0)
    first, second = random_dag(20, seed=generator), random_dag(20, seed=generator)
    assert first == random_dag(20, seed=0)
    assert first != second
    assert first.name == "random_dag"


@pytest.mark.parametrize("n_edges", [7, 37])
def test_impossible_budgets_are_refused(n_edges):
    with pytest.raises(ArgumentError, match=rf"from 8 \(the chain\) to 36 .* got {n_edges}"):
        random_dag(8, seed=0, n_edges=n_edges)
