"""Anytime networks: the pattern unchanged, with outputs behind it."""

import numpy as np
import pytest

from skipgraph import patterns
from skipgraph.errors import ArgumentError
from skipgraph.patterns import anytime
from skipgraph.topology import NodeKind

NAMES = ["chain", "resnet", "densenet", "log_densenet", "loglog_densenet"]


def reads_by_label(topology):
    return {
        topology.labels[node]: [topology.labels[source] for source in topology.reads(node)]
        for node in range(topology.n_nodes)
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("blocks", [None, (5, 4, 3)])
@pytest.mark.parametrize(("every", "n_outputs"), [(1, 12), (5, 3), (4, 3), (20, 1)])
def test_outputs_are_added_and_nothing_else(name, blocks, every, n_outputs):
    t = anytime(12, pattern=name, every=every, blocks=blocks)
    bare = getattr(patterns, name)(12, blocks=blocks)
    outputs = t.nodes_of_kind(NodeKind.OUTPUT).tolist()
    assert len(outputs) == n_outputs
    with_outputs = reads_by_label(t)
    for number in range(1, n_outputs + 1):
        del with_outputs[f"output{number}"]
    assert with_outputs == reads_by_label(bare)
    assert outputs[-1] == t.n_nodes - 1
    assert all(t.reads(output) == (output - 1,) for output in outputs)
    assert all(t.stages[output] == t.stages[output - 1] for output in outputs)


def test_outputs_come_at_the_layers_asked_for():
    t = anytime(8, every=3)
    layers = [t.labels[t.reads(node)[0]] for node in t.nodes_of_kind(NodeKind.OUTPUT)]
    assert layers == [3, 6, 8]
    t = anytime(8, pattern="resnet", every=3)
    assert [t.labels[t.reads(node)[0]] for node in t.nodes_of_kind(NodeKind.OUTPUT)] == ["s3", "s6", "s8"]


def test_outputs_of_log_densenet_read_what_their_layer_reads():
    t = anytime(8, every=4, with_sources=True)
    named = reads_by_label(t)
    assert named["output1"] == [0, 2, 3, 4]
    assert named["output2"] == [0, 4, 6, 7, 8]


def test_the_number_of_layers_is_that_of_the_pattern():
    assert anytime(36).n_layers == 36
    assert np.array_equal(np.sort(anytime(3).kinds), [0, 1, 1, 1, 4, 4, 4])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"every": 0}, "every must be an integer of at least 1, got 0"),
        ({"pattern": "vgg"}, "pattern must be one of chain, .*, got 'vgg'"),
        ({"with_sources": "yes"}, "with_sources must be True or False, got 'yes'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        anytime(8, **options)
