"""FC-Log-DenseNet V2 against its rule written out by hand."""

import pytest

from skipgraph import metrics
from skipgraph.patterns import fc_log_densenet_v2
from skipgraph.topology import Aggregation, NodeKind


def test_blocks_of_three():
    t = fc_log_densenet_v2(1, layers=(3, 2, 2))
    labels = t.labels
    assert {labels[node]: {labels[s] for s in t.reads(node)} for node in range(1, t.n_nodes)} == {
        1: {0},
        2: {0, 1},
        3: {0, 1, 2},
        "old2": {0},
        "new2": {1, 2, 3},
        "c2": {"old2", "new2"},
        4: {"c2"},
        5: {"c2", 4},
        "new3": {4, 5},
        "old3": {"c2"},
        "c3": {0, 1, 2, 3, "new3", "old3"},  # what a prediction behind layer 3 reads, and both that came up
        6: {"c3"},
        7: {"c3", 6},
    }
    assert int(t.aggregations[labels.index("c3")]) == Aggregation.CONCAT
    assert t.stages.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    # 1 + floor(log2(7 + 1)) growth rates, or as many as there are layers on the way down
    assert {labels[node]: growth for node, growth in enumerate(t.node_attributes["growth"]) if growth} == {
        "new2": 3,
        "new3": 4,
        "old3": 4,
    }


@pytest.mark.parametrize("n_pools", [1, 2, 4])
def test_distances_fall_to_one_across_blocks_and_to_ones_in_the_gap_within(n_pools):
    size = 7
    t = fc_log_densenet_v2(n_pools, layers=size)
    distances = metrics.backprop_distances(t)
    layers = t.nodes_of_kind(NodeKind.LAYER).tolist()
    for i, late in enumerate(layers):
        for j, soon in enumerate(layers[:i]):
            if i // size == j // size:
                assert distances[late, soon] == (i - j).bit_count()
            else:
                assert distances[late, soon] == 1
