"""The picture of a frontier: numbers, marks, the line of the best and what is proved."""

import numpy as np
import pytest

from skipgraph.design import design_topology, draw_constructions, draw_patterns, find_frontier, min_edges
from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, log_densenet, nearest, two_hop
from skipgraph.plot import compute_frontier, frontier, new_figure, save_figure

FEW = [densenet(36), log_densenet(36), two_hop(36), chain(36)]


@pytest.fixture(scope="module")
def all_36():
    patterns = draw_patterns(36, seed=0)
    design = design_topology(36, max_edges=159, steps=0).topology
    return find_frontier([*patterns, *draw_constructions(36), design]), {topology.name for topology in patterns}


def test_numbers_go_by_edges_and_marks_stand_where_they_must():
    info = compute_frontier(find_frontier(FEW))
    assert info.names == ("chain", "two_hop", "log_densenet", "densenet")
    assert info.unbeaten == (True, True, False, True)
    above, below = info.panels
    # published numbers of 36 layers
    assert [(m.edges, m.value) for m in above.marks] == [(36, 36), (128, 2), (159, 5), (666, 1)]
    assert [round(m.value, 4) for m in below.marks] == [12.6667, 1.8078, 2.2508, 1]
    assert above.best.tolist() == [[36, 36], [128, 2], [159, 2], [666, 1]]
    assert above.others.shape == (0, 2)


def test_equal_places_share_a_mark():
    points = find_frontier([nearest(36), nearest(36).rename("twin")])
    assert [mark.numbers for mark in compute_frontier(points).panels[0].marks] == [(1, 2)]


def test_nothing_stands_below_the_bound_or_the_best(all_36):
    for panel in compute_frontier(all_36[0]).panels:
        for mark in panel.marks:
            proved = panel.bound[panel.bound[:, 0] <= mark.edges, 1].min()  # steps; the mean is a line between
            if panel.measure == "mean":
                proved = np.interp(mark.edges, *panel.bound.T)
            best = panel.best[panel.best[:, 0] <= mark.edges, 1].min()
            assert mark.value >= best >= proved - 1e-9


@pytest.mark.parametrize("n_layers", [1, 2, 5, 36, 200])
def test_the_bound_on_the_mbd_is_that_of_the_fewest_edges(n_layers):
    bound = compute_frontier(find_frontier([chain(n_layers), densenet(n_layers)])).panels[0].bound
    assert (np.diff(bound[:, 0]) >= 0).all()
    assert bound[0, 0] == n_layers
    for edges, mbd in bound:
        assert min_edges(n_layers, int(mbd)).value == edges


def test_what_is_not_named_is_a_dot():
    info = compute_frontier(find_frontier(FEW), named={"chain", "log_densenet"})
    assert info.names == ("chain", "log_densenet")
    assert info.panels[0].others.tolist() == [[128, 2], [666, 1]]
    assert info.unbeaten == (True, False)  # the unnamed still beat


def test_the_artists_draw_the_info(all_36):
    points, named = all_36
    info = compute_frontier(points, named=named)
    ax = frontier(points, named=named)
    for panel, axes in zip(info.panels, ax.child_axes[:2], strict=True):
        marks = [line for line in axes.lines if line.get_gid() == "mark"]
        assert [(*line.get_xdata(), *line.get_ydata()) for line in marks] == [(m.edges, m.value) for m in panel.marks]
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
        marks = axes.transData.transform([text.xy for text in axes.texts])
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


def test_nothing_to_draw_is_refused():
    with pytest.raises(ArgumentError, match="at least one topology"):
        compute_frontier([])
    with pytest.raises(ArgumentError, match=r"no topology of the 4 matches named=\['x'\]"):
        compute_frontier(find_frontier(FEW), named={"x"})
