"""FractalNet against its recursion, written out as expressions."""

import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import fractal, fractal_drop_path
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.topology.edit import contract


def connections(topology):
    """Which layers each layer reads, by label, without merges and transitions."""
    plain = contract(topology, NodeKind.MERGE, NodeKind.TRANSITION)
    return {
        plain.labels[node]: tuple(plain.labels[source] for source in plain.reads(node)) for node in range(plain.n_nodes)
    }


def test_three_columns_are_wired_as_in_the_authors_code():
    assert connections(fractal(3)) == {
        0: (),
        "b1c2.1": (0,),
        "b1c2.2": ("b1c2.1",),
        "b1c1.1": (0,),
        "b1c2.3": ("b1c2.2", "b1c1.1"),
        "b1c2.4": ("b1c2.3",),
        "b1c1.2": ("b1c2.2", "b1c1.1"),
        "b1c0.1": (0,),
    }
    t = fractal(3)
    assert [t.labels[node] for node in t.reads(t.n_nodes - 1)] == ["b1c2.4", "b1c1.2", "b1c0.1"]


def path_length_counts(n_columns):
    """Paths of each length through f_C, by f_1 = z and f_(C+1) = f_C**2 + z."""
    counts = np.array([0, 1])
    for _ in range(n_columns - 1):
        counts = np.convolve(counts, counts)
        counts[1] += 1
    return {length: int(count) for length, count in enumerate(counts) if count}


@pytest.mark.parametrize("n_columns", [1, 2, 3, 4, 5, 6])
def test_layers_and_paths_follow_the_recursion(n_columns):
    t = fractal(n_columns)
    assert t.n_layers == 2**n_columns - 1
    counts = path_length_counts(n_columns)
    assert metrics.path_lengths(t) == counts
    assert max(counts) == 2 ** (n_columns - 1)
    assert min(counts) == 1
    if n_columns == 4:
        assert sum(counts.values()) == 26


@pytest.mark.parametrize(("n_columns", "n_blocks", "n_layers", "depth"), [(3, 5, 35, 20), (4, 5, 75, 40)])
def test_published_networks(n_columns, n_blocks, n_layers, depth):
    t = fractal(n_columns, n_blocks=n_blocks)
    assert t.n_layers == n_layers
    assert max(metrics.path_lengths(t)) == depth
    assert np.bincount(t.stages[t.kinds == NodeKind.LAYER]).tolist() == [n_layers // n_blocks] * n_blocks


def test_joins_are_means_of_two_or_more():
    t = fractal(4)
    joins = t.nodes_of_kind(NodeKind.MERGE)
    assert all(t.aggregations[joins] == Aggregation.MEAN)
    assert np.diff(t.indptr)[joins].min() == 2


@pytest.mark.parametrize("seed", range(8))
def test_a_global_sample_is_one_column(seed):
    t = fractal_drop_path(4, seed=seed, n_blocks=3, mode="global")
    depth = t.n_layers // 3
    assert depth in (1, 2, 4, 8)
    assert metrics.path_lengths(t) == {3 * depth: 1}
    assert len({label.split(".")[0][2:] for label in map(str, t.labels[1:]) if "c" in label}) == 1


def test_all_columns_are_drawn():
    generator = np.random.default_rng(0)
    depths = [fractal_drop_path(3, seed=generator, mode="global").n_layers for _ in range(300)]
    assert np.bincount(depths)[[1, 2, 4]] == pytest.approx(100, abs=30)


@pytest.mark.parametrize("seed", range(8))
def test_a_local_sample_is_part_of_the_network(seed):
    whole = connections(fractal(4, n_blocks=2))
    t = fractal_drop_path(4, seed=seed, n_blocks=2, drop_probability=0.5)
    sample = connections(t)
    assert all(set(reads) <= set(whole[label]) for label, reads in sample.items())
    assert metrics.count_paths(t) >= 1
    assert metrics.count_live_nodes(t) == t.n_nodes


def test_nothing_or_nearly_everything_is_dropped_at_the_ends_of_the_range():
    assert connections(fractal_drop_path(4, seed=0, drop_probability=0.0)) == connections(fractal(4))
    assert metrics.count_paths(fractal_drop_path(4, seed=0, drop_probability=1.0)) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fractal(3, n_blocks=0), "n_blocks must be an integer of at least 1, got 0"),
        (lambda: fractal_drop_path(3, seed=0, mode="both"), "mode must be one of local, global, got 'both'"),
        (lambda: fractal_drop_path(3, seed=0, drop_probability=1.5), "drop_probability .* got 1.5"),
        (lambda: fractal_drop_path(3, seed=-1), "seed must be a whole number from 0 or a Generator, got -1"),
    ],
)
def test_bad_options_are_refused(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()
