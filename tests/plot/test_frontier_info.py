"""What the picture of a frontier shows: numbers, marks, the best and what is proved."""

import numpy as np
import pytest

from skipgraph.design import find_frontier, min_edges
from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, log_densenet, nearest, two_hop
from skipgraph.plot import compute_frontier

FEW = [densenet(36), log_densenet(36), two_hop(36), chain(36)]


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


def test_nothing_to_draw_is_refused():
    with pytest.raises(ArgumentError, match="at least one topology"):
        compute_frontier([])
    with pytest.raises(ArgumentError, match=r"no topology of the 4 matches named=\['x'\]"):
        compute_frontier(find_frontier(FEW), named={"x"})
