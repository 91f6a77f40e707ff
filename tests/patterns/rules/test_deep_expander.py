"""Deep expanders against bipartite graphs of a given degree."""

import networkx as nx
import numpy as np
import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import deep_expander


@pytest.mark.parametrize(("n_layers", "width", "degree"), [(1, 4, 2), (2, 1, 1), (5, 8, 2), (3, 64, 8)])
@pytest.mark.parametrize("seed", range(2))
def test_every_channel_reads_a_few_of_the_layer_before(n_layers, width, degree, seed):
    t = deep_expander(n_layers, seed=seed, width=width, degree=degree)
    assert t.n_nodes == 1 + n_layers * width
    assert t.n_edges == width + (n_layers - 1) * width * degree
    for node in range(1, t.n_nodes):
        layer = (node - 1) // width
        reads = t.reads(node)
        if layer == 0:
            assert reads == (0,)
        else:
            assert len(set(reads)) == degree
            assert {(source - 1) // width for source in reads} == {layer - 1}
            assert t.labels[node] == f"{layer + 1}.{(node - 1) % width + 1}"


def test_the_full_degree_joins_whole_layers():
    t = deep_expander(3, seed=0, width=4, degree=4)
    between = t.to_networkx()
    between.remove_node(0)
    complete = nx.DiGraph(
        (f"{layer}.{a}", f"{layer + 1}.{b}") for layer in (1, 2) for a in range(1, 5) for b in range(1, 5)
    )
    assert set(between.edges) == set(complete.edges)


@pytest.mark.parametrize("seed", range(5))
def test_after_a_few_layers_all_depends_on_all(seed):
    # the theorem behind it: channels are mixed after a number of layers that is logarithmic in the width
    width, degree, n_layers = 64, 4, 7
    distances = metrics.backprop_distances(deep_expander(n_layers, seed=seed, width=width, degree=degree))
    last, first = slice(1 + (n_layers - 1) * width, None), slice(1, 1 + width)
    joined = distances[last, first] == n_layers - 1
    read_by_some = joined.any(axis=0)
    assert read_by_some.mean() > 0.9  # 1 / e**4 of the first channels are read by none
    assert joined[:, read_by_some].mean() > 0.99


def test_all_channels_are_as_likely():
    generator = np.random.default_rng(0)
    counts = np.zeros(8)
    for _ in range(250):
        edges = deep_expander(2, seed=generator, width=8, degree=2).edges()
        counts += np.bincount(edges[edges[:, 0] > 0, 0] - 1, minlength=8)
    # 2000 outputs that choose 2 of 8: 500 each, with standard deviation sqrt(2000 / 4 * 3 / 4)
    assert counts == pytest.approx([500] * 8, abs=5 * 19.4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"degree": 9}, "degree must be at most the width 8, got 9"),
        ({"degree": 0}, "degree must be an integer of at least 1, got 0"),
        ({"width": 2.0}, r"width must be a whole number.*, got 2\.0"),
        ({"width": 10**6, "degree": 10**5}, "deep_expander with n_layers 8 would have about"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        deep_expander(8, seed=0, **options)
