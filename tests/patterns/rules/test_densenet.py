"""DenseNet layouts against the numbers of the paper, counted by hand."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import densenet, densenet_cifar, densenet_imagenet
from skipgraph.topology import NodeKind


def test_densenet_121_node_by_node():
    t = densenet_imagenet(121)
    counts = {kind: t.nodes_of_kind(kind).size for kind in NodeKind}
    # stem, 6 + 12 + 24 + 16 layers, 3 transitions and the head
    assert counts == {
        NodeKind.INPUT: 1,
        NodeKind.LAYER: 58,
        NodeKind.TRANSITION: 3,
        NodeKind.OUTPUT: 1,
        NodeKind.MERGE: 0,
    }
    assert t.n_nodes == 63
    # inside the blocks 21 + 78 + 300 + 136, into the transitions 7 + 13 + 25, into the head 17
    assert t.n_edges == 535 + 45 + 17 == 597
    assert np.bincount(t.stages).tolist() == [7, 13, 25, 18]


# layers of each block, from table 1 of the paper; a layer is two convolutions
@pytest.mark.parametrize(
    ("depth", "blocks"),
    [
        (121, [6, 12, 24, 16]),
        (161, [6, 12, 36, 24]),
        (169, [6, 12, 32, 32]),
        (201, [6, 12, 48, 32]),
        (264, [6, 12, 64, 48]),
    ],
)
def test_imagenet_layouts(depth, blocks):
    t = densenet_imagenet(depth)
    layers = t.kinds == NodeKind.LAYER
    assert np.bincount(t.stages[layers]).tolist() == blocks
    assert 2 * t.n_layers + 5 == {264: 265}.get(depth, depth)  # the paper's 264 is 265 by its own count
    assert t.n_edges == sum((n + 1) * (n + 2) // 2 for n in blocks)


@pytest.mark.parametrize(
    ("depth", "bottleneck", "size"),
    [(40, False, 12), (100, False, 32), (100, True, 16), (190, True, 31), (250, True, 41)],
)
def test_cifar_layouts(depth, bottleneck, size):
    t = densenet_cifar(depth, bottleneck=bottleneck)
    assert t.n_layers == 3 * size
    assert t.reads(t.n_nodes - 1) == tuple(range(2 * size + 2, 3 * size + 3))
    assert metrics.max_backprop_distance(t) == 1


@pytest.mark.parametrize("blocks", [(5,), (1, 1), (3, 4, 2)])
def test_the_head_is_one_node_more(blocks):
    plain, headed = densenet(sum(blocks), blocks=blocks), densenet(sum(blocks), blocks=blocks, head=True)
    assert headed.n_nodes == plain.n_nodes + 1
    assert headed.n_edges == plain.n_edges + blocks[-1] + 1
    assert np.array_equal(headed.indptr[:-1], plain.indptr)
    assert np.array_equal(headed.indices[: plain.n_edges], plain.indices)
    assert (headed.kinds[-1], headed.labels[-1]) == (NodeKind.OUTPUT, "head")
    assert headed.labels[:-1] == tuple(plain.labels)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: densenet_imagenet(120), "depth must be one of 121, 161, 169, 201, 264, got 120"),
        (lambda: densenet_cifar(41), r"depth must be 3 n \+ 4 .*, got 41"),
        (lambda: densenet_cifar(4), r"depth must be 3 n \+ 4 .*, got 4"),
        (lambda: densenet_cifar(43, bottleneck=True), r"depth must be 6 n \+ 4 .*, got 43"),
        (lambda: densenet(4, head=1), "head must be True or False, got 1"),
        (lambda: densenet(4, blocks=4), "blocks must be a sequence, each a whole number or None, got 4"),
        (lambda: densenet(4, blocks="13"), "blocks must be a sequence, each a whole number or None, got '13'"),
    ],
)
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
