"""Backprop distances against Dijkstra, closed forms and published numbers."""

import tracemalloc
from functools import partial

import numpy as np
import oracles
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path
from strategies import topologies
from work import count_calls

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    backprop_distances,
    count_unjoined_pairs,
    distance_histogram,
    max_backprop_distance,
    mean_backprop_distance,
    sweep_numba,
)
from skipgraph.metrics.sweep import column_blocks
from skipgraph.topology import NodeKind, Topology


def chain(n_layers):
    return Topology.from_reads([[], *([i - 1] for i in range(1, n_layers + 1))])


def dense(n_layers):
    return Topology.from_reads(range(i) for i in range(n_layers + 1))


def log_links(n_layers):
    return Topology.from_reads([i - 2**k for k in range(i.bit_length())] for i in range(n_layers + 1))


@pytest.fixture(params=["numpy", "numba"])
def engine(request, monkeypatch):
    """Run a test on plain numpy and on the compiled sweep."""
    module = sweep_numba if request.param == "numba" else None
    monkeypatch.setattr("skipgraph.metrics.sweep.loaded_numba", lambda: module)
    monkeypatch.setattr("skipgraph.metrics.distance.loaded_numba", lambda: module)
    return request.param


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@given(topology=topologies(), count_transitions=st.booleans())
def test_matrix_agrees_with_dijkstra(topology, count_transitions, engine):
    expected = oracles.backprop_distances(topology, count_transitions=count_transitions)
    matrix = backprop_distances(topology, count_transitions=count_transitions, engine=engine)
    assert matrix.dtype == np.uint8
    assert matrix.shape == (topology.n_nodes, topology.n_nodes)
    for i in range(topology.n_nodes):
        for j in range(topology.n_nodes):
            assert matrix[i, j] == expected.get((i, j), 255)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topology=topologies(), count_transitions=st.booleans())
def test_statistics_are_those_of_the_joined_pairs(topology, count_transitions, engine):
    pairs = oracles.joined_pairs(topology, count_transitions=count_transitions)
    options = {"count_transitions": count_transitions}
    histogram = distance_histogram(topology, **options)
    assert histogram.sum() == len(pairs)
    assert count_unjoined_pairs(topology) == oracles.n_pairs(topology) - len(pairs)
    if not pairs:
        with pytest.raises(ArgumentError, match="no path joins"):
            max_backprop_distance(topology, **options)
        with pytest.raises(ArgumentError, match="no path joins"):
            mean_backprop_distance(topology, **options)
        return
    distances = list(pairs.values())
    assert max_backprop_distance(topology, **options) == max(distances) == histogram.size - 1
    assert mean_backprop_distance(topology, **options) == pytest.approx(np.mean(distances))
    assert histogram.tolist() == [distances.count(d) for d in range(max(distances) + 1)]


@pytest.mark.parametrize("n_layers", [1, 2, 7, 8, 36, 100, 300])
def test_closed_forms(n_layers):
    assert max_backprop_distance(chain(n_layers)) == n_layers
    assert mean_backprop_distance(chain(n_layers)) == pytest.approx((n_layers + 2) / 3)
    assert max_backprop_distance(dense(n_layers)) == mean_backprop_distance(dense(n_layers)) == 1
    assert max_backprop_distance(log_links(n_layers)) == int(np.log2(n_layers + 1))


# authors' code, recounted: lists for L = 8 with MBD and mean BD over all 36 pairs
@pytest.mark.parametrize(
    ("reads", "mbd", "mean"),
    [
        ("|0|01|12|023|134|245|356|0467", 3, 1.4722),
        ("|0|1|02|13|24|35|46|57", 4, 1.8333),
        ("|0|01|12|123|234|345|456|4567", 3, 1.5),
        ("|0|01|012|0123|1234|2345|3456|4567", 2, 1.2778),
        ("|0|01|012|0123|1234|1245|1356|1357", 2, 1.2778),
        ("|0|01|12|23|34|45|56|367", 4, 1.7778),
        ("|0|1|12|23|234|345|3456|4567", 4, 1.6389),
        ("|0|1|02|13|024|135|0246|1357", 2, 1.4444),
        ("|0|01|012|023|0234|01345|013456|014567", 2, 1.1667),
        ("|0|01|2|023|4|45|6|0467", 4, 1.8056),
    ],
)
def test_published_lists(reads, mbd, mean):
    topology = Topology.from_reads([int(node) for node in row] for row in reads.split("|"))
    assert max_backprop_distance(topology) == mbd
    assert mean_backprop_distance(topology) == pytest.approx(mean, abs=5e-5)
    assert count_unjoined_pairs(topology) == 0


def test_a_literal_resnet_has_distance_one():
    # layer k reads the sum before it, the merge after it adds the layer to that sum
    reads, kinds = [[]], [NodeKind.INPUT]
    for block in range(5):
        before = 2 * block
        reads += [[before], [before, before + 1]]
        kinds += [NodeKind.LAYER, NodeKind.MERGE]
    topology = Topology.from_reads(reads, kinds=kinds)
    assert max_backprop_distance(topology) == 1
    assert count_unjoined_pairs(topology) == 0


@given(topology=topologies(), block_bytes=st.integers(1, 60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_statistics_in_blocks_are_those_of_the_whole(topology, block_bytes, engine):
    whole = distance_histogram(topology)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skipgraph.metrics.distance.column_blocks", partial(column_blocks, block_bytes=block_bytes))
        patch.setattr("skipgraph.metrics.distance.reading_offsets", {}.get)
        np.testing.assert_array_equal(distance_histogram(topology), whole)


def test_statistics_never_hold_the_matrix(engine):
    topology = oracles.without_edge(log_links(4096), 0, 4096)
    tracemalloc.start()
    histogram = distance_histogram(topology)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert histogram.sum() == 4096 * 4097 // 2
    assert peak_bytes < 64 * 2**20
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("skipgraph.metrics.distance.column_blocks", partial(column_blocks, block_bytes=2**20))
        tracemalloc.start()
        np.testing.assert_array_equal(distance_histogram(topology), histogram)
        assert tracemalloc.get_traced_memory()[1] < 12 * 2**20  # the matrix has 16 MiB
        tracemalloc.stop()


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("n_layers", [253, 254, 255, 256, 600, 1000])
def test_no_distance_overflows_a_byte(n_layers, engine):
    matrix = backprop_distances(chain(n_layers), engine=engine)
    assert matrix.dtype == (np.uint8 if n_layers < 255 else np.uint16)
    gaps = np.subtract.outer(np.arange(n_layers + 1), np.arange(n_layers + 1))
    np.testing.assert_array_equal(matrix, np.where(gaps >= 0, gaps, np.iinfo(matrix.dtype).max))
    assert max_backprop_distance(chain(n_layers)) == n_layers


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_unjoined_pairs_stay_unjoined_when_the_matrix_is_widened(engine):
    reads = [[], *([i - 1] for i in range(1, 301)), [0], [301, 300]]
    matrix = backprop_distances(Topology.from_reads(reads), engine=engine)
    assert matrix.dtype == np.uint16
    assert matrix[301].tolist() == [1, *[65535] * 300, 0, 65535]
    assert matrix[302, [0, 1, 300, 301]].tolist() == [2, 300, 1, 1]


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_wide_rows_agree_with_breadth_first_search(engine):
    # long runs, groups of four and single sources, in rows wider than a vector register
    rng = np.random.default_rng(0)
    reads = [[]] + [
        np.unique(np.append(rng.integers(0, i, i // 3 + 1), np.arange(i // 2, i // 2 + i // 4))) for i in range(1, 400)
    ]
    topology = Topology.from_reads(reads)
    adjacency = csr_array((np.ones(topology.n_edges), topology.indices, topology.indptr), shape=(400, 400))
    expected = shortest_path(adjacency, unweighted=True)
    expected[np.isinf(expected)] = 255
    np.testing.assert_array_equal(backprop_distances(topology, engine=engine), expected)


@pytest.mark.parametrize("make", [log_links, dense])
def test_numpy_is_called_a_few_times_for_each_layer(make):
    n_calls, _ = count_calls(backprop_distances, make(1024), engine="numpy")
    assert n_calls < 10 * 1024  # and not for each edge, or each of half a million pairs


def test_a_matrix_that_cannot_fit_is_refused_before_it_is_made():
    with pytest.raises(ArgumentError, match=r"101 nodes need at least 10201 bytes, 10000 max_bytes allows"):
        backprop_distances(chain(100), max_bytes=10_000)
    with pytest.raises(ArgumentError, match=r"need at least 90000000000 bytes"):
        backprop_distances(chain(299_999))


def test_bad_arguments_are_named():
    with pytest.raises(ArgumentError, match=r"engine must be one of .*, got 'cuda'"):
        backprop_distances(chain(4), engine="cuda")


def test_a_missing_numba_is_said(monkeypatch):
    monkeypatch.setattr("skipgraph.metrics.sweep._load_numba", lambda: None)
    with pytest.raises(ArgumentError, match=r"skipgraph\[fast\]"):
        backprop_distances(chain(4), engine="numba")
