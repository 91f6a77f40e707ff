"""The picture of a frontier draws what it should, and no number hides another."""

import pytest
from matplotlib.text import Annotation

from skipgraph.design import draw_patterns, find_frontier
from skipgraph.patterns import chain, densenet, log_densenet, two_hop
from skipgraph.plot import compute_frontier, frontier, new_figure, save_figure

FEW = [densenet(36), log_densenet(36), two_hop(36), chain(36)]


def test_the_artists_draw_the_info(all_36):
    points, named = all_36
    info = compute_frontier(points, named=named)
    ax = frontier(points, named=named)
    for panel, axes in zip(info.panels, ax.child_axes[:2], strict=True):
        marks = [line for line in axes.lines if line.get_gid() == "mark"]
        assert [tuple(line.get_xydata().ravel()) for line in marks] == [(m.edges, m.value) for m in panel.marks]
        assert [text.get_text() for text in axes.texts] == [",".join(map(str, m.numbers)) for m in panel.marks]
        best = next(line for line in axes.lines if line.get_gid() == "best")
        assert best.get_xydata().tolist() == panel.best.tolist()
    assert [text.get_text().split()[1] for text in ax.get_legend().get_texts()] == list(info.names)


@pytest.mark.parametrize("n_layers", [12, 36, 100])
def test_no_number_hides_another_or_a_mark(n_layers):
    patterns = draw_patterns(n_layers, seed=0)
    ax = frontier(find_frontier(patterns))
    figure = ax.figure
    figure.draw_without_rendering()
    for axes in ax.child_axes[:2]:
        # Annotation's extent includes its line, the text's own does not
        boxes = [super(type(text), text).get_window_extent() for text in axes.texts]
        marks = axes.transData.transform([text.xy for text in axes.texts if isinstance(text, Annotation)])
        for at, box in enumerate(boxes):
            assert not any(box.shrunk(0.9, 0.7).overlaps(other.shrunk(0.9, 0.7)) for other in boxes[:at])
            assert not box.shrunk(0.9, 0.7).count_contains(marks)


def test_given_axes_are_used_and_files_repeat(tmp_path):
    figure = new_figure(7, 5)
    ax = figure.subplots(1, 2)[0]
    points = find_frontier(FEW)
    assert frontier(points, ax=ax) is ax
    for name in "ab":
        save_figure(frontier(points), tmp_path / f"{name}.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize("n_layers", [1, 2])
def test_the_smallest(n_layers):
    frontier(find_frontier([chain(n_layers)])).figure.draw_without_rendering()


def test_a_title_takes_the_place_of_the_size():
    assert frontier(find_frontier(FEW), title="mine").get_title(loc="left") == "mine"
