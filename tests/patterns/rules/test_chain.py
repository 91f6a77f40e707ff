"""The chain, and the chains of AlexNet and VGG."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import alexnet, chain, vgg
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("n_layers", [1, 2, 8, 36])
def test_distances(n_layers):
    t = chain(n_layers)
    assert t.edges().tolist() == [[layer - 1, layer] for layer in range(1, n_layers + 1)]
    assert metrics.max_backprop_distance(t) == n_layers
    assert metrics.mean_backprop_distance(t) == pytest.approx((n_layers + 2) / 3)


def test_a_pooling_stands_between_stages():
    t = chain(5, blocks=(1, 3, 1))
    assert t.labels == (0, 1, "1@1", 2, 3, 4, "4@2", 5)
    assert t.stages.tolist() == [0, 0, 1, 1, 1, 1, 2, 2]
    assert [t.labels[node] for node in t.nodes_of_kind(NodeKind.TRANSITION)] == ["1@1", "4@2"]
    assert contract(t, NodeKind.TRANSITION).edges().tolist() == chain(5).edges().tolist()


# convolutions and fully connected layers between poolings: table 1 of Simonyan and Zisserman
@pytest.mark.parametrize(
    ("topology", "at_stage"),
    [
        (alexnet(), [1, 1, 3, 3]),
        (vgg(11), [1, 1, 2, 2, 2, 3]),
        (vgg(13), [2, 2, 2, 2, 2, 3]),
        (vgg(16), [2, 2, 3, 3, 3, 3]),
        (vgg(19), [2, 2, 4, 4, 4, 3]),
    ],
)
def test_published_chains(topology, at_stage):
    assert np.bincount(topology.stages[topology.kinds == NodeKind.LAYER]).tolist() == at_stage
    assert metrics.max_backprop_distance(topology) == topology.n_layers == sum(at_stage)


def test_an_unpublished_depth_is_refused():
    with pytest.raises(ArgumentError, match="depth must be one of 11, 13, 16, 19, got 17"):
        vgg(17)
