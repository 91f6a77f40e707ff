"""ResNet: both views, inner layers, stages and the published layouts."""

from math import comb

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import densenet, resnet, resnet_cifar, resnet_imagenet
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract

LAYERS = [NodeKind.INPUT, NodeKind.LAYER]


def layer_distances(topology):
    nodes = np.flatnonzero(np.isin(topology.kinds, LAYERS))
    return metrics.backprop_distances(topology)[np.ix_(nodes, nodes)]


@pytest.mark.parametrize("n_layers", [1, 2, 3, 8, 36])
def test_both_views_have_the_distances_of_densenet(n_layers):
    dense = metrics.backprop_distances(densenet(n_layers))
    unrolled = resnet(n_layers, view="unrolled")
    assert unrolled.n_edges == n_layers * (n_layers + 1) // 2
    assert unrolled.edges().tolist() == densenet(n_layers).edges().tolist()
    assert set(unrolled.aggregations[1:].tolist()) == {Aggregation.SUM}
    assert np.array_equal(metrics.backprop_distances(unrolled), dense)
    assert np.array_equal(layer_distances(resnet(n_layers)), dense)


@pytest.mark.parametrize("inner", [1, 2, 3])
@pytest.mark.parametrize("blocks", [None, (6, 12, 6)])
def test_the_views_agree(inner, blocks):
    literal = resnet(24, inner_layers=inner, blocks=blocks)
    unrolled = resnet(24, view="unrolled", inner_layers=inner, blocks=blocks)
    assert np.array_equal(layer_distances(literal), layer_distances(unrolled))
    assert metrics.max_backprop_distance(literal) == max(2 * inner - 1, inner)
    plain = contract(literal, NodeKind.MERGE, NodeKind.TRANSITION)
    assert plain.edges().tolist() == contract(unrolled, NodeKind.TRANSITION).edges().tolist()


@pytest.mark.parametrize("n_blocks", [1, 4, 10])
@pytest.mark.parametrize("inner", [1, 2])
def test_paths_are_an_ensemble_of_all_depths(n_blocks, inner):
    # Veit et al.: 2**n paths, binomial in the number of blocks passed
    lengths = metrics.path_lengths(resnet(n_blocks * inner, inner_layers=inner))
    assert lengths == {inner * k: comb(n_blocks, k) for k in range(n_blocks + 1)}


def test_a_transition_moves_the_running_sum_for_the_merge():
    t = resnet(4, inner_layers=2, blocks=(2, 2))
    assert {t.labels[node]: [t.labels[s] for s in t.reads(node)] for node in range(1, t.n_nodes)} == {
        "f1.1": [0],
        "f1.2": ["f1.1"],
        "s1": [0, "f1.2"],
        "transition1": ["s1"],
        "f2.1": ["s1"],
        "f2.2": ["f2.1"],
        "s2": ["transition1", "f2.2"],
    }
    assert t.stages.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


# residual blocks at each stage: table 1 of He et al., section 4.2 for CIFAR
@pytest.mark.parametrize(
    ("topology", "inner", "at_stage"),
    [
        (resnet_imagenet(18), 2, [2, 2, 2, 2]),
        (resnet_imagenet(34), 2, [3, 4, 6, 3]),
        (resnet_imagenet(50), 3, [3, 4, 6, 3]),
        (resnet_imagenet(101), 3, [3, 4, 23, 3]),
        (resnet_imagenet(152), 3, [3, 8, 36, 3]),
        (resnet_cifar(20), 2, [3, 3, 3]),
        (resnet_cifar(56), 2, [9, 9, 9]),
        (resnet_cifar(110), 2, [18, 18, 18]),
    ],
)
def test_published_layouts(topology, inner, at_stage):
    assert np.bincount(topology.stages[topology.kinds == NodeKind.MERGE]).tolist() == at_stage
    assert topology.n_layers == inner * sum(at_stage)
    assert max(metrics.path_lengths(topology)) == topology.n_layers


def test_110_layers_are_54_blocks():
    assert metrics.count_paths(resnet_cifar(110)) == 2**54
    assert resnet_cifar(110, view="unrolled").n_layers == 108


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: resnet(9, inner_layers=2), "n_layers must be a multiple of the 2 inner_layers, got 9"),
        (lambda: resnet(9, inner_layers=3, blocks=(6, 2, 1)), r"blocks\[1\] must be a multiple of the 3 inner_layers"),
        (lambda: resnet(8, view="rolled"), "view must be one of literal, unrolled, got 'rolled'"),
        (lambda: resnet_cifar(100), r"depth must be 6 n \+ 2 .* got 100"),
        (lambda: resnet_cifar(2), r"depth must be 6 n \+ 2 .* got 2"),
        (lambda: resnet_imagenet(20), "depth must be one of 18, 34, 50, 101, 152, got 20"),
        (lambda: resnet(100_000, view="unrolled"), "about 5e\\+09 edges"),
    ],
)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
