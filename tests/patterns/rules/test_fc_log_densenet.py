"""FC-Log-DenseNet against what the authors' rule gives at their script's sizes."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import fc_log_densenet, log_densenet
from skipgraph.topology import NodeKind
from skipgraph.topology.edit import contract

CAMVID = (4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4)


# recounted from the authors' code; coef 2 is in their script and changes nothing
@pytest.mark.parametrize(("early", "n_edges", "mean"), [("first_end", 597, 2.6885), ("none", 517, 2.8172)])
@pytest.mark.parametrize("coef", [1.0, 2.0])
def test_the_network_for_camvid(early, n_edges, mean, coef):
    t = fc_log_densenet(5, layers=CAMVID, early=early, coef=coef)
    assert t.n_layers == 91
    plain = contract(t, NodeKind.TRANSITION)
    assert plain.n_edges == n_edges
    assert metrics.max_backprop_distance(plain) == metrics.max_backprop_distance(t) == 6
    assert metrics.mean_backprop_distance(plain) == pytest.approx(mean, abs=5e-5)
    assert metrics.mean_backprop_distance(t) == pytest.approx(mean, abs=5e-5)


@pytest.mark.parametrize(("n_pools", "layers"), [(1, 1), (2, 3), (3, (1, 2, 3, 4, 3, 2, 1))])
def test_the_rule_ignores_the_stages(n_pools, layers):
    t = fc_log_densenet(n_pools, layers=layers)
    plain = contract(t, NodeKind.TRANSITION)
    assert plain.edges().tolist() == log_densenet(t.n_layers).edges().tolist()


def test_each_feature_is_moved_once_to_a_stage_that_reads_it():
    t = fc_log_densenet(3, layers=(2, 3, 2, 4, 3, 2, 3))
    moves = t.nodes_of_kind(NodeKind.TRANSITION).tolist()
    assert len({t.labels[node] for node in moves}) == len(moves)
    for node in moves:
        (source,) = t.reads(node)
        assert abs(int(t.stages[node]) - int(t.stages[source])) == 1
        assert t.readers(node)
    edges = t.edges()
    into_layers = edges[t.kinds[edges[:, 1]] == NodeKind.LAYER]
    assert np.array_equal(t.stages[into_layers[:, 0]], t.stages[into_layers[:, 1]])


def test_a_layer_across_the_hourglass_reads_at_its_own_stage_without_moving():
    # blocks of 1, 1, 1: layer 3 reads 1 and 2; layer 1 is at its stage already, layer 2 comes up
    t = fc_log_densenet(1, layers=1)
    assert [t.labels[node] for node in t.reads(t.labels.index(3))] == [1, "2@0"]


def test_bad_layers_are_refused():
    with pytest.raises(ArgumentError, match=r"layers must hold 5 numbers, got 3: \(4, 4, 4\)"):
        fc_log_densenet(2, layers=(4, 4, 4))
