"""DenseFormer against its definition and the count of its weights."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.patterns import chain, denseformer, densenet
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


def weights_behind(topology):
    """Number of learned weights behind each block that has any, by the number of the block."""
    merges = topology.nodes_of_kind(NodeKind.MERGE).tolist()
    return {int(topology.labels[node][1:]): len(topology.reads(node)) for node in merges}


@pytest.mark.parametrize("n_layers", [1, 8, 12])
@pytest.mark.parametrize("dilation", [1, 2, 4])
@pytest.mark.parametrize("period", [1, 2, 5])
def test_the_number_of_weights(n_layers, dilation, period):
    t = denseformer(n_layers, dilation=dilation, period=period)
    expected = {layer: layer // dilation + 1 for layer in range(period, n_layers + 1, period)}
    assert weights_behind(t) == expected
    stated = [weight for weight in t.edge_attributes.get("initial_weight", ()) if weight is not None]
    assert len(stated) == sum(expected.values())
    assert sum(stated) == len(expected)  # one 1 for each sum, so that the network starts as a transformer
    assert all(t.aggregations[t.kinds == NodeKind.MERGE] == Aggregation.WEIGHTED)


def test_eight_blocks_have_44_weights():
    assert sum(weights_behind(denseformer(8)).values()) == 44


def test_before_training_it_is_a_chain():
    t = denseformer(9, dilation=2, period=3)
    kept = {}
    for (source, target), weight in zip(t.edges().tolist(), t.edge_attributes["initial_weight"], strict=True):
        if weight != 0.0:
            kept.setdefault(target, []).append(source)
    assert all(sources == [target - 1] for target, sources in kept.items())
    assert len(kept) == t.n_nodes - 1


@pytest.mark.parametrize("n_layers", [1, 4, 9])
def test_without_merges_it_is_complete(n_layers):
    plain = contract(denseformer(n_layers), NodeKind.MERGE)
    assert plain.edges().tolist() == densenet(n_layers).edges().tolist()
    assert metrics.max_backprop_distance(denseformer(n_layers)) == 1
    never = denseformer(n_layers, period=n_layers + 1)
    assert never.edges().tolist() == chain(n_layers).edges().tolist()


def test_dilation_four_period_five():
    t = denseformer(10, dilation=4, period=5)
    merges = t.nodes_of_kind(NodeKind.MERGE).tolist()
    assert [[t.labels[source] for source in t.reads(node)] for node in merges] == [[1, 5], [2, 6, 10]]
    assert t.reads(t.labels.index(6)) == (t.labels.index("y5"),)
    assert np.array_equal(t.kinds[t.indices[t.indptr[1:-1]]] == NodeKind.MERGE, np.arange(1, t.n_nodes) == 7)
