"""The residual stream has the distances of a ResNet."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.patterns import residual_stream, resnet
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("n_blocks", [1, 2, 12])
def test_one_after_the_other_it_is_a_resnet(n_blocks):
    t = residual_stream(n_blocks)
    assert t.edges().tolist() == resnet(2 * n_blocks).edges().tolist()
    assert t.kinds.tolist() == resnet(2 * n_blocks).kinds.tolist()
    layers = [t.labels[node] for node in t.nodes_of_kind(NodeKind.LAYER)]
    assert layers == [f"{what}{block}" for block in range(1, n_blocks + 1) for what in ("attention", "mlp")]


@pytest.mark.parametrize("n_blocks", [1, 2, 12])
def test_in_parallel_the_two_layers_of_a_block_are_not_joined(n_blocks):
    t = residual_stream(n_blocks, parallel=True)
    assert (t.n_layers, t.nodes_of_kind(NodeKind.MERGE).size) == (2 * n_blocks, n_blocks)
    assert metrics.count_unjoined_pairs(t) == n_blocks
    assert metrics.path_lengths(t)[n_blocks] == 2**n_blocks
    plain = contract(t, NodeKind.MERGE)
    assert [plain.reads(layer) for layer in (1, 2)] == [(0,), (0,)]
    assert set(t.aggregations[t.kinds == NodeKind.MERGE].tolist()) == {Aggregation.SUM}
    assert np.diff(t.indptr).max() == 3
