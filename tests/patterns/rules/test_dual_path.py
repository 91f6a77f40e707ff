"""Dual path networks against the authors' widths and parameters."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import dual_path, dual_path_layout
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("blocks", [(1,), (8,), (2, 3), (3, 4, 20, 3)])
def test_without_states_every_layer_reads_all_before_it(blocks):
    n_layers = sum(blocks)
    t = dual_path(n_layers, blocks=blocks)
    layers = contract(t, NodeKind.MERGE, NodeKind.TRANSITION)
    assert [layers.reads(layer) for layer in range(1, n_layers + 1)] == [
        tuple(range(layer)) for layer in range(1, n_layers + 1)
    ]
    assert metrics.max_backprop_distance(t) == 1
    # 2 edges into each projection and layer, but 1 into the two that read the input, and 2 into each state
    assert t.n_nodes == 1 + len(blocks) + 3 * n_layers
    assert t.n_edges == 2 * (n_layers + len(blocks)) - 2 + 4 * n_layers


@pytest.mark.parametrize("depth", [68, 92, 98, 107, 131])
def test_what_a_layer_gives_is_split_between_both_states(depth):
    t = dual_path_layout(depth)
    assert 3 * t.n_layers + 2 == depth
    width, carried = t.node_attributes["width"], t.edge_attributes["channels"]
    into = {(int(source), int(target)): n for (source, target), n in zip(t.edges(), carried, strict=True)}
    for node in t.nodes_of_kind(NodeKind.MERGE).tolist():
        found = [into[source, node] for source in t.reads(node)]
        if t.aggregations[node] == Aggregation.SUM:
            assert found == [width[node]] * 2
        else:
            assert sum(found) == width[node]
    for node in t.nodes_of_kind(NodeKind.LAYER).tolist():
        states = [reader for reader in t.readers(node) if t.kinds[reader] == NodeKind.MERGE]
        assert len(states) == 2
        assert sum(into[node, state] for state in states) == width[node]  # type: ignore[misc]  # the values are numbers


@pytest.mark.parametrize(("blocks", "growth_rate"), [((3, 4), (16, 32)), ((5,), (24,)), ((1, 2, 3), (8, 8, 8))])
def test_channels_at_the_end_of_a_stage(blocks, growth_rate):
    t = dual_path(sum(blocks), blocks=blocks, growth_rate=growth_rate, residual_width=64)
    for stage, (size, growth) in enumerate(zip(blocks, growth_rate, strict=True)):
        ends = np.flatnonzero((t.stages == stage) & (t.kinds == NodeKind.MERGE))[-2:]
        assert sum(t.node_attributes["width"][end] for end in ends) == 64 * 2**stage + (size + 2) * growth


def test_a_head_reads_both_states():
    t = dual_path(3, head=True)
    assert [t.labels[node] for node in t.reads(t.n_nodes - 1)] == ["r3", "d3"]
    assert t.kinds[-1] == NodeKind.OUTPUT
    assert t.live.all()
    assert not dual_path(3).live.all()


def test_the_dense_state_takes_the_last_channels():
    t = dual_path(4, blocks=(2, 2))
    for (_, target), side in zip(t.edges().tolist(), t.edge_attributes["side"], strict=True):
        assert side == ("last" if str(t.labels[target]).startswith("d") else None)


def parameters(topology, *, inner, groups, stem_size, n_classes=1000):
    """BN-ReLU-conv thrice in each layer and once in each projection; no biases but the classifier's."""
    width = topology.node_attributes["width"]

    def total_read(node):
        return sum(width[source] for source in topology.reads(node))

    total = 3 * stem_size**2 * width[0] + 2 * width[0]
    for node in topology.nodes_of_kind(NodeKind.LAYER, NodeKind.TRANSITION).tolist():
        width_in, middle = total_read(node), inner * 2 ** int(topology.stages[node])
        if topology.kinds[node] == NodeKind.TRANSITION:
            total += 2 * width_in + width_in * width[node]
        else:
            total += 2 * width_in + width_in * middle + 2 * middle + 9 * middle * middle // groups
            total += 2 * middle + middle * width[node]
    last = sum(width[state] for state in topology.reads(topology.n_nodes - 1))
    return total + 2 * last + (last + 1) * n_classes, last


def test_parameters_of_dpn_92():
    # recounted from the authors' code; a file of 145 MB published
    assert parameters(dual_path_layout(92), inner=96, groups=32, stem_size=7) == (37_668_392, 2688)


def test_bad_arguments_are_refused():
    with pytest.raises(ArgumentError, match="depth must be one of 68, 92, 98, 107, 131, got 50"):
        dual_path_layout(50)
    with pytest.raises(ArgumentError, match="growth_rate must hold 2 numbers, got 1"):
        dual_path(4, blocks=(2, 2), growth_rate=(16,))
