"""Distances under single edge changes are those of a fresh sweep."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import IncrementalDistances, backprop_distances, distance_histogram, sweep_numba
from skipgraph.topology import NodeKind, Topology


@pytest.fixture(params=["numpy", "numba"])
def engine(request, monkeypatch):
    """Run a test on plain numpy and on the compiled sweep."""
    module = sweep_numba if request.param == "numba" else None
    monkeypatch.setattr("skipgraph.metrics.incremental.loaded_numba", lambda: module)


def as_dictionary(matrix):
    return {(i, j): int(matrix[i, j]) for i, j in np.argwhere(matrix != np.iinfo(matrix.dtype).max).tolist()}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topology=topologies(max_nodes=12), count_transitions=st.booleans(), data=st.data())
def test_any_sequence_of_changes_equals_a_fresh_sweep(topology, count_transitions, data, engine):
    kept = IncrementalDistances(topology, count_transitions=count_transitions)
    assert kept.topology() == topology
    edges = {(j, i) for j, i in topology.edges().tolist()}
    for _ in range(data.draw(st.integers(1, 5))):
        possible = [
            (j, i)
            for i in range(1, topology.n_nodes)
            for j in range(i)
            # a node must keep something to read, or it would be no topology
            if topology.kinds[i] != NodeKind.INPUT and ((j, i) not in edges or len(kept.reads(i)) > 1)
        ]
        if not possible:
            return
        j, i = data.draw(st.sampled_from(possible))
        total, n_joined = kept.total, kept.n_joined
        before = as_dictionary(kept.distances)
        change = kept.remove_edge(j, i) if (j, i) in edges else kept.add_edge(j, i)
        edges ^= {(j, i)}
        now = kept.topology()
        assert {tuple(edge) for edge in now.edges().tolist()} == edges
        after = as_dictionary(backprop_distances(now, count_transitions=count_transitions))
        assert as_dictionary(kept.distances) == after
        histogram = distance_histogram(now, count_transitions=count_transitions)
        assert kept.n_joined == histogram.sum()
        assert kept.total == histogram @ np.arange(histogram.size)
        assert (change.total, change.n_joined) == (kept.total - total, kept.n_joined - n_joined)
        pairs = {pair for pair in {*before, *after} if before.get(pair) != after.get(pair)}
        counted = {NodeKind.LAYER, NodeKind.INPUT}
        assert change.n_changed == sum({topology.kinds[i], topology.kinds[j]} <= counted for i, j in pairs)


@pytest.mark.parametrize("n_layers", [126, 127, 300])
def test_long_distances_do_not_overflow(n_layers, engine):
    reads = [[], *([i - 1] for i in range(1, n_layers + 1))]
    reads[n_layers // 2] = [0]
    kept = IncrementalDistances(Topology.from_reads(reads))
    kept.add_edge(n_layers // 2 - 1, n_layers // 2)
    kept.remove_edge(0, n_layers // 2)
    assert kept.distances[-1, 0] == n_layers
    kept.add_edge(0, n_layers)
    assert kept.distances[-1, :3].tolist() == [1, n_layers - 1, n_layers - 2]


def test_a_copy_of_the_topology_is_kept_not_the_topology():
    topology = Topology.from_reads([[], [0], [0, 1], [2]])
    kept = IncrementalDistances(topology)
    kept.remove_edge(0, 2)
    assert topology.reads(2) == (0, 1)
    with pytest.raises(ValueError, match="read-only"):
        kept.distances[1, 0] = 0


def test_impossible_edges_are_refused_and_change_nothing():
    topology = Topology.from_reads([[], [0], [0, 1], []], kinds=[NodeKind.INPUT, 1, 1, NodeKind.INPUT])
    kept = IncrementalDistances(topology)
    with pytest.raises(ArgumentError, match=r"node 1 cannot read node 2: a node of 0\.\.3 reads only earlier ones"):
        kept.add_edge(2, 1)
    with pytest.raises(ArgumentError, match=r"node 9 cannot read node 2"):
        kept.add_edge(2, 9)
    with pytest.raises(ArgumentError, match=r"node 2 reads node 0 already: it reads \(0, 1\)"):
        kept.add_edge(0, 2)
    with pytest.raises(ArgumentError, match=r"node 3 does not read node 1: it reads \(\)"):
        kept.remove_edge(1, 3)
    with pytest.raises(ArgumentError, match="node 3 is an input"):
        kept.add_edge(0, 3)
    assert kept.topology() == topology
