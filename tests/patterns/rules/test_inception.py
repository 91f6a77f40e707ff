"""Inception networks against the counts and widths of their published tables."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import inception_resnet, inception_v4
from skipgraph.topology import Aggregation, NodeKind


def widths_read(topology, label):
    channels = topology.node_attributes["width"]
    return [channels[source] for source in topology.reads(topology.labels.index(label))]


def test_the_widths_of_inception_v4_add_up():
    # 384, 1024 and 1536 channels at the 35x35, 17x17 and 8x8 grids: figures 4 to 8 of the paper
    t = inception_v4(14, grids=(4, 7, 3))
    channels = dict(zip(t.labels, t.node_attributes["width"], strict=True))
    assert [channels[0], *(channels[f"a{block}.cat"] for block in (1, 4))] == [384] * 3
    assert widths_read(t, "reduction1") == [384, 384, 256]
    assert [channels["reduction1"], *(channels[f"b{block}.cat"] for block in (1, 7))] == [1024] * 3
    assert widths_read(t, "reduction2") == [1024, 192, 320]
    assert [channels["reduction2"], *(channels[f"c{block}.cat"] for block in (1, 3))] == [1536] * 3


def test_the_widths_of_inception_resnet_v2_add_up():
    t = inception_resnet(40, grids=(10, 20, 10))
    channels = dict(zip(t.labels, t.node_attributes["width"], strict=True))
    for state, cat, blocks in ((320, 128, ("a1", "a10")), (1088, 384, ("b1", "b20")), (2080, 448, ("c1", "c10"))):
        for block in blocks:
            assert widths_read(t, f"{block}.sum") == [state, state]
            assert channels[f"{block}.cat"] == cat


def test_layer_counts():
    assert inception_v4(14, grids=(4, 7, 3)).n_layers == 4 * 7 + 7 * 10 + 3 * 10 + 2 + 4
    assert inception_resnet(40, grids=(10, 20, 10)).n_layers == 10 * 7 + 20 * 5 + 10 * 5 + 2 + 4
    assert inception_v4(1).n_layers == 7
    assert inception_v4(8, grids=(0, 0, 8)).n_layers == 80 + 6


def test_branches_of_a_block():
    # by length: one of 1 layer and one behind a pooling, one of 2, one of 3
    assert metrics.path_lengths(inception_v4(1)) == {1: 2, 2: 1, 3: 1}
    # two branches of type C end in two layers side by side
    assert metrics.path_lengths(inception_v4(2, grids=(1, 0, 1)))
    c = inception_v4(1, grids=(0, 0, 1))
    end = c.labels.index("c1.cat")
    sides = [c.labels[source] for source in c.reads(end)]
    assert sides == ["c1.1.1", "c1.2.1", "c1.3.2a", "c1.3.2b", "c1.4.4a", "c1.4.4b"]
    assert c.reads(c.labels.index("c1.4.4a")) == c.reads(c.labels.index("c1.4.4b")) == (c.labels.index("c1.4.3"),)


def test_a_residual_block_is_four_paths():
    # around it, and through branches of 1, 2 and 3 layers and the expansion
    assert metrics.path_lengths(inception_resnet(1)) == {0: 1, 2: 1, 3: 1, 4: 1}
    t = inception_resnet(1)
    kinds = [Aggregation(int(t.aggregations[node])) for node in t.nodes_of_kind(NodeKind.MERGE)]
    assert kinds == [Aggregation.CONCAT, Aggregation.SUM]


def test_blocks_are_shared_among_three_stages():
    t = inception_resnet(8)
    ends = [label for label in t.labels if str(label).endswith(".sum")]
    assert [label[0] for label in ends] == list("aaabbbcc")
    assert t.stages[t.n_nodes - 1] == 2


@pytest.mark.parametrize("grids", [(4, 4), (4, 4, 4), (8, 0, 0, 0)])
def test_grids_must_hold_the_blocks(grids):
    with pytest.raises(ArgumentError, match="grids must hold three numbers of blocks that sum to n_blocks = 8"):
        inception_v4(8, grids=grids)
