"""CondenseNet against the complete graph and the parameters of the authors' networks."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import condensenet, condensenet_cifar, condensenet_imagenet
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("blocks", [(1,), (9,), (1, 1, 1), (4, 4), (3, 5, 2), (4, 6, 8, 10, 8)])
def test_without_transitions_it_is_complete(blocks):
    n_layers = sum(blocks)
    t = condensenet(n_layers, blocks=blocks)
    flat = contract(t, NodeKind.TRANSITION)
    assert [flat.reads(layer) for layer in range(1, n_layers + 1)] == [
        tuple(range(layer)) for layer in range(1, n_layers + 1)
    ]
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == sum(end + 1 for end in np.cumsum(blocks)[:-1])
    assert metrics.max_backprop_distance(t) == 1
    into_layers = t.edges()[t.kinds[t.targets] == NodeKind.LAYER]
    assert np.array_equal(t.stages[into_layers[:, 0]], t.stages[into_layers[:, 1]])


def converted_parameters(topology, *, groups, n_classes, first_growth):
    """Parameters after training: of 1x1 and linear weights only those that learned groups keep are left."""
    flat = contract(topology, NodeKind.TRANSITION)
    widths = [2 * first_growth] + [first_growth * 2 ** int(stage) for stage in flat.stages[1:]]
    total = 27 * widths[0]
    for layer in range(1, flat.n_nodes):
        width_in, inner = sum(widths[source] for source in flat.reads(layer)), 4 * widths[layer]
        total += 2 * width_in + width_in * inner // groups  # BN, 1x1 in learned groups
        total += 2 * inner + 9 * inner * widths[layer] // groups  # BN, 3x3 in groups
    return total + 2 * sum(widths) + sum(widths) // 2 * n_classes + n_classes


# recounted from the authors' code; 0.22, 0.52, 4.8 and 2.9 million published
@pytest.mark.parametrize(
    ("topology", "groups", "n_classes", "parameters"),
    [
        (condensenet_cifar(50), 4, 10, 214_186),
        (condensenet_cifar(86), 4, 10, 516_202),
        (condensenet_imagenet(), 4, 1000, 4_773_944),
        (condensenet_imagenet(), 8, 1000, 2_935_416),
    ],
)
def test_parameters_of_the_published_networks(topology, groups, n_classes, parameters):
    assert converted_parameters(topology, groups=groups, n_classes=n_classes, first_growth=8) == parameters


def test_other_depths_are_refused():
    with pytest.raises(ArgumentError, match=r"depth must be 6 n \+ 2 .*, got 51"):
        condensenet_cifar(51)
    with pytest.raises(ArgumentError, match=r"depth must be 6 n \+ 2 .*, got 2"):
        condensenet_cifar(2)
