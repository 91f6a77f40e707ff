"""Path counts against enumeration, closed forms and published totals."""

from collections import Counter
from math import comb

import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    count_paths,
    effective_path_length,
    ensemble_effective_length,
    ensemble_path_lengths,
    log2_path_count,
    max_path_length,
    mean_path_length,
    path_lengths,
)
from skipgraph.topology import NodeKind, Topology


@given(topologies(max_nodes=10), st.booleans())
def test_paths_are_those_that_can_be_walked(topology, count_transitions):
    lengths = Counter(
        oracles.path_cost(topology, path, count_transitions=count_transitions) for path in oracles.all_paths(topology)
    )
    assert count_paths(topology) == lengths.total()
    assert path_lengths(topology, count_transitions=count_transitions) == dict(sorted(lengths.items()))
    if lengths:
        assert max_path_length(topology, count_transitions=count_transitions) == max(lengths)


# authors' code, recounted: paths from the input to layer 8
@pytest.mark.parametrize(
    ("reads", "total"),
    [
        ("|0|01|12|023|134|245|356|0467", 56),  # log_densenet
        ("|0|01|12|123|234|345|456|4567", 74),  # nearest, log i
        ("|0|01|012|0123|1234|2345|3456|4567", 108),  # nearest, log L
        ("|0|01|012|0123|1234|1245|1356|1357", 66),  # evenly spaced
        ("|0|01|12|23|34|45|56|367", 37),  # mini dense
        ("|0|1|12|23|234|345|3456|4567", 42),  # nearest half
        ("|0|1|02|13|024|135|0246|1357", 21),  # every other
        ("|0|01|012|023|0234|01345|013456|014567", 104),  # nearest half and log
        ("|0|01|012|0123|01234|012345|0123456|01234567", 128),  # densenet
        ("|0|01|2|023|4|45|6|0467", 26),  # HarDNet
        ("|0|1|2|3|4|5|6|7", 1),
    ],
)
def test_published_totals(reads, total):
    topology = Topology.from_reads([int(node) for node in row] for row in reads.split("|"))
    assert count_paths(topology) == sum(path_lengths(topology).values()) == total


def test_published_length_distribution():
    # HarDNet-8, authors' code, recounted
    hardnet = Topology.from_reads([[], [0], [0, 1], [2], [0, 2, 3], [4], [4, 5], [6], [0, 4, 6, 7]])
    assert path_lengths(hardnet) == {1: 1, 2: 1, 3: 2, 4: 5, 5: 6, 6: 6, 7: 4, 8: 1}


@pytest.mark.parametrize("n_layers", [1, 2, 8, 50, 300])
def test_dense_paths_are_binomial(n_layers):
    dense = Topology.from_reads(range(i) for i in range(n_layers + 1))
    assert count_paths(dense) == 2 ** (n_layers - 1)
    assert path_lengths(dense) == {k: comb(n_layers - 1, k - 1) for k in range(1, n_layers + 1)}


def test_a_branch_that_ends_may_hold_more_paths_than_the_output():
    # 2**29 paths end in node 30, the output sees one
    reads = [*(range(i) for i in range(31)), [0]]
    assert path_lengths(Topology.from_reads(reads)) == {1: 1}


@given(topologies(max_nodes=10), st.floats(0.05, 2))
def test_effective_length_weighs_each_path(topology, factor):
    lengths = [oracles.path_cost(topology, path) for path in oracles.all_paths(topology)]
    weights = [factor**length for length in lengths]
    assert effective_path_length(topology, layer_factor=factor) == pytest.approx(
        sum(length * weight for length, weight in zip(lengths, weights, strict=True)) / sum(weights)
    )
    assert mean_path_length(topology) == pytest.approx(sum(lengths) / len(lengths))


def test_counts_beyond_every_float():
    dense = Topology.from_reads(range(i) for i in range(1201))
    assert log2_path_count(dense) == pytest.approx(1199)
    assert mean_path_length(dense) == pytest.approx(1 + 1199 / 2)  # the last layer, and half of the others
    assert effective_path_length(dense, layer_factor=0.25) == pytest.approx(1 + 1199 / 5)


def test_a_literal_resnet_is_the_binomial_ensemble():
    for n_blocks in (1, 3, 54):
        reads, kinds = [[]], [NodeKind.INPUT]
        for before in range(0, 2 * n_blocks, 2):
            reads += [[before], [before, before + 1]]
            kinds += [NodeKind.LAYER, NodeKind.MERGE]
        resnet = Topology.from_reads(reads, kinds=kinds)
        assert path_lengths(resnet) == ensemble_path_lengths(n_blocks)
        assert count_paths(resnet) == 2**n_blocks
        assert effective_path_length(resnet, layer_factor=0.3) == pytest.approx(
            ensemble_effective_length(n_blocks, layer_factor=0.3)
        )


@pytest.mark.parametrize("factor", [0, -1, float("nan"), float("inf")])
def test_a_factor_that_is_no_factor_is_refused(factor):
    with pytest.raises(ArgumentError, match="layer_factor"):
        effective_path_length(Topology.from_reads([[], [0]]), layer_factor=factor)
