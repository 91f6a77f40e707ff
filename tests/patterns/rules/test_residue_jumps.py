"""Residue jumps: bounded degrees on both sides and the proved distance."""

import pytest

from skipgraph.metrics import in_degrees, max_backprop_distance, out_degrees
from skipgraph.patterns import chain, residue_jumps, residue_period


@pytest.mark.parametrize("degree", [2, 3, 5])
@pytest.mark.parametrize("n_layers", [1, 2, 9, 10, 36, 83, 250])
def test_degrees_and_distance_are_bounded(n_layers, degree):
    t = residue_jumps(n_layers, degree=degree)
    assert in_degrees(t).max() <= degree
    assert out_degrees(t).max() <= degree
    assert max_backprop_distance(t) <= 2 * residue_period(n_layers, degree) - 1


@pytest.mark.parametrize(("degree", "distance"), [(2, 15), (3, 9), (4, 7), (7, 5), (23, 3)])
def test_distances_at_1000_layers(degree, distance):
    assert max_backprop_distance(residue_jumps(1000, degree=degree)) == distance


def test_period_is_the_least_that_reaches():
    for degree in (2, 3, 7):
        period = residue_period(500, degree)
        assert period * degree**period + period - 1 >= 500
        assert (period - 1) * degree ** (period - 1) + period - 2 < 500


def test_degree_1_is_the_chain():
    assert residue_jumps(20, degree=1) == chain(20)
