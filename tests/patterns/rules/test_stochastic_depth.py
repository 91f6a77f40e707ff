"""Stochastic depth: samples, and expectations against the sum over all samples."""

from itertools import product

import networkx as nx
import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import (
    expected_distances,
    resnet,
    stochastic_depth,
    survival_probabilities,
    surviving_depth_probabilities,
)
from skipgraph.topology import NodeKind


@pytest.mark.parametrize("n_blocks", [1, 2, 5, 54, 100])
def test_the_linear_rule(n_blocks):
    survival = survival_probabilities(n_blocks)
    # the authors' code: the death rate of block l is l / L times that of the last
    assert survival == pytest.approx([1 - block / n_blocks * 0.5 for block in range(1, n_blocks + 1)])
    assert survival.sum() == pytest.approx((3 * n_blocks - 1) / 4)
    assert survival_probabilities(n_blocks, decay="uniform", last_survival=0.8) == pytest.approx(0.8)


def distances_of_one_sample(alive):
    """Steps between states where merges cost 1 and blocks nothing; a dead block makes two states one."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(alive) + 1))
    for block, lives in enumerate(alive):
        graph.add_edge(block, block + 1, weight=int(lives))  # the identity
        if lives:
            graph.add_edge(block, f"f{block}", weight=0)
            graph.add_edge(f"f{block}", block + 1, weight=1)
    return dict(nx.all_pairs_dijkstra_path_length(graph))


@pytest.mark.parametrize("survival", [[0.3], [0.9, 0.5, 0.2], [1.0, 0.7, 0.0, 0.4, 0.6]])
def test_expectations_against_all_samples(survival):
    n = len(survival)
    distances, depths = np.zeros((n + 1, n + 1)), np.zeros(n + 1)
    for alive in product([False, True], repeat=n):
        chance = np.prod([p if lives else 1 - p for p, lives in zip(survival, alive, strict=True)])
        sample = distances_of_one_sample(alive)
        for i in range(n + 1):
            for j in range(i + 1):
                distances[i, j] += chance * sample[j][i]
        depths[sum(alive)] += chance
    result = expected_distances(survival)
    lower = np.tril_indices(n + 1)
    assert result[lower] == pytest.approx(distances[lower])
    assert np.isnan(result[np.triu_indices(n + 1, 1)]).all()
    assert surviving_depth_probabilities(survival) == pytest.approx(depths)


def test_the_published_network():
    survival = survival_probabilities(54)
    assert expected_distances(survival)[54, 0] == pytest.approx(40.25)
    chances = surviving_depth_probabilities(survival)
    assert chances.sum() == pytest.approx(1)
    assert chances @ np.arange(55) == pytest.approx(40.25)


def test_samples_survive_as_often_as_they_should():
    generator = np.random.default_rng(0)
    counts = np.zeros(5)
    for _ in range(1000):
        t = stochastic_depth(4, seed=generator)
        for node in t.nodes_of_kind(NodeKind.LAYER).tolist():
            counts[int(t.labels[node][1:])] += 1
    assert counts[1:] == pytest.approx([875, 750, 625, 500], abs=80)  # five standard deviations


def test_the_ends_of_the_range():
    assert stochastic_depth(8, seed=0, last_survival=1.0) == resnet(8)
    assert stochastic_depth(8, seed=0, last_survival=0.0, decay="uniform").n_nodes == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_sample_is_a_resnet_of_the_survivors(seed):
    t = stochastic_depth(24, seed=seed, inner_layers=2, blocks=(8, 8, 8))
    merges = t.nodes_of_kind(NodeKind.MERGE).size
    assert t.n_layers == 2 * merges
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == 2
    assert t.n_edges == 4 * merges + 2
    assert stochastic_depth(24, seed=seed, inner_layers=2, blocks=(8, 8, 8)) == t


def test_bad_arguments_are_refused():
    with pytest.raises(ArgumentError, match=r"last_survival must be a number from 0 to 1, got 1\.5"):
        stochastic_depth(8, seed=0, last_survival=1.5)
    with pytest.raises(ArgumentError, match="decay must be one of linear, uniform, got 'cosine'"):
        stochastic_depth(8, seed=0, decay="cosine")
    with pytest.raises(ArgumentError, match=r"survival\[1\] must be a number from 0 to 1, got -0\.1"):
        expected_distances([0.5, -0.1])
