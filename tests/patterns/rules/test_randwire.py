"""RandWire against the counts of the paper, networkx and the ring written out."""

import networkx as nx
import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import randwire_ba, randwire_er, randwire_layout, randwire_ws
from skipgraph.topology import Aggregation, NodeKind

EVERY = [randwire_er, randwire_ba, randwire_ws]


def wiring(topology):
    """The random graph itself: edges between layers."""
    layers = topology.kinds == NodeKind.LAYER
    edges = topology.edges()
    return edges[layers[edges[:, 0]] & layers[edges[:, 1]]]


def test_the_unrewired_ring_is_numbered_clockwise():
    # 0-based rows, from the definition in the paper's appendix
    ring = [(), (0,), (0, 1), (1, 2), (2, 3), (3, 4), (0, 4, 5), (0, 1, 5, 6)]
    t = randwire_ws(8, seed=0, probability=0.0)
    assert [t.reads(layer) for layer in range(2, 9)] == [tuple(node + 1 for node in row) for row in ring[1:]]
    assert t.reads(1) == (0,)


@pytest.mark.parametrize(("size", "k"), [(8, 4), (32, 4), (32, 2), (33, 8)])
@pytest.mark.parametrize("probability", [0.0, 0.5, 0.75, 1.0])
def test_watts_strogatz_keeps_the_number_of_edges(size, k, probability):
    expected = nx.watts_strogatz_graph(size, k, probability, seed=0).number_of_edges()
    t = randwire_ws(size, seed=3, n_neighbors=k, probability=probability)
    assert len(wiring(t)) == expected == size * k // 2
    assert len(wiring(randwire_ws(32, seed=0))) == 64


def test_watts_strogatz_rewires_its_share():
    size, k, p = 400, 4, 0.3
    kept = 0
    for seed in range(10):
        lengths = np.diff(wiring(randwire_ws(size, seed=seed, n_neighbors=k, probability=p)), axis=1)[:, 0]
        kept += int(np.count_nonzero((lengths <= k // 2) | (lengths >= size - k // 2)))
    # an edge stays with chance 1 - p, and few are rewired to where another one lay
    assert kept / (10 * size * k / 2) == pytest.approx(1 - p, abs=0.03)


def test_watts_strogatz_on_a_complete_ring_ends():
    assert len(wiring(randwire_ws(5, seed=0, n_neighbors=4, probability=1.0))) == 10


@pytest.mark.parametrize(("m", "n_edges"), [(5, 135), (7, 175)])
def test_barabasi_albert_counts(m, n_edges):
    t = randwire_ba(32, seed=0, n_links=m)
    assert len(wiring(t)) == n_edges == m * (32 - m) == nx.barabasi_albert_graph(32, m, seed=0).number_of_edges()
    assert all(t.reads(layer) == (0,) for layer in range(1, m + 1))
    assert t.reads(m + 1) == tuple(range(1, m + 1))
    assert all(len(t.reads(layer)) == m for layer in range(m + 1, 33))


def test_barabasi_albert_prefers_nodes_of_many_edges():
    # with M = 1 the node that layer 3 chose has two of four edge ends, so layer 4 chooses it half of the time
    generator = np.random.default_rng(0)
    again = 0
    for _ in range(2000):
        t = randwire_ba(4, seed=generator, n_links=1)
        again += t.reads(4) == t.reads(3)
    assert again / 2000 == pytest.approx(0.5, abs=0.06)


def test_erdos_renyi_counts():
    generator = np.random.default_rng(0)
    counts = [len(wiring(randwire_er(32, seed=generator))) for _ in range(200)]
    assert np.mean(counts) == pytest.approx(99.2, abs=3.2)  # p N (N - 1) / 2, five standard errors
    assert np.var(counts) == pytest.approx(99.2 * 0.8, rel=0.4)
    assert len(wiring(randwire_er(32, seed=0, probability=1.0))) == 496
    assert len(wiring(randwire_er(32, seed=0, probability=0.0))) == 0


@pytest.mark.parametrize("pattern", EVERY)
@pytest.mark.parametrize("seed", range(3))
def test_stages_start_at_their_input_and_end_in_a_mean(pattern, seed):
    t = pattern(96, seed=seed, n_stages=3)
    assert t.n_layers == 96
    edges = wiring(t)
    assert np.array_equal(t.stages[edges[:, 0]], t.stages[edges[:, 1]])
    for stage, merge in enumerate(t.nodes_of_kind(NodeKind.MERGE).tolist()):
        assert t.aggregations[merge] == Aggregation.MEAN
        layers = np.flatnonzero((t.stages == stage) & (t.kinds == NodeKind.LAYER))
        assert set(t.reads(merge)) == set(layers.tolist()) - set(edges[:, 0].tolist())
        assert all(t.aggregations[layers] == Aggregation.WEIGHTED)
    assert t.reads(1) == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: randwire_ws(8, seed=0, n_neighbors=3), "n_neighbors must be even, got 3"),
        (lambda: randwire_ws(8, seed=0, n_neighbors=8), "n_neighbors must be below the 8 layers of a stage, got 8"),
        (lambda: randwire_ba(5, seed=0), "n_links must be below the 5 layers of a stage, got 5"),
        (lambda: randwire_er(8, seed=0, n_stages=3), "n_stages must divide the 8 layers, got 3"),
        (lambda: randwire_er(8, seed=0, probability=-0.1), "probability must be a number from 0 to 1, got -0.1"),
        (lambda: randwire_er(8, seed="x"), "seed must be a whole number from 0 or a Generator, got 'x'"),
    ],
)
def test_bad_options_are_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_the_small_regime():
    t = randwire_layout(seed=0)
    assert [int(np.count_nonzero((t.stages == stage) & (t.kinds == NodeKind.LAYER))) for stage in range(4)] == [
        0,
        32,
        32,
        32,
    ]
    assert t.node_attributes["width"][-1] == 1280
    inside = t.stages[t.edges()[:, 0]] == t.stages[t.targets]
    between = np.all(np.isin(t.kinds[t.edges()], [NodeKind.LAYER]), axis=1)
    assert np.count_nonzero(inside & between) == 3 * 64


def test_the_next_stage_reads_the_output_of_the_last():
    t = randwire_ws(16, seed=0, n_stages=2)
    assert set(t.kinds.tolist()) == {NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE}
    across = t.edges()[t.stages[t.edges()[:, 0]] != t.stages[t.targets]]
    assert {t.labels[source] for source in across[:, 0].tolist()} == {"output1"}
    assert all(len(t.reads(node)) == 1 for node in across[:, 1].tolist())
