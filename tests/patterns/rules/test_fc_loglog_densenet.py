"""FC-LogLog-DenseNet against what the authors' rule gives at their script's sizes."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import fc_loglog_densenet
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


def test_the_network_for_camvid():
    # recounted from the authors' code
    t = fc_loglog_densenet(5, layers=(4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4))
    assert t.n_layers == 91
    assert contract(t, NodeKind.TRANSITION).n_edges == 534
    assert metrics.max_backprop_distance(t) == 4


def test_wide_hubs():
    t = fc_loglog_densenet(1, layers=(3, 2, 3), hub_growth=3)
    assert t.edges().tolist() == fc_loglog_densenet(1, layers=(3, 2, 3)).edges().tolist()
    # every third from the end, and the ends of the blocks; the input is a hub too, but no layer
    wide = {t.labels[node] for node, growth in enumerate(t.node_attributes["growth"]) if growth == 3}
    assert wide == {2, 3, 5, 8}
    spec = NetworkSpec(growth_rate=4)
    shapes = {step.label: step.shape for step in plan_network(t, spec).steps if step.kind == "layer"}
    assert {label: shape[0] for label, shape in shapes.items()} == {1: 4, 2: 12, 3: 12, 4: 4, 5: 12, 6: 4, 7: 4, 8: 12}
    assert "growth" not in fc_loglog_densenet(1, layers=(3, 2, 3)).node_attributes
    with pytest.raises(ArgumentError, match="hub_growth"):
        fc_loglog_densenet(1, hub_growth=0)
