"""HarDNet against its theorems and the parameters of the authors' networks."""

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import hardnet, hardnet_layout
from skipgraph.topology import NodeKind


def edges_into_layers(topology):
    return int(np.count_nonzero(topology.kinds[topology.targets] == NodeKind.LAYER))


def test_lists_at_8_layers():
    t = hardnet(8)
    # from the rule of the paper; 15 edges, MBD 4, mean BD 1.8056 over the 36 pairs
    rows = [(0,), (0, 1), (2,), (0, 2, 3), (4,), (4, 5), (6,), (0, 4, 6, 7)]
    assert [t.reads(layer) for layer in range(1, 9)] == rows
    assert t.reads(9) == (1, 3, 5, 7, 8)
    assert edges_into_layers(t) == 15
    assert metrics.max_backprop_distance(t) == 4
    assert round(metrics.mean_backprop_distance(t), 4) == 1.8056
    assert hardnet(8, keep_input=True).reads(9) == (0, 1, 3, 5, 7, 8)


@pytest.mark.parametrize("n_layers", [1, 2, 3, 7, 12, 36, 100, 1025])
def test_the_rule_layer_by_layer(n_layers):
    t = hardnet(n_layers)
    for layer in range(1, n_layers + 1):
        assert t.reads(layer) == tuple(sorted(layer - 2**n for n in range(11) if layer % 2**n == 0))
    assert edges_into_layers(t) == sum(n_layers // 2**n for n in range(11))


@pytest.mark.parametrize("power", [2, 3, 4, 5, 6, 7])
def test_theorems_at_powers_of_two(power):
    n_layers = 2**power
    t = hardnet(n_layers)
    assert edges_into_layers(t) == 2 * n_layers - 1
    assert metrics.max_backprop_distance(t) == 2 * power - 2
    graph = t.to_networkx().subgraph(range(n_layers + 1))
    to_last = nx.shortest_path_length(graph, target=n_layers)
    assert max(to_last.values()) <= math.log2(n_layers)
    assert metrics.backprop_distances(t)[n_layers, : n_layers + 1].max() <= power


# growth, layers and 1x1 convolution behind each block, multiplier and stem of the authors' code
HARDNET_68 = ((14, 16, 20, 40, 160), (8, 16, 16, 16, 4), (128, 256, 320, 640, 1024), 1.7, (32, 64))


def test_parameters_of_hardnet_68():
    growth, blocks, behind, multiplier, stem = HARDNET_68
    t = hardnet(sum(blocks), growth_rate=growth, multiplier=multiplier, blocks=blocks)
    width: list[Any] = list(t.node_attributes["width"])
    total = 27 * stem[0] + 2 * stem[0] + 9 * stem[0] * stem[1] + 2 * stem[1]
    width[0] = stem[1]
    ends = iter(behind)
    for node in range(1, t.n_nodes):
        width_in = sum(width[source] for source in t.reads(node))
        if t.kinds[node] == NodeKind.LAYER:
            total += 9 * width_in * width[node] + 2 * width[node]
        else:
            width[node] = next(ends)
            total += width_in * width[node] + 2 * width[node]
    total += (behind[-1] + 1) * 1000
    assert total == 17_565_348  # recounted from the authors' code; 17.6 million published


def test_widths_are_even_and_grow_with_the_reads():
    t = hardnet(16, growth_rate=20, multiplier=1.6)
    # 20, 20 * 1.6, 20 * 1.6**2 = 51.2, 20 * 1.6**3 = 81.92 and 20 * 1.6**4 = 131.07
    expected = {1: 20, 2: 32, 3: 52, 4: 82, 5: 132}
    for layer in range(1, 17):
        assert t.node_attributes["width"][layer] == expected[len(t.reads(layer))]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"growth_rate": 0}, "growth_rate must be an integer of at least 1, got 0"),
        ({"growth_rate": (1, 2)}, "growth_rate must hold 1 numbers, got 2"),
        ({"multiplier": 0}, "multiplier must be a finite number above 0, got 0"),
        ({"multiplier": 0.1, "growth_rate": 2}, r"multiplier 0\.1 .* gives layer 8 of a block of 8 0\.002 channels"),
        ({"multiplier": 1e200}, r"multiplier 1e\+200 .* gives layer 8 of a block of 8 inf channels"),
        ({"keep_input": "yes"}, "keep_input must be True or False, got 'yes'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        hardnet(8, **options)


@pytest.mark.parametrize(("depth", "n_layers"), [(39, 32), (68, 60), (85, 76)])
def test_published_layouts(depth, n_layers):
    t = hardnet_layout(depth)
    assert t.n_layers == n_layers
    ends = t.nodes_of_kind(NodeKind.TRANSITION).tolist()
    assert ends[-1] == t.n_nodes - 1
    # convolutions of two in the stem, of layers and transitions, and the classifier
    assert 2 + n_layers + len(ends) + 1 in (depth, depth + 1)
    assert t.node_attributes["width"][0] == {39: 48, 68: 64, 85: 96}[depth]


def test_blocks_may_share_a_stage():
    t = hardnet(6, blocks=(2, 2, 2), stages=(0, 0, 1), transition_widths=(8, 9, 10))
    assert t.stages[t.kinds == NodeKind.LAYER].tolist() == [0, 0, 0, 0, 1, 1]
    assert [t.node_attributes["width"][node] for node in t.nodes_of_kind(NodeKind.TRANSITION)] == [8, 9, 10]
    with pytest.raises(ArgumentError, match=r"stages must start at 0 and never fall, got \(0, 1, 0\)"):
        hardnet(6, blocks=(2, 2, 2), stages=(0, 1, 0))
