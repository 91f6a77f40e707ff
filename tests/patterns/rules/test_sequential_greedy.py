"""Greedy reading: bounded in-degree, the best single choice at each step, known distances."""

from itertools import combinations

import networkx as nx
import pytest

from skipgraph.metrics import in_degrees, max_backprop_distance, mean_backprop_distance
from skipgraph.patterns import log_densenet, sequential_greedy


@pytest.mark.parametrize("degree", [1, 2, 3, 6])
def test_in_degree_is_bounded_and_the_chain_is_there(degree):
    t = sequential_greedy(40, degree=degree)
    assert in_degrees(t).max() <= degree
    assert all(node - 1 in t.reads(node) for node in range(1, 41))


def test_with_two_reads_each_skip_is_the_best_one():
    n_layers = 14
    t = sequential_greedy(n_layers, degree=2)
    graph = nx.DiGraph([(1, 0)])
    for layer in range(2, n_layers + 1):
        totals = {}
        for skip in range(layer - 1):
            trial = graph.copy()
            trial.add_edges_from([(layer, layer - 1), (layer, skip)])
            totals[skip] = sum(nx.single_source_shortest_path_length(trial, layer).values())
        skip = next(iter(t.reads(layer)))
        chain_only = layer - 1 == skip
        graph.add_edges_from((layer, source) for source in t.reads(layer))
        reached = sum(nx.single_source_shortest_path_length(graph, layer).values())
        assert reached == min(totals.values()) or chain_only


@pytest.mark.parametrize(("n_layers", "mean"), [(16, 1.49), (32, 1.68), (64, 1.90)])
def test_means_at_the_in_degree_of_log_densenet(n_layers, mean):
    degree = int(in_degrees(log_densenet(n_layers)).max())
    t = sequential_greedy(n_layers, degree=degree)
    assert mean_backprop_distance(t) == pytest.approx(mean, abs=0.006)
    assert max_backprop_distance(t) <= 4


def test_enough_reads_join_everything_directly():
    t = sequential_greedy(9, degree=9)
    assert all(i - j == 1 or (j in t.reads(i)) for j, i in combinations(range(10), 2))
