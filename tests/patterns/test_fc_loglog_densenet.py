"""FC-LogLog-DenseNet against what the authors' rule gives at their script's sizes."""

from skipgraph import metrics
from skipgraph.patterns import fc_loglog_densenet
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract


def test_the_network_for_camvid():
    # recounted from the authors' code
    t = fc_loglog_densenet(5, layers=(4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4))
    assert t.n_layers == 91
    assert contract(t, NodeKind.TRANSITION).n_edges == 534
    assert metrics.max_backprop_distance(t) == 4
