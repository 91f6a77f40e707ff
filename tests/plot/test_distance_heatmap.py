import numpy as np
import oracles
import pytest
from hypothesis import given
from matplotlib.patches import Rectangle
from strategies import topologies

from skipgraph.plot import compute_distances, distances
from skipgraph.plot.distance_heatmap import _colour_bounds
from skipgraph.topology import Topology


def chain(n_layers):
    return Topology.from_reads([[], *([node] for node in range(n_layers))], name="chain")


@given(topologies())
def test_info_agrees_with_networkx(topology):
    info = compute_distances(topology)
    expected = {pair: bd for pair, bd in oracles.backprop_distances(topology).items() if pair[0] != pair[1]}
    shown = {(int(i), int(j)): int(info.matrix[i, j]) for i, j in zip(*np.nonzero(~info.matrix.mask), strict=True)}
    assert shown == expected
    assert info.n_unjoined == topology.n_nodes * (topology.n_nodes - 1) // 2 - len(expected)
    for value in expected.values():
        assert info.bounds[0] <= value < info.bounds[-1]


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
    assert ax.images[0].get_extent() == [-0.5, 36.5, 36.5, -0.5]
    assert ax.get_ylim() == (36.5, -0.5)
