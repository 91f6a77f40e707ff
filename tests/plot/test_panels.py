"""Equal colours mean equal numbers in all panels."""

import pytest
from matplotlib.collections import PathCollection

from skipgraph.errors import ArgumentError
from skipgraph.patterns import chain, densenet, log_densenet
from skipgraph.plot import distances, side_by_side

GIVEN = [log_densenet(16), densenet(9), chain(12)]


def test_distances_have_one_scale_over_all_of_them(arms):
    axes = side_by_side([*GIVEN, arms])
    assert len(axes) == 4
    scales = {(ax.images[0].norm.vmin, ax.images[0].norm.vmax, ax.images[0].cmap.N) for ax in axes}
    assert scales == {(1, 13, 12)}  # the chain has distances up to 12
    assert len({tuple(ax.images[0].cmap(ax.images[0].norm(1))) for ax in axes}) == 1
    assert {ax.figure for ax in axes} == {axes[0].figure}
    alone = [distances(topology).images[0].norm.vmax for topology in GIVEN]
    assert len(set(alone)) == 3


def test_arcs_have_one_scale_over_all_of_them():
    axes = side_by_side(GIVEN, kind="arcs", titles=["a", "b", "c"], cmap="magma")
    arcs = [next(item for item in ax.collections if isinstance(item, PathCollection)) for ax in axes]
    assert {(item.norm.vmin, item.norm.vmax, item.cmap.name) for item in arcs} == {(1, 16, "magma")}
    assert [ax.get_title(loc="left") for ax in axes] == ["a", "b", "c"]


def test_an_odd_panel_leaves_no_empty_axes():
    figure = side_by_side(GIVEN)[0].figure
    assert sum(bool(ax.images) for ax in figure.axes) == 3
    assert all(ax.has_data() for ax in figure.axes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([],), "topologies must hold at least one"),
        (([chain(3), 3],), r"topologies\[1\] must be a Topology, got 3"),
        (([chain(3)], {"titles": ["a", "b"]}), "titles must hold one for each of 1 topologies, got 2"),
        (([chain(3)], {"kind": "profile"}), "kind must be one of distances, arcs, got 'profile'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, words):
    given, options = (*arguments, {})[:2]
    with pytest.raises(ArgumentError, match=words):
        side_by_side(given, **options)
