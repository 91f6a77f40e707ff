"""FC-DenseNet against published widths and parameters."""

import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import fc_densenet, fc_densenet_layout
from skipgraph.topology import NodeKind


def stack_widths(topology):
    """Channels at the end of each block: what its last layer reads and gives."""
    channels = topology.node_attributes["width"]
    last = {}
    for node in topology.nodes_of_kind(NodeKind.LAYER).tolist():
        last[int(topology.labels[node].split(".")[0])] = node
    return [sum(channels[s] for s in topology.reads(node)) + channels[node] for _, node in sorted(last.items())]


def test_widths_of_103_layers():
    # authors' README, after their correction of the paper's table
    expected = [112, 192, 304, 464, 656, 896, 1088, 816, 576, 384, 256]
    assert stack_widths(fc_densenet_layout(103)) == expected


def trainable_parameters(topology, n_classes=11):
    """Convolutions with bias and batch norms with scale and shift, from the widths of the DAG alone."""
    channels = topology.node_attributes["width"]
    total = 3 * 9 * channels[0] + channels[0]
    for node in range(1, topology.n_nodes):
        width_in, width = sum(channels[s] for s in topology.reads(node)), channels[node]
        if topology.kinds[node] == NodeKind.LAYER:
            total += 2 * width_in + 9 * width_in * width + width
        elif topology.stages[node] > topology.stages[topology.reads(node)[0]]:
            total += 2 * width_in + width_in * width + width
        else:
            total += 9 * width_in * width + width
    return total + (stack_widths(topology)[-1] + 1) * n_classes


@pytest.mark.parametrize(("depth", "n_layers", "parameters"), [(56, 44, 1_376_795), (67, 55, 3_463_243)])
def test_parameters_of_the_published_networks(depth, n_layers, parameters):
    t = fc_densenet_layout(depth)
    assert t.n_layers == n_layers == depth - 12
    assert trainable_parameters(t) == parameters  # recounted from the authors' code; 1.4 and 3.5 M published


def test_a_block_is_dense_and_the_decoder_reads_whole_stacks():
    t = fc_densenet(1, layers=(2, 1, 1))
    labels = t.labels
    assert {labels[node]: [labels[s] for s in t.reads(node)] for node in range(1, t.n_nodes)} == {
        "1.1": [0],
        "1.2": [0, "1.1"],
        "down1": [0, "1.1", "1.2"],
        "2.1": ["down1"],
        "up2": ["2.1"],
        "3.1": [0, "1.1", "1.2", "up2"],
    }
    assert t.stages.tolist() == [0, 0, 0, 1, 1, 0, 0]


@pytest.mark.parametrize("n_pools", [1, 2, 5])
def test_layers_read_nothing_of_another_stage(n_pools):
    t = fc_densenet(n_pools, layers=3)
    edges = t.edges()
    into_layers = edges[t.kinds[edges[:, 1]] == NodeKind.LAYER]
    assert np.array_equal(t.stages[into_layers[:, 0]], t.stages[into_layers[:, 1]])


def test_unknown_layouts_are_refused():
    with pytest.raises(ArgumentError, match="depth must be one of 56, 67, 103, got 100"):
        fc_densenet_layout(100)
    with pytest.raises(ArgumentError, match="layers must hold 3 numbers, got 2"):
        fc_densenet(1, layers=(2, 3))
