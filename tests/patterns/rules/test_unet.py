"""U-Net against its definition written out."""

import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import unet
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


def test_four_levels():
    # encoders are 1..4, decoders 5..7; each decoder reads the encoder of its level and the layer before
    t = contract(unet(4), NodeKind.TRANSITION)
    assert [t.reads(node) for node in range(1, 8)] == [(0,), (1,), (2,), (3,), (3, 4), (2, 5), (1, 6)]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 9])
def test_counts(n):
    t = unet(n)
    assert t.n_layers == 2 * n - 1
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == 2 * (n - 1)
    layers = t.kinds == NodeKind.LAYER
    assert np.count_nonzero((np.diff(t.indptr) == 2) & layers) == n - 1
    assert t.stages[layers].tolist() == [*range(n), *range(n - 2, -1, -1)]


@pytest.mark.parametrize("depths", [(2, 2, 2, 2, 2), (3, 1, 2)])
def test_layers_in_a_row(depths):
    n = len(depths)
    t = unet(n, layers_per_level=depths)
    assert t.n_layers == 2 * sum(depths) - depths[-1]
    first = t.labels.index("d1.1") if depths[0] > 1 else t.labels.index("d1")
    assert [t.labels[node] for node in t.reads(first)] == [f"e1.{depths[0]}", "up1"]


def test_a_sum_joins_in_linknet():
    t = unet(3, join="sum")
    decoders = [node for node in range(t.n_nodes) if str(t.labels[node]).startswith("d") and t.kinds[node] == 1]
    assert [int(t.aggregations[node]) for node in decoders] == [Aggregation.SUM] * 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layers_per_level": (1, 2)}, r"layers_per_level must hold 3 numbers, got 2: \(1, 2\)"),
        ({"layers_per_level": (1, 2, 0)}, r"layers_per_level\[2\] must be an integer of at least 1, got 0"),
        ({"join": "max"}, "join must be one of concat, sum, got 'max'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        unet(3, **options)
