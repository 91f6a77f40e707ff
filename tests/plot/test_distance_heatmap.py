import matplotlib as mpl
import numpy as np
import oracles
import pytest
from hypothesis import given
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.metrics import count_unjoined_pairs, max_backprop_distance, mean_backprop_distance
from skipgraph.patterns import densenet, log_densenet
from skipgraph.plot import compute_distances, distances
from skipgraph.plot.distance_heatmap import _colour_bounds
from skipgraph.topology import NodeKind, Topology


def chain(n_layers):
    return Topology.from_reads([[], *([node] for node in range(n_layers))], name="chain")


@given(topologies())
def test_info_agrees_with_networkx(topology):
    info = compute_distances(topology, nodes="all")
    assert info.nodes.tolist() == list(range(topology.n_nodes))
    expected = {pair: bd for pair, bd in oracles.backprop_distances(topology).items() if pair[0] != pair[1]}
    shown = {(int(i), int(j)): int(info.matrix[i, j]) for i, j in zip(*np.nonzero(~info.matrix.mask), strict=True)}
    assert shown == expected
    assert info.n_unjoined == topology.n_nodes * (topology.n_nodes - 1) // 2 - len(expected)
    for value in expected.values():
        assert info.bounds[0] <= value < info.bounds[-1]


@given(topologies())
def test_the_default_shows_what_the_metrics_count(topology):
    info, whole = compute_distances(topology), compute_distances(topology, nodes="all")
    assert info.nodes.tolist() == topology.nodes_of_kind(NodeKind.INPUT, NodeKind.LAYER).tolist()
    assert info.n_unjoined == count_unjoined_pairs(topology)
    joined = info.matrix.compressed()
    if joined.size:
        assert joined.max() == max_backprop_distance(topology)
        assert joined.mean() == pytest.approx(mean_backprop_distance(topology))
    both = whole.matrix[np.ix_(info.nodes, info.nodes)]
    np.testing.assert_array_equal(info.matrix.filled(0), both.filled(0))
    stages = topology.stages[info.nodes]
    assert info.stage_starts.tolist() == [row for row in range(1, stages.size) if stages[row] != stages[row - 1]]


def test_a_table_and_a_heatmap_agree_on_unjoined_pairs():
    blocks = log_densenet(36, blocks=(12, 12, 12))
    assert count_unjoined_pairs(blocks) == compute_distances(blocks).n_unjoined == 0
    assert compute_distances(blocks, nodes="all").n_unjoined == 848  # with the copies in transitions
    ax = distances(blocks)
    assert ax.get_legend() is None
    ax.figure.canvas.draw()
    numbers = [int(label.get_text()) for label in ax.get_xticklabels() if label.get_text()]
    assert numbers == [int(compute_distances(blocks).nodes[round(tick)]) for tick in ax.get_xticks() if 0 <= tick < 37]
    assert ax.get_xlabel() == "node j, layers and inputs"
    ax = distances(blocks, nodes="all")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["no path joins (848 pairs)"]
    assert ax.get_xlabel() == "node j"


@pytest.mark.parametrize("nodes", ["none", None, 1])
def test_which_nodes_are_shown_is_a_choice(nodes):
    with pytest.raises(ArgumentError, match="nodes must be one of layers, all, got"):
        distances(chain(2), nodes=nodes)


@pytest.mark.parametrize("least", [0, 1])
@pytest.mark.parametrize("most", [1, 5, 11, 12, 13, 99, 100, 400, 4000])
def test_colours_cover_all_distances_evenly(least, most):
    bounds = _colour_bounds(least, most)
    assert bounds[0] == least
    assert bounds[-2] <= most < bounds[-1]
    assert len(set(np.diff(bounds).tolist())) == 1
    assert len(bounds) - 1 <= 12


def test_each_distance_has_a_colour_of_its_own_where_they_are_few(log_36):
    ax = distances(log_36)
    image = ax.images[0]
    # BD is the number of ones of the gap in binary
    colours = {}
    for i in range(37):
        for j in range(i):
            colours.setdefault((i - j).bit_count(), set()).add(tuple(image.cmap(image.norm(image.get_array()[i, j]))))
    assert sorted(colours) == [1, 2, 3, 4, 5]
    assert all(len(same) == 1 for same in colours.values())
    assert len(set.union(*colours.values())) == 5
    assert [label.get_text() for label in ax.child_axes[0].get_yticklabels()] == ["1", "2", "3", "4", "5"]


def test_ranges_are_named_where_distances_are_many():
    labels = [label.get_text() for label in distances(chain(100)).child_axes[0].get_yticklabels()]
    assert labels[0] == "1\N{EN DASH}10"
    assert labels[-1] == "91\N{EN DASH}100"


def test_unjoined_pairs_are_hatched_and_counted(arms):
    # the odd arm 1 3 5 and the even arm 2 4 6 share only node 0 and node 7
    ax = distances(arms)
    assert compute_distances(arms).n_unjoined == 9
    (hatching,) = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    image = ax.images[0]
    assert hatching.get_zorder() < image.get_zorder()
    assert image.cmap(image.get_array()[2:4, 1:2])[0, 0, 3] == 0
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["no path joins (9 pairs)"]


def test_no_hatching_where_all_pairs_are_joined(log_36):
    ax = distances(log_36)
    assert not any(patch.get_hatch() for patch in ax.patches)
    assert ax.get_legend() is None


def test_pixels_lie_on_the_cells(log_36):
    ax = distances(log_36)
    assert list(ax.images[0].get_extent()) == [-0.5, 36.5, 36.5, -0.5]
    assert ax.get_ylim() == (36.5, -0.5)


def colour_of(ax, distance):
    image = ax.images[0]
    return tuple(image.cmap(image.norm(distance)))


def test_the_same_limits_give_the_same_colours(log_36):
    panels = [distances(topology, vmin=1, vmax=6) for topology in (log_36, chain(6), densenet(9))]
    for distance in range(1, 7):
        assert len({colour_of(ax, distance) for ax in panels}) == 1
    assert len({colour_of(panels[0], distance) for distance in range(1, 7)}) == 6
    labels = [label.get_text() for label in panels[2].child_axes[0].get_yticklabels()]
    assert labels == ["1", "2", "3", "4", "5", "6"]


def test_distances_beyond_the_limits_have_the_last_colour_and_the_scale_says_so():
    ax = distances(chain(9), vmin=3, vmax=5)
    assert colour_of(ax, 1) == colour_of(ax, 3) != colour_of(ax, 4)
    assert colour_of(ax, 9) == colour_of(ax, 5) != colour_of(ax, 4)
    labels = [label.get_text() for label in ax.child_axes[0].get_yticklabels()]
    assert labels == ["\N{LESS-THAN OR EQUAL TO} 3", "4", "\N{GREATER-THAN OR EQUAL TO} 5"]
    assert compute_distances(chain(9), vmin=3, vmax=5).beyond == (True, True)
    assert compute_distances(chain(9), vmax=9).beyond == (False, False)


def test_a_norm_and_a_colour_map_of_the_users_own(log_36):
    norm = Normalize(0, 10)
    ax = distances(log_36, norm=norm, cmap="magma")
    assert ax.images[0].norm is norm
    np.testing.assert_allclose(colour_of(ax, 10), mpl.colormaps["magma"](1.0))
    few = distances(log_36, cmap=mpl.colormaps["magma"])
    np.testing.assert_allclose(colour_of(few, 5), mpl.colormaps["magma"](1.0))


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        ({"vmin": "1"}, "vmin must be a whole number of layers .*, got '1'"),
        ({"vmax": -1}, "vmax must be a whole number of layers .*, got -1"),
        ({"vmax": float("nan")}, "vmax must be a whole number of layers .*, got nan"),
        ({"vmin": 1.5}, "vmin must be a whole number of layers .*, got 1.5"),
        ({"vmin": 5, "vmax": 4}, "vmin must be at most vmax, got 5 and 4"),
        ({"vmin": 5, "norm": Normalize()}, "vmin and norm exclude each other"),
        ({"norm": "log"}, "norm must be a Normalize or None, got 'log'"),
        ({"cmap": "rainbows"}, "cmap must be a matplotlib Colormap or the name of one, got 'rainbows'"),
        ({"cmap": 3}, "cmap must be a string or a Colormap or None, got 3"),
    ],
)
def test_scales_that_are_none_are_refused(scale, words, log_36):
    with pytest.raises(ArgumentError, match=words):
        distances(log_36, **scale)
