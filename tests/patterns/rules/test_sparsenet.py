"""SparseNet against lists and parameters recounted from the authors' code."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import sparsenet
from skipgraph.topology import Aggregation, NodeKind


def test_lists_at_8_layers():
    t = sparsenet(8)
    # the authors' fetch, which the block's output goes through as well
    rows = [(0,), (0, 1), (1, 2), (0, 2, 3), (1, 3, 4), (2, 4, 5), (3, 5, 6), (0, 4, 6, 7), (1, 5, 7, 8)]
    assert [t.reads(node) for node in range(1, 10)] == rows
    assert t.n_edges == 25
    assert t.kinds[9] == NodeKind.MERGE


@pytest.mark.parametrize("size", [1, 2, 7, 8, 12, 31, 64])
@pytest.mark.parametrize("n_blocks", [1, 3])
def test_a_block_leaves_through_its_layers_n_and_n_minus_1_3_7(size, n_blocks):
    t = sparsenet(size * n_blocks, blocks=(size,) * n_blocks)
    for block in range(n_blocks):
        start = block * (size + 1)
        assert t.kinds[start + size + 1] == (NodeKind.MERGE if block == n_blocks - 1 else NodeKind.TRANSITION)
        back = [start + size - read for read in t.reads(start + size + 1)]
        assert sorted(back) == [n for n in (0, 1, 3, 7, 15, 31, 63) if n <= size]
    assert t.n_layers == size * n_blocks


@pytest.mark.parametrize("n_layers", [1, 5, 36, 100])
@pytest.mark.parametrize("base", [2, 3, 10])
def test_distances_in_a_block_are_digit_sums(n_layers, base):
    def digit_sum(number):
        return 0 if number == 0 else number % base + digit_sum(number // base)

    distances = metrics.backprop_distances(sparsenet(n_layers, base=base))
    for i in range(n_layers + 1):
        assert distances[i, : i + 1].tolist() == [digit_sum(i - j) for j in range(i + 1)]


def test_sums_are_said_on_every_node():
    t = sparsenet(9, join="sum", blocks=(4, 3, 2))
    assert np.all(t.aggregations[1:] == Aggregation.SUM)
    concat = sparsenet(9, blocks=(4, 3, 2))
    assert np.all(concat.aggregations == Aggregation.CONCAT)
    assert t.edges().tolist() == concat.edges().tolist()


def parameters(topology, *, growth_rate, stem, n_classes):
    """BN-ReLU-3x3 layers and BN-ReLU-1x1 transitions that keep their width, without biases."""
    width = [stem]
    total = 27 * stem
    for node in range(1, topology.n_nodes):
        width_in = sum(width[source] for source in topology.reads(node))
        layer = topology.kinds[node] == NodeKind.LAYER
        width.append(growth_rate if layer else width_in)
        if layer:
            total += 2 * width_in + 9 * width_in * growth_rate
        elif topology.kinds[node] == NodeKind.TRANSITION:
            total += 2 * width_in + width_in**2
    return total + 2 * width[-1] + (width[-1] + 1) * n_classes


# recounted from the authors' code
@pytest.mark.parametrize(
    ("growth_rate", "stem", "n_classes", "expected"), [(24, 48, 100, 757_252), (12, 16, 10, 185_778)]
)
def test_parameters_of_40_layers(growth_rate, stem, n_classes, expected):
    t = sparsenet(36, blocks=(12, 12, 12))
    assert parameters(t, growth_rate=growth_rate, stem=stem, n_classes=n_classes) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base": 1}, "base must be an integer of at least 2, got 1"),
        ({"base": 2.5}, "base must be a whole number, got 2.5"),
        ({"join": "mean"}, "join must be one of concat, sum, got 'mean'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        sparsenet(8, **options)
