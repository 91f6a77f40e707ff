"""NN-Mass against the published example, the code's sums and a channel-by-channel count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import cell_density, cell_nn_mass, edge_density, nn_mass, skip_density
from skipgraph.topology import NodeKind, Topology


def test_the_published_example():
    # authors' code: d = 8, w = 8, t_c = 10
    assert cell_density(8, 8, 10) == pytest.approx(58 / 168)
    assert cell_nn_mass(8, 8, 10) == pytest.approx(22.0952, abs=5e-5)


@given(st.integers(3, 40), st.integers(1, 64), st.integers(0, 500))
def test_closed_form_and_sums_agree(depth, width, max_links):
    # the paper's closed denominator, and the sums of the authors' code
    added = sum(min(width * (i - 1), max_links) for i in range(2, depth))
    possible = sum(width * (i - 1) for i in range(2, depth))
    assert cell_density(depth, width, max_links) == pytest.approx(added / possible)
    assert cell_nn_mass(depth, width, max_links) == pytest.approx(added / possible * width * depth)


@pytest.mark.parametrize("depth", [3, 8, 30])
def test_a_topology_is_a_cell(depth):
    dense = Topology.from_reads(range(i) for i in range(depth))
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, depth))])
    assert skip_density(dense) == 1
    assert nn_mass(dense, widths=5) == pytest.approx(cell_nn_mass(depth, 5, 10**9)) == 5 * depth
    assert skip_density(chain) == nn_mass(chain, widths=5) == cell_nn_mass(depth, 5, 0) == 0


@given(topologies(stages=True))
def test_density_counts_skips_within_stages(topology):
    stages, kinds = topology.stages.tolist(), topology.kinds.tolist()
    skips = possible = 0
    mass = 0.0
    for stage in range(max(stages) + 1):
        nodes = [
            node
            for node in range(topology.n_nodes)
            if stages[node] == stage and kinds[node] in (NodeKind.LAYER, NodeKind.INPUT)
        ]
        pairs = [(j, i) for a, i in enumerate(nodes) for j in nodes[: max(0, a - 1)]]
        here = sum(j in topology.reads(i) for j, i in pairs)
        skips, possible = skips + here, possible + len(pairs)
        mass += here / len(pairs) * len(nodes) * (stage + 2) if pairs else 0
    np.testing.assert_allclose(skip_density(topology), skips / possible if possible else np.nan)
    assert nn_mass(topology, widths=np.arange(max(stages) + 1) + 2) == pytest.approx(mass)


@given(topologies())
def test_edge_density_is_a_share(topology):
    n_pairs = sum(range(topology.n_nodes))
    np.testing.assert_allclose(edge_density(topology), topology.n_edges / n_pairs if n_pairs else np.nan)


def test_bad_arguments_are_named():
    with pytest.raises(ArgumentError, match="depth 2: must be at least 3"):
        cell_density(2, 8, 1)
    with pytest.raises(ArgumentError, match="max_links must be a whole number from 0, got -1"):
        cell_nn_mass(8, 8, -1)
    with pytest.raises(ArgumentError, match=r"one for each of 1 stages, got \[1, 2\]"):
        nn_mass(Topology.from_reads([[], [0]]), widths=[1, 2])
