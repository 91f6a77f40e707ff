"""Hourglasses: blocks go down to the middle one and up again, and features are moved as little as needed."""

import pytest

from skipgraph.patterns import fc_log_densenet
from skipgraph.patterns.rules._hourglass import build_hourglass, stage_of_block
from skipgraph.topology import Topology


def test_stages_of_blocks():
    assert [stage_of_block(block, 7) for block in range(7)] == [0, 1, 2, 3, 2, 1, 0]
    assert stage_of_block(0, 1) == 0


@pytest.mark.parametrize(
    ("reads", "moves"),
    [
        # the middle layer reads the first; the last reads both
        ([[], [0], [1], [1, 2]], ["1@1", "2@0"]),
        # a feature moved down on the way down serves a later layer at that stage
        ([[], [0], [0, 1], [0, 1]], ["0@1", "1@1"]),
        # what nobody reads elsewhere stays
        ([[], [0], [0], [0]], ["0@1"]),
    ],
)
def test_moves_of_three_blocks(reads, moves):
    t = build_hourglass(
        fc_log_densenet, Topology.from_reads(reads), blocks=(1, 1, 1), arguments={"n_pools": 1}, paper="A paper, 2000"
    )
    assert [label for label in t.labels if isinstance(label, str)] == moves


def test_a_feature_moves_one_stage_at_a_time_and_is_used_again_on_the_way_up():
    # five blocks of a layer each: layer 3 reads layer 1, two stages up; so does layer 4, one stage up
    t = build_hourglass(
        fc_log_densenet,
        Topology.from_reads([[], [0], [1], [1, 2], [1, 3], [3, 4]]),
        blocks=(1,) * 5,
        arguments={"n_pools": 2},
        paper="A paper, 2000",
    )
    read = {t.labels[node]: [t.labels[source] for source in t.reads(node)] for node in range(t.n_nodes)}
    assert read["1@1"] == [1]
    assert read["1@2"] == ["1@1"]
    assert read[4] == ["1@1", "3@1"]
    assert read[5] == ["3@0", "4@0"]
    assert read["3@0"] == ["3@1"]
