"""Gini coefficients against their definition, and of topologies where they are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    gini,
    in_degree_gini,
    out_degree_gini,
)
from skipgraph.topology import Topology


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(values):
    differences = [abs(a - b) for a in values for b in values]
    mean = np.mean(values)
    assert gini(values) == pytest.approx(np.mean(differences) / (2 * mean) if mean else 0)


def test_gini_of_regular_and_of_star():
    chain = Topology.from_reads([[], *([i - 1] for i in range(1, 100))])
    star = Topology.from_reads([[], *([0] for _ in range(1, 100))])
    assert in_degree_gini(chain) == in_degree_gini(star) == pytest.approx(0.01)  # the input alone reads nothing
    assert out_degree_gini(chain) == pytest.approx(0.01)
    assert out_degree_gini(star) == pytest.approx(0.99)


@pytest.mark.parametrize(("values", "message"), [([], "at least one value"), ([1, -2], "at least 0, got -2")])
def test_what_has_no_gini_is_named(values, message):
    with pytest.raises(ArgumentError, match=message):
        gini(values)
