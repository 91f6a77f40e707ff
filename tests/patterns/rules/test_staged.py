"""What all patterns share: titles, provenance, transitions between stages and edge columns."""

import numpy as np
import pytest

from skipgraph.patterns import chain, log_densenet
from skipgraph.patterns.rules._staged import annotate_edges, build_staged
from skipgraph.topology import NodeKind, Provenance, read_topology, write_topology
from skipgraph.topology.edit import contract


def test_the_name_says_what_differs_from_the_defaults():
    assert log_densenet(8).name == "log_densenet"
    assert log_densenet(8, base=3, blocks=[4, 4]).name == "log_densenet(base=3, blocks=(4, 4))"
    assert log_densenet(8, base=3).provenance.arguments["coef"] == 1.0


def test_numbers_of_numpy_are_kept_as_plain_ones(tmp_path):
    given = log_densenet(np.int64(8), base=np.float32(2), blocks=np.array([4, 4]))
    plain = log_densenet(8, base=2.0, blocks=(4, 4))
    assert (given.name, given.provenance) == (plain.name, plain.provenance)
    write_topology(given, tmp_path / "given.json")
    assert read_topology(tmp_path / "given.json").provenance == plain.provenance


@pytest.mark.parametrize("seed", range(10))
def test_features_cross_stages_as_long_as_they_are_read(seed):
    generator = np.random.default_rng(seed)
    blocks = (3, 1, 4, 2)
    stage_of = np.repeat(np.arange(4), blocks)
    reads = [
        np.flatnonzero((generator.random(layer) < 0.3) | (np.arange(layer) == layer - 1)) for layer in range(1, 11)
    ]
    t = build_staged(reads, blocks, name="", provenance=Provenance())
    flat = contract(t, NodeKind.TRANSITION)
    assert [flat.reads(layer) for layer in range(1, 11)] == [tuple(row.tolist()) for row in reads]
    # a node and a coarser stage that something at or beyond it reads
    needed = {
        f"{source}@{stage}"
        for layer, row in enumerate(reads, 1)
        for source in row.tolist()
        for stage in range(1, stage_of[layer - 1] + 1)
        if stage > (stage_of[source - 1] if source else 0)
    }
    assert {t.labels[node] for node in t.nodes_of_kind(NodeKind.TRANSITION)} == needed
    for node in t.nodes_of_kind(NodeKind.TRANSITION).tolist():
        (source,) = t.reads(node)
        assert t.stages[source] == t.stages[node] - 1


def test_edges_take_a_column():
    t = annotate_edges(chain(3), "gain", {(1, 2): 0.5})
    assert t.edge_attributes["gain"] == (None, 0.5, None)
    both = annotate_edges(t, "note", {(0, 1): "first"})
    assert sorted(both.edge_attributes) == ["gain", "note"]
    assert annotate_edges(chain(3), "gain", {}) == chain(3)
