"""Distances by gap against the pairs one by one, and closed forms."""

from functools import partial

import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import distances_by_gap, sweep_numba
from skipgraph.metrics.sweep import column_blocks
from skipgraph.topology import Topology


@pytest.fixture(params=["numpy", "numba"])
def engine(request, monkeypatch):
    """Run a test on plain numpy and on the compiled sweep."""
    module = sweep_numba if request.param == "numba" else None
    monkeypatch.setattr("skipgraph.metrics.sweep.loaded_numba", lambda: module)
    monkeypatch.setattr("skipgraph.metrics.gap_profile.loaded_numba", lambda: module)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topology=topologies(), statistic=st.sampled_from(["mean", "max"]))
def test_by_gap_is_over_the_order_of_layers_and_inputs(topology, statistic, engine):
    places = {node: place for place, node in enumerate(oracles.pairable(topology))}
    by_gap: dict[int, list[int]] = {}
    for (i, j), distance in oracles.joined_pairs(topology).items():
        by_gap.setdefault(places[i] - places[j], []).append(distance)
    expected = np.full(len(places), np.nan)
    expected[0] = 0
    for gap, distances in by_gap.items():
        expected[gap] = np.mean(distances) if statistic == "mean" else max(distances)
    np.testing.assert_allclose(distances_by_gap(topology, statistic=statistic), expected)


@pytest.mark.parametrize("n_layers", [1, 2, 7, 8, 36, 100, 300])
def test_closed_forms(n_layers):
    log_links = Topology.from_reads([i - 2**k for k in range(i.bit_length())] for i in range(n_layers + 1))
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, n_layers + 1))])
    # BD of log links is the number of ones in the binary form of the gap
    assert distances_by_gap(log_links).tolist() == [gap.bit_count() for gap in range(n_layers + 1)]
    np.testing.assert_array_equal(distances_by_gap(chain), np.arange(n_layers + 1))


@given(topology=topologies(), block_bytes=st.integers(1, 60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_gaps_in_blocks_are_those_of_the_whole(topology, block_bytes, engine):
    whole = distances_by_gap(topology), distances_by_gap(topology, statistic="max")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skipgraph.metrics.gap_profile.column_blocks", partial(column_blocks, block_bytes=block_bytes))
        patch.setattr("skipgraph.metrics.gap_profile.reading_offsets", {}.get)
        parts = distances_by_gap(topology), distances_by_gap(topology, statistic="max")
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_unknown_statistic_is_named():
    with pytest.raises(ArgumentError, match="statistic must be one of mean, max, got 'median'"):
        distances_by_gap(Topology.from_reads([[], [0]]), statistic="median")
