"""Single-digit offsets: distances are numbers of digits."""

from math import log

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import backprop_distances, in_degrees, max_backprop_distance
from skipgraph.patterns import base_digits, log_densenet


def n_digits(number, base):
    """Digits of `number` other than 0."""
    count = 0
    while number:
        number, digit = divmod(number, base)
        count += digit > 0
    return count


@pytest.mark.parametrize("base", [2, 3, 4, 10])
def test_distance_is_the_number_of_digits_of_the_gap(base):
    D = backprop_distances(base_digits(130, base=base))
    assert [int(d) for d in D[130, ::-1]] == [n_digits(gap, base) for gap in range(131)]


@pytest.mark.parametrize(("base", "degree", "distance"), [(2, 10, 9), (3, 13, 6), (4, 15, 5), (8, 22, 4), (10, 28, 3)])
def test_degree_and_distance_at_1000_layers(base, degree, distance):
    t = base_digits(1000, base=base)
    assert (in_degrees(t).max(), max_backprop_distance(t)) == (degree, distance)


@pytest.mark.parametrize("base", [2, 3, 5])
def test_largest_distance_formula(base):
    for n_layers in (1, 2, 7, 26, 27, 99):
        expected = int(log((base - 1) * n_layers + 1, base) + 1e-9)
        assert max_backprop_distance(base_digits(n_layers, base=base)) == expected


def test_base_2_is_log_densenet():
    assert base_digits(77, base=2) == log_densenet(77)


def test_base_is_checked():
    with pytest.raises(ArgumentError, match="base must be an integer of at least 2, got 1"):
        base_digits(5, base=1)
