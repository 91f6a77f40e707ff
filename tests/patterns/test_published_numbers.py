"""The Log-DenseNet authors' patterns against lists and numbers recounted from their code."""

import math

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.patterns import (
    chain,
    densenet,
    evenly_spaced,
    every_other,
    log_densenet,
    log_densenet_v2,
    loglog_densenet,
    mini_dense,
    nearest,
    nearest_half,
    nearest_half_and_log,
    nearest_log_i,
    resnet,
)
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract

SIZES = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 36, 63, 64, 100]


def rows(text: str) -> list[tuple[int, ...]]:
    """'0 | 0,1 | 0-2' as the reads of layers 1, 2 and 3."""
    lists = []
    for row in text.split("|"):
        nodes: list[int] = []
        for part in row.split(","):
            first, _, last = part.strip().partition("-")
            nodes += range(int(first), int(last or first) + 1)
        lists.append(tuple(nodes))
    return lists


def reads(topology):
    return [topology.reads(node) for node in range(1, topology.n_nodes)]


def connections(topology):
    """The topology without its transitions: which layers read which."""
    return contract(topology, NodeKind.TRANSITION)


# P(1) | .. | P(8), then edges, MBD and mean BD, recounted from the authors' code
AT_8 = [
    (log_densenet, {}, "0 | 0,1 | 1,2 | 0,2,3 | 1,3,4 | 2,4,5 | 3,5,6 | 0,4,6,7", (21, 3, 1.4722)),
    (log_densenet, {"base": 3}, "0 | 1 | 0,2 | 1,3 | 2,4 | 3,5 | 4,6 | 5,7", (14, 4, 1.8333)),
    (log_densenet, {"coef": 0.5}, "0 | 1 | 0,2 | 1,3 | 2,4 | 3,5 | 0,4,6 | 1,5,7", (16, 3, 1.6667)),
    (nearest_log_i, {}, "0 | 0,1 | 1,2 | 1-3 | 2-4 | 3-5 | 4-6 | 4-7", (21, 3, 1.5)),
    (nearest, {}, "0 | 0,1 | 0-2 | 0-3 | 1-4 | 2-5 | 3-6 | 4-7", (26, 2, 1.2778)),
    (evenly_spaced, {}, "0 | 0,1 | 0-2 | 0-3 | 1-4 | 1,2,4,5 | 1,3,5,6 | 1,3,5,7", (26, 2, 1.2778)),
    (densenet, {}, "0 | 0,1 | 0-2 | 0-3 | 0-4 | 0-5 | 0-6 | 0-7", (36, 1, 1.0)),
    (mini_dense, {}, "0 | 0,1 | 1,2 | 2,3 | 3,4 | 4,5 | 5,6 | 3,6,7", (16, 4, 1.7778)),
    (nearest_half, {}, "0 | 1 | 1,2 | 2,3 | 2-4 | 3-5 | 3-6 | 4-7", (20, 4, 1.6389)),
    (every_other, {}, "0 | 1 | 0,2 | 1,3 | 0,2,4 | 1,3,5 | 0,2,4,6 | 1,3,5,7", (20, 2, 1.4444)),
    (
        nearest_half_and_log,
        {},
        "0 | 0,1 | 0-2 | 0,2,3 | 0,2-4 | 0,1,3-5 | 0,1,3-6 | 0,1,4-7",
        (30, 2, 1.1667),
    ),
    (
        loglog_densenet,
        {"bottleneck_width": 1},
        "0 | 0,1 | 2 | 2,3 | 0,2-4 | 5 | 5,6 | 0,2,5-7",
        (18, 3, None),
    ),
    (
        loglog_densenet,
        {"bottleneck_width": 1, "blocks": (4, 4)},
        "0 | 0,1 | 2 | 0,2,3 | 0,2,4 | 5 | 5,6 | 0,2,4-7",
        (19, 3, None),
    ),
    (
        loglog_densenet,
        {"blocks": (4, 4)},
        "0 | 0,1 | 1,2 | 0,2,3 | 0,2-4 | 2,4,5 | 3,5,6 | 0,2,4-7",
        (24, 2, None),
    ),
]


@pytest.mark.parametrize(("pattern", "options", "expected", "numbers"), AT_8)
def test_lists_at_8_layers(pattern, options, expected, numbers):
    t = connections(pattern(8, **options))
    assert reads(t) == rows(expected)
    n_edges, mbd, mean = numbers
    assert t.n_edges == n_edges
    assert metrics.max_backprop_distance(t) == mbd
    if mean is not None:
        assert round(metrics.mean_backprop_distance(t), 4) == mean


# edges / MBD / mean BD at 36 layers, recounted from the authors' code
AT_36 = [
    (log_densenet, {}, (159, 5, 2.2508)),
    (nearest_log_i, {}, (159, 9, 3.1637)),
    (nearest, {}, (201, 6, 2.5541)),
    (evenly_spaced, {}, (201, 6, 2.0)),
    (densenet, {}, (666, 1, 1.0)),
    (mini_dense, {}, (76, 11, 4.6411)),
    (nearest_half, {}, (342, 6, 1.8649)),
    (every_other, {}, (342, 2, 1.4865)),
    (nearest_half_and_log, {}, (438, 2, 1.3423)),
    (loglog_densenet, {}, (151, 4, 2.2477)),
    (loglog_densenet, {"blocks": (12, 12, 12)}, (151, 4, 2.2477)),
    (loglog_densenet, {"bottleneck_width": 1}, (99, 4, 2.506)),
    (loglog_densenet, {"bottleneck_width": 1, "blocks": (12, 12, 12)}, (99, 4, 2.506)),
]


@pytest.mark.parametrize(("pattern", "options", "numbers"), AT_36)
def test_numbers_at_36_layers(pattern, options, numbers):
    t = pattern(36, **options)
    found = (connections(t).n_edges, metrics.max_backprop_distance(t), round(metrics.mean_backprop_distance(t), 4))
    assert found == numbers


def test_loglog_at_1024_layers():
    t = loglog_densenet(1024, bottleneck_width=1)
    assert (t.n_edges, metrics.max_backprop_distance(t)) == (4336, 5)


def test_the_hubs_of_loglog_at_8_layers():
    # recursion depths 1, 0, 1, 2, 0, 1, 2, 0 in the authors' code, which widens depth 0
    t = loglog_densenet(8, bottleneck_width=1, hub_growth=2)
    assert t.node_attributes["growth"] == (None, None, 2, None, None, 2, None, None, 2)


@pytest.mark.parametrize("n_layers", SIZES)
def test_log_densenet_distance_is_the_ones_of_the_gap(n_layers):
    distances = metrics.backprop_distances(log_densenet(n_layers))
    for i in range(n_layers + 1):
        assert distances[i, : i + 1].tolist() == [(i - j).bit_count() for j in range(i + 1)]


@pytest.mark.parametrize("n_layers", SIZES)
def test_edge_counts_in_closed_form(n_layers):
    m = n_layers.bit_length() - 1  # floor(log2 L)
    assert log_densenet(n_layers).n_edges == (n_layers + 1) * (m + 1) - 2 ** (m + 1) + 1
    assert nearest_log_i(n_layers).n_edges == log_densenet(n_layers).n_edges
    assert nearest_half(n_layers).n_edges == every_other(n_layers).n_edges == (n_layers + 1) ** 2 // 4
    assert densenet(n_layers).n_edges == n_layers * (n_layers + 1) // 2
    assert chain(n_layers).n_edges == n_layers
    n = math.floor(math.log2(n_layers + 1)) + 1
    assert evenly_spaced(n_layers).n_edges == sum(min(i, n) for i in range(1, n_layers + 1))


@pytest.mark.parametrize("n_layers", SIZES)
def test_distances_in_closed_form(n_layers):
    n = math.floor(math.log2(n_layers + 1)) + 1
    assert metrics.max_backprop_distance(nearest(n_layers)) == math.ceil(n_layers / n)
    assert metrics.max_backprop_distance(log_densenet(n_layers)) == math.floor(math.log2(n_layers + 1))
    assert metrics.max_backprop_distance(resnet(n_layers)) == 1
    assert metrics.max_backprop_distance(nearest_half(n_layers)) == math.floor(math.log2(n_layers)) + 1
    assert metrics.max_backprop_distance(nearest_half_and_log(n_layers)) <= 2
    assert metrics.max_backprop_distance(chain(n_layers)) == n_layers
    assert metrics.mean_backprop_distance(chain(n_layers)) == pytest.approx((n_layers + 2) / 3)


@pytest.mark.parametrize(
    ("coef", "offsets"), [(1.5, (1, 3, 5, 11, 21, 43)), (3, (1, 2, 3, 6, 11, 22, 43)), (0.5, (1, 3, 7, 15, 31, 63))]
)
def test_log_densenet_offsets(coef, offsets):
    t = log_densenet(100, coef=coef)
    read = tuple(100 - source for source in reversed(t.reads(100)))
    assert read[: len(offsets)] == offsets


@pytest.mark.parametrize("coef", [2, 4, 8])
def test_a_power_of_two_as_coef_changes_nothing(coef):
    assert log_densenet(100, coef=coef) == log_densenet(100)


# P(9) .. P(12) and the edges with early connections, blocks of 4, recounted from the authors' code
EARLY = [
    ("none", "1,5,7,8 | 2,6,8,9 | 3,7,9,10 | 4,8,10,11", 37),
    ("first_end", "1,4,5,7,8 | 2,4,6,8,9 | 3,4,7,9,10 | 4,8,10,11", 41),
    ("first_block", "0-5,7,8 | 0-4,6,8,9 | 0-4,7,9,10 | 0-4,8,10,11", 67),
    ("three_ends", "1,4,5,7,8 | 2,4,6,8,9 | 3,4,7,8-10 | 4,8,10,11", 42),
    ("all_ends", "1,4,5,7,8 | 2,4,6,8,9 | 3,4,7,8-10 | 4,8,10,11", 42),
]


@pytest.mark.parametrize(("early", "expected", "n_edges"), EARLY)
def test_early_connections(early, expected, n_edges):
    t = connections(log_densenet(12, blocks=(4, 4, 4), early=early))
    assert reads(t)[8:] == rows(expected)
    assert t.n_edges == n_edges
    assert metrics.max_backprop_distance(t) == 3


@pytest.mark.parametrize(("pattern", "n_transitions"), [(log_densenet, 34), (nearest, 12), (evenly_spaced, 30)])
def test_transitions_of_three_blocks_of_12(pattern, n_transitions):
    t = pattern(36, blocks=(12, 12, 12))
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == n_transitions
    stages = t.stages[t.edges()]
    into_layers = t.kinds[t.targets] == NodeKind.LAYER
    assert np.all(stages[into_layers, 0] == stages[into_layers, 1]), "layers read their own stage only"
    assert reads(connections(t)) == reads(pattern(36))


def local_edges(topology):
    layer = topology.kinds == NodeKind.LAYER
    return int(np.sum(layer[topology.edges()].all(axis=1)))


@pytest.mark.parametrize(("size", "n_local"), [(12, 99), (32, 387), (52, 747)])
def test_v2_local_edges(size, n_local):
    t = log_densenet_v2(3 * size, blocks=(size,) * 3)
    assert local_edges(t) == n_local
    inside = metrics.backprop_distances(t)[1 : size + 1, 1 : size + 1]
    assert inside[np.tril_indices(size)].max() <= (size - 1).bit_length()


def test_v2_at_8_layers():
    t = log_densenet_v2(8, blocks=(4, 4))
    # local reads [] [1] [1,2] [2,3] | [] [5] [5,6] [6,7] beside the map that the input and 1..4 are compressed to
    assert reads(t) == rows("0 | 0,1 | 0-2 | 0,2,3 | 0 | 1-4 | 5,6 | 7 | 7,8 | 7-9 | 7,9,10")
    assert local_edges(t) == 10
    assert metrics.max_backprop_distance(t) == 2


def test_densenet_in_blocks():
    t = densenet(12, blocks=(4, 4, 4))
    # a block of n layers has n (n + 1) / 2 edges, its transition reads n layers and the block's input
    assert t.n_edges == 3 * 10 + 2 * 5
    assert metrics.max_backprop_distance(t) == 1
    assert metrics.max_backprop_distance(t, count_transitions=True) == 3
    assert densenet(12, blocks=(12,)) == densenet(12)


def test_large_graphs_are_drawn_in_bulk():
    assert densenet(4096).n_edges == 4096 * 4097 // 2
    assert log_densenet(32768).n_layers == 32768
