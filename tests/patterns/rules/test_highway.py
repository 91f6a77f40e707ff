"""Highway networks are wired as ResNets and join by gates."""

import pytest

from skipgraph.patterns import highway, resnet
from skipgraph.topology import Aggregation, NodeKind


@pytest.mark.parametrize("options", [{}, {"inner_layers": 2}, {"blocks": (4, 6, 2), "inner_layers": 2}])
def test_wired_as_a_resnet_with_gated_merges(options):
    t = highway(12, **options)
    assert t.edges().tolist() == resnet(12, **options).edges().tolist()
    merges = t.nodes_of_kind(NodeKind.MERGE)
    assert merges.size == 12 // options.get("inner_layers", 1)
    assert set(t.aggregations[merges].tolist()) == {Aggregation.GATED}
