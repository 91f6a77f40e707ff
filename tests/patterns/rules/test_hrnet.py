"""HRNet against its fusion written out by hand."""

import pytest

from skipgraph import metrics
from skipgraph.patterns import hrnet
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_fusion_is_complete_and_bipartite(n):
    t = contract(hrnet(n), NodeKind.TRANSITION)
    for phase in range(2, n + 1):
        ends = [t.labels.index(f"{phase}.1s{stream}.1") for stream in range(phase)]
        for stream in range(phase):
            merge = t.labels.index(f"{phase}.1s{stream}")
            assert t.reads(merge) == tuple(ends)
            assert int(t.aggregations[merge]) == Aggregation.SUM


def test_three_streams():
    t = contract(hrnet(3), NodeKind.TRANSITION)
    labels = t.labels
    reads = {labels[node]: [labels[s] for s in t.reads(node)] for node in range(1, t.n_nodes)}
    assert reads["1.1s0.1"] == [0]
    assert reads["2.1s0.1"] == reads["2.1s1.1"] == ["1.1s0.1"]
    assert reads["3.1s0.1"] == ["2.1s0"]
    assert reads["3.1s1.1"] == reads["3.1s2.1"] == ["2.1s1"]  # the new stream comes from the coarsest


@pytest.mark.parametrize(("modules", "depth"), [((1, 1, 4, 3), 4), ((1, 1, 1, 1), 1), ((2, 1, 2, 1), 2)])
def test_counts(modules, depth):
    t = hrnet(4, n_modules=modules, layers_per_module=depth)
    assert t.n_layers == depth * sum(count * phase for phase, count in enumerate(modules, 1))
    expected = 3 + 3 + sum(count * phase * (phase - 1) for phase, count in enumerate(modules, 1))
    assert t.nodes_of_kind(NodeKind.TRANSITION).size == expected
    # whichever streams a path takes, it passes as many layers
    assert list(metrics.path_lengths(t)) == [depth * sum(modules)]


def test_the_head_reads_every_stream():
    t = contract(hrnet(3), NodeKind.TRANSITION)
    assert [t.labels[source] for source in t.reads(t.n_nodes - 1)] == ["3.1s0", "3.1s1", "3.1s2"]
    assert (t.labels[-1], int(t.aggregations[-1]), int(t.stages[-1])) == ("head", Aggregation.CONCAT, 0)
    assert metrics.count_live_nodes(t) == t.n_nodes


def test_layers_stay_in_their_stage():
    t = hrnet(4)
    edges = t.edges()
    elsewhere = t.stages[edges[:, 0]] != t.stages[edges[:, 1]]
    assert set(t.kinds[edges[elsewhere, 1]].tolist()) == {NodeKind.TRANSITION}
