import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.patterns import densenet
from skipgraph.plot import arcs, compute_arcs
from skipgraph.topology import NodeKind, Topology


def drawn_arcs(ax):
    """Every arc as (start, end, height)."""
    found = []
    for path in next(item for item in ax.collections if isinstance(item, PathCollection)).get_paths():
        for points in np.split(path.vertices, np.flatnonzero(path.codes == Path.MOVETO)[1:]):
            assert points[0, 1] == points[-1, 1] == 0
            found.append((round(points[0, 0]), round(points[-1, 0]), points[:, 1].max()))
    return found


@given(topologies())
def test_info_agrees_with_networkx(topology):
    info, graph = compute_arcs(topology), topology.to_networkx()
    assert sorted(map(tuple, info.edges.tolist())) == sorted(graph.edges)
    assert info.lengths.tolist() == [i - j for j, i in info.edges.tolist()]
    assert info.in_degrees.tolist() == [graph.in_degree(node) for node in range(topology.n_nodes)]
    assert info.out_degrees.tolist() == [graph.out_degree(node) for node in range(topology.n_nodes)]


def test_an_arc_for_each_edge(log_36):
    drawn = drawn_arcs(arcs(log_36))
    assert len(drawn) == 159
    assert {(start, end) for start, end, _ in drawn} == set(map(tuple, log_36.edges().tolist()))


def test_longer_arcs_are_higher_darker_and_behind(log_36):
    ax = arcs(log_36)
    by_length = {}
    for start, end, height in drawn_arcs(ax):
        by_length.setdefault(end - start, set()).add(round(height, 9))
    assert all(len(heights) == 1 for heights in by_length.values())
    heights = [by_length[length].pop() for length in sorted(by_length)]
    assert heights == sorted(heights)
    assert heights[-1] <= 1
    collection = next(item for item in ax.collections if isinstance(item, PathCollection))
    assert collection.get_array().tolist() == [32, 16, 8, 4, 2, 1]
    collection.update_scalarmappable()
    assert np.all(np.diff(np.asarray(collection.get_edgecolor())[:, :3].sum(axis=1)) > 0)


def test_every_kind_is_marked_by_its_shape(staged):
    ax = arcs(staged)
    markers = {tuple(line.get_xdata()): line.get_marker() for line in ax.lines}
    assert markers == {(0,): "s", (1, 4): "o", (2,): "D", (3,): "v", (5,): "P"}
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["input", "layer", "merge", "transition", "output", "coarser stage", "in-degree", "out-degree"]


def test_coarser_stages_stand_on_darker_bands(staged):
    bands = {
        (band.get_x(), band.get_x() + band.get_width()): band.get_facecolor()[0]
        for band in arcs(staged, degrees=False).patches
        if isinstance(band, Rectangle)
    }
    assert list(bands) == [(2.5, 4.5), (4.5, 5.5)]
    assert bands[4.5, 5.5] < bands[2.5, 4.5] < 1


def test_no_band_where_there_is_one_stage(log_36):
    assert not arcs(log_36, degrees=False).patches


def test_only_the_kinds_there_are_in_the_legend(log_36):
    names = [text.get_text() for text in arcs(log_36).get_legend().get_texts()]
    assert names == ["input", "layer", "in-degree", "out-degree"]


def test_degrees_stand_below_on_their_own_scale(staged):
    ax = arcs(staged)
    labels = [float(label.get_text()) for label in ax.get_yticklabels()]
    zero, unit = np.polynomial.Polynomial.fit(labels, ax.get_yticks(), 1).convert().coef
    assert zero < 0
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle) and bar.get_height() <= 0]
    assert [bar.get_y() for bar in bars] == pytest.approx([zero] * 6)
    assert [bar.get_height() / unit for bar in bars] == pytest.approx([0, 1, 2, 1, 1, 2])
    dashes = next(item for item in ax.collections if isinstance(item, LineCollection))
    levels = [(segment[0, 1] - zero) / unit for segment in dashes.get_segments()]
    assert levels == pytest.approx([2, 2, 1, 1, 1, 0])
    assert ax.get_ylim()[0] < zero + 2 * unit


def test_degrees_can_be_left_out(log_36):
    ax = arcs(log_36, degrees=False)
    assert not ax.patches
    assert not ax.get_ylabel()
    assert len(ax.get_yticks()) == 0
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["input", "layer"]


def test_the_colour_scale_names_lengths(log_36):
    scale = arcs(log_36).child_axes[0]
    assert scale.get_ylabel() == "edge length, nodes"
    assert [text.get_text() for text in scale.get_yticklabels()] == ["1", "2", "4", "8", "16", "32"]


def test_many_arcs_are_stored_as_pixels():
    dense = Topology.from_reads([range(node) for node in range(121)])
    assert dense.n_edges > 6000
    for topology, pixels in ((dense, True), (Topology.from_reads([[], [0]]), False)):
        ax = arcs(topology)
        assert next(item for item in ax.collections if isinstance(item, PathCollection)).get_rasterized() is pixels


def test_inputs_without_edges_are_drawn():
    ax = arcs(Topology.from_reads([[], []], kinds=[NodeKind.INPUT, NodeKind.INPUT]))
    assert tuple(ax.lines[0].get_xdata()) == (0, 1)


def test_too_many_edges_are_refused_before_any_painting():
    with pytest.raises(ArgumentError, match="1,125,750 edges: arcs show at most 1,000,000, adjacency any"):
        arcs(densenet(1500))


def colours_by_length(ax):
    collection = next(item for item in ax.collections if isinstance(item, PathCollection))
    collection.update_scalarmappable()
    return dict(zip(collection.get_array().tolist(), map(tuple, collection.get_edgecolor().tolist()), strict=True))


def test_the_same_limits_give_the_same_colours(log_36):
    small = densenet(9)
    one, other = (colours_by_length(arcs(topology, vmin=1, vmax=36)) for topology in (log_36, small))
    assert all(one[length] == other[length] for length in (1, 2, 4, 8))
    assert colours_by_length(arcs(small))[8] != other[8]
    scale = arcs(small, vmin=1, vmax=36).child_axes[0]
    assert [text.get_text() for text in scale.get_yticklabels()] == ["1", "2", "4", "8", "16", "32"]


def test_a_norm_and_a_colour_map_of_the_users_own(log_36):
    colours = colours_by_length(arcs(log_36, norm=Normalize(0, 32), cmap="magma"))
    np.testing.assert_allclose(colours[16][:3], mpl.colormaps["magma"](0.5)[:3])


def test_scales_that_are_none_are_refused(log_36):
    with pytest.raises(ArgumentError, match="vmin must be a number of at least 1, got 0"):
        arcs(log_36, vmin=0)
    with pytest.raises(ArgumentError, match="vmax and norm exclude each other"):
        arcs(log_36, vmax=3, norm=Normalize())
