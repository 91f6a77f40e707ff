"""Random channel links against the counts of NN-Mass and the uniform distribution."""

import numpy as np
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import cell_density
from skipgraph.patterns import random_channel_links
from skipgraph.topology import NodeKind


def links(topology):
    """Channels of each skip connection by (j, i)."""
    edges = map(tuple, topology.edges().tolist())
    return {edge: n for edge, n in zip(edges, topology.edge_attributes["channels"], strict=True) if n is not None}


@pytest.mark.parametrize("seed", range(3))
def test_the_cell_of_8_layers(seed):
    # 8 layers of width 8, at most 10 links: 58 of 168 channels, from the authors' code
    found = links(random_channel_links(8, seed=seed, width=8, max_links=10))
    assert sum(found.values()) == 58


@pytest.mark.parametrize(("depth", "width", "most"), [(3, 1, 1), (8, 8, 10), (16, 4, 7), (20, 8, 0), (12, 6, 1000)])
def test_the_channels_are_those_of_the_density(depth, width, most):
    t = random_channel_links(depth, seed=1, width=width, max_links=most)
    found = links(t) if "channels" in t.edge_attributes else {}
    possible = width * (depth - 1) * (depth - 2) / 2
    assert sum(found.values()) / possible == pytest.approx(cell_density(depth, width, most))
    for (source, layer), n in found.items():
        assert 1 <= source <= layer - 2
        assert 1 <= n <= width
    for layer in range(1, depth + 1):
        assert layer - 1 in t.reads(layer)
        added = sum(n for (_, target), n in found.items() if target == layer)
        assert added == min(most, width * max(layer - 2, 0))


def test_all_channels_make_it_dense():
    t = random_channel_links(9, seed=0, width=4, max_links=10**4)
    assert [t.reads(layer) for layer in range(2, 10)] == [tuple(range(1, layer)) for layer in range(2, 10)]
    assert set(links(t).values()) == {4}


def test_every_earlier_channel_is_as_likely():
    generator = np.random.default_rng(0)
    counts = np.zeros(8)
    for _ in range(400):
        for (source, layer), n in links(random_channel_links(9, seed=generator, width=8, max_links=14)).items():
            if layer == 9:
                counts[source] += n
    # 14 of 56 channels, 8 of each of 7 layers: 2 channels of each, with variance 1.31 (hypergeometric)
    assert counts[1:] / 400 == pytest.approx([2] * 7, abs=5 * (1.31 / 400) ** 0.5)
    assert counts[0] == 0


def test_cells_share_nothing_but_the_transition():
    t = random_channel_links(15, seed=0, width=(4, 8, 16), max_links=(3, 6, 9), blocks=(5, 5, 5))
    assert t.nodes_of_kind(NodeKind.TRANSITION).tolist() == [6, 12]
    assert all(t.stages[source] == t.stages[layer] for source, layer in links(t))
    assert [t.reads(node) for node in (6, 7, 12, 13)] == [(5,), (6,), (11,), (12,)]
    layers = t.nodes_of_kind(NodeKind.LAYER)
    assert [t.node_attributes["width"][layer] for layer in layers] == [4] * 5 + [8] * 5 + [16] * 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "seed must be a whole number from 0 or a Generator, got -1"),
        ({"seed": 0, "width": 0}, "width must be an integer of at least 1, got 0"),
        ({"seed": 0, "width": 10**18}, f"width must be at most {2**31}, got {10**18}"),
        ({"seed": 0, "max_links": -1}, "max_links must be an integer of at least 0, got -1"),
        ({"seed": 0, "max_links": (1, 2)}, "max_links must hold 1 numbers, got 2"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ArgumentError, match=message):
        random_channel_links(8, **options)
