"""MUDDFormer: four complete mixtures behind each block, one behind the last."""

import pytest

from skipgraph import metrics
from skipgraph.patterns import densenet, muddformer
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("n_layers", [1, 2, 3, 12])
def test_streams_and_edges(n_layers):
    t = muddformer(n_layers)
    merges = t.nodes_of_kind(NodeKind.MERGE)
    assert merges.size == 4 * (n_layers - 1) + 1
    assert set(t.aggregations[merges].tolist()) == {Aggregation.WEIGHTED}
    mixed = sum(4 * (block + 1) for block in range(1, n_layers)) + n_layers + 1
    assert t.n_edges == mixed + 1 + 4 * (n_layers - 1)
    assert contract(t, NodeKind.MERGE).edges().tolist() == densenet(n_layers).edges().tolist()
    assert metrics.max_backprop_distance(t) == 1


def test_the_last_block_gives_one_stream():
    t = muddformer(3)
    assert t.labels[-1] == "y3.residual"
    assert [t.labels[source] for source in t.reads(t.n_nodes - 1)] == [0, 1, 2, 3]
