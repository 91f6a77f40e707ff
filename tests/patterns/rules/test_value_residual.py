"""Value residuals against the equations of the three variants."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import value_residual
from skipgraph.topology import Aggregation


def reads(topology, label):
    return [topology.labels[source] for source in topology.reads(topology.labels.index(label))]


def weights(topology, label):
    node = topology.labels.index(label)
    start, stop = topology.indptr[node : node + 2]
    return dict(zip(reads(topology, label), topology.edge_attributes["initial_weight"][start:stop], strict=True))


def test_the_first_block_is_plain_in_all_variants():
    for variant in ("resformer", "svformer", "neutreno"):
        t = value_residual(3, variant=variant)
        assert reads(t, "v1") == [0]
        assert reads(t, "attention1") == [0, "v1"]
        assert reads(t, "sum1.1") == [0, "attention1"]
        assert reads(t, "mlp1") == ["sum1.1"]


@pytest.mark.parametrize("block", [2, 3, 5])
def test_the_later_blocks(block):
    before = f"sum{block - 1}.2"
    t = value_residual(5)
    assert weights(t, f"u{block}") == {"v1": 0.5, f"v{block}": 0.5}
    assert reads(t, f"attention{block}") == [before, f"u{block}"]
    t = value_residual(5, variant="svformer")
    assert f"v{block}" not in t.labels
    assert set(reads(t, f"attention{block}")) == {before, "v1"}
    t = value_residual(5, variant="neutreno")
    assert reads(t, f"attention{block}") == [before, f"v{block}"]
    assert weights(t, f"sum{block}.1") == {before: 1.0, f"attention{block}": 1.0, "v1": 0.4, f"v{block}": -0.4}
    assert int(t.aggregations[t.labels.index(f"sum{block}.1")]) == Aggregation.WEIGHTED


@pytest.mark.parametrize(("variant", "n_layers"), [("resformer", 24), ("svformer", 17), ("neutreno", 24)])
def test_counts(variant, n_layers):
    t = value_residual(8, variant=variant)
    assert t.n_layers == n_layers
    # values and attention of a block are one after the other
    assert metrics.max_backprop_distance(t) <= 2


def test_an_unknown_variant_is_refused():
    with pytest.raises(ArgumentError, match="variant must be one of resformer, svformer, neutreno, got 'former'"):
        value_residual(3, variant="former")
