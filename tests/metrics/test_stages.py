"""Distances and edges by stage against the pairs, one at a time."""

import numpy as np
import oracles
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.metrics import stage_distances, stage_edges
from skipgraph.topology import Topology


@given(topologies(stages=True), st.booleans())
def test_distances_are_those_of_the_pairs(topology, count_transitions):
    found = stage_distances(topology, count_transitions=count_transitions)
    pairs = oracles.joined_pairs(topology, count_transitions=count_transitions)
    stages = topology.stages.tolist()
    nodes = oracles.pairable(topology)
    n_stages = max(stages) + 1
    assert found.largest.shape == found.mean.shape == found.n_unjoined.shape == (n_stages, n_stages)
    for a in range(n_stages):
        for b in range(n_stages):
            distances = [d for (i, j), d in pairs.items() if (stages[i], stages[j]) == (a, b)]
            n_pairs = sum((stages[i], stages[j]) == (a, b) for i in nodes for j in nodes if j < i)
            assert found.largest[a, b] == max(distances, default=-1)
            np.testing.assert_allclose(found.mean[a, b], np.mean(distances) if distances else np.nan)
            assert found.n_unjoined[a, b] == n_pairs - len(distances)


@given(topologies(stages=True))
def test_edges_are_those_of_the_list(topology):
    counts = stage_edges(topology)
    stages = topology.stages.tolist()
    assert counts.sum() == topology.n_edges
    for (a, b), count in np.ndenumerate(counts):
        assert count == sum((stages[i], stages[j]) == (a, b) for j, i in topology.edges().tolist())


def test_stages_joined_by_a_transition():
    # a dense block of two layers, a transition, a dense block of two layers
    topology = Topology.from_reads(
        [[], [0], [0, 1], [0, 1, 2], [3], [3, 4]], kinds=[0, 1, 1, 3, 1, 1], stages=[0, 0, 0, 1, 1, 1]
    )
    assert stage_distances(topology).largest.tolist() == [[1, -1], [1, 1]]
    assert stage_distances(topology, count_transitions=True).largest.tolist() == [[1, -1], [2, 1]]
