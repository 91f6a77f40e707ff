"""Stochastic Log-DenseNet against its own definition."""

import math

import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, log_densenet, stochastic_log_densenet
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("density", [0.5, 1 / math.log(2), 3.0])
def test_offsets_are_as_likely_as_defined(density):
    n_layers, n_samples = 40, 300
    generator = np.random.default_rng(0)
    counts = np.zeros(n_layers + 1)
    for _ in range(n_samples):
        edges = stochastic_log_densenet(n_layers, seed=generator, density=density).edges()
        counts += np.bincount(edges[:, 1] - edges[:, 0], minlength=n_layers + 1)
    assert counts[0] == 0
    assert counts[1] == n_samples * n_layers
    for offset in range(2, n_layers + 1):
        chance, n_draws = min(1, density / offset), n_samples * (n_layers + 1 - offset)
        deviation = math.sqrt(n_draws * chance * (1 - chance))
        assert abs(counts[offset] - n_draws * chance) <= 5 * deviation


def test_layers_are_independent():
    # whether layers 11 and 12 read 4 before them: chances are multiplied
    generator = np.random.default_rng(1)
    both = 0
    for _ in range(2000):
        t = stochastic_log_densenet(12, seed=generator, density=2.0)
        both += 7 in t.reads(11) and 8 in t.reads(12)
    assert both / 2000 == pytest.approx(0.25, abs=0.05)


def test_the_ends_of_the_range():
    assert stochastic_log_densenet(20, seed=0, density=20).edges().tolist() == densenet(20).edges().tolist()
    assert stochastic_log_densenet(20, seed=0, density=1e-9).edges().tolist() == chain(20).edges().tolist()


@pytest.mark.parametrize("n_layers", [64, 256, 1024])
def test_about_as_many_edges_as_log_densenet(n_layers):
    found = np.mean([stochastic_log_densenet(n_layers, seed=seed).n_edges for seed in range(5)])
    assert found == pytest.approx(log_densenet(n_layers).n_edges, rel=0.15)


def test_stages_change_no_connection():
    flat = stochastic_log_densenet(36, seed=3)
    staged = stochastic_log_densenet(36, seed=3, blocks=(12, 12, 12))
    assert contract(staged, NodeKind.TRANSITION).edges().tolist() == flat.edges().tolist()


def test_bad_options_are_refused():
    with pytest.raises(ArgumentError, match="density must be a finite number above 0, got 0"):
        stochastic_log_densenet(8, seed=0, density=0)
    with pytest.raises(ArgumentError, match=r"seed must be a whole number from 0 or a Generator, got 1\.5"):
        stochastic_log_densenet(8, seed=1.5)
