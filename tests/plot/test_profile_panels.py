import numpy as np
import oracles
import pytest
from hypothesis import given
from strategies import topologies

from skipgraph.plot import compute_profile, new_figure, profile


@given(topologies())
def test_info_agrees_with_networkx(topology):
    info = compute_profile(topology)
    order = {node: place for place, node in enumerate(oracles.pairable(topology))}
    joined = oracles.joined_pairs(topology)
    by_gap = {}
    for (i, j), distance in joined.items():
        by_gap.setdefault(order[i] - order[j], []).append(distance)
    assert info.mean_by_gap.size == info.max_by_gap.size == len(order)
    for gap in range(1, len(order)):
        if gap in by_gap:
            assert info.mean_by_gap[gap] == pytest.approx(np.mean(by_gap[gap]))
            assert info.max_by_gap[gap] == max(by_gap[gap])
        else:
            assert np.isnan(info.mean_by_gap[gap])
    counts = [list(joined.values()).count(distance) for distance in range(info.pairs_by_distance.size)]
    assert info.pairs_by_distance.tolist() == counts
    assert info.n_unjoined == oracles.n_pairs(topology) - len(joined)
    graph = topology.to_networkx()
    lengths = [i - j for j, i in graph.edges]
    assert info.edges_by_length.tolist() == [lengths.count(length) for length in range(topology.n_nodes)]
    assert info.in_degrees.tolist() == [graph.in_degree(node) for node in graph]
    assert info.out_degrees.tolist() == [graph.out_degree(node) for node in graph]


def heights(ax):
    return [bar.get_height() for bar in ax.patches]


def test_the_panels_draw_the_info(log_36):
    gaps, pairs, degrees, lengths = profile(log_36).child_axes
    popcounts = [gap.bit_count() for gap in range(1, 37)]  # BD is the number of ones of the gap in binary
    for line in gaps.lines:
        assert line.get_xdata().tolist() == list(range(1, 37))
        assert line.get_ydata().tolist() == popcounts
    assert [text.get_text() for text in gaps.get_legend().get_texts()] == ["maximum", "mean"]
    expected = [sum(37 - gap for gap in range(1, 37) if gap.bit_count() == ones) for ones in range(1, 6)]
    assert heights(pairs) == expected
    assert heights(degrees) == [node.bit_length() for node in range(37)]
    assert lengths.lines[0].get_xydata().tolist() == [[length, 37 - length] for length in (1, 2, 4, 8, 16, 32)]


def test_unjoined_pairs_are_told(arms, log_36):
    assert [text.get_text() for text in profile(arms).child_axes[1].texts] == ["no path joins 9 pairs more"]
    assert not profile(log_36).child_axes[1].texts


@pytest.mark.parametrize("where", ["figure", "subplot", "inset", "subfigure"])
def test_panels_share_the_place_of_the_axes_without_touching(log_36, where):
    figure = new_figure(7, 7)
    ax = {
        "figure": lambda: figure.add_subplot(),
        "subplot": lambda: figure.subplots(2, 1)[1],
        "inset": lambda: figure.add_subplot().inset_axes((0.2, 0.2, 0.7, 0.7)),
        "subfigure": lambda: figure.subfigures(2, 1)[1].subplots(),
    }[where]()
    profile(log_36, ax=ax)
    figure.draw_without_rendering()
    frame = ax.get_window_extent()
    boxes = [panel.get_window_extent() for panel in ax.child_axes]
    for box in boxes:
        assert box.x0 >= frame.x0 - 0.5
        assert box.x1 <= frame.x1 + 0.5
        assert box.y0 >= frame.y0 - 0.5
        assert box.y1 <= frame.y1 + 0.5
    upper_left, upper_right, lower_left, lower_right = boxes
    for left, right in ((upper_left, upper_right), (lower_left, lower_right)):
        assert right.x0 - left.x1 == pytest.approx(0.62 * figure.dpi)
    for upper, lower in ((upper_left, lower_left), (upper_right, lower_right)):
        assert upper.y0 - lower.y1 == pytest.approx(0.55 * figure.dpi)
