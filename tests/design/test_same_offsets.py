"""Regular topologies: measured by gaps as by a sweep, and found within their limits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design.incumbent import Incumbent
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.same_offsets import find_regular, measure_offsets, regular_topology
from skipgraph.design.search_time import SearchTime


@settings(deadline=None)
@given(st.integers(1, 30), st.sets(st.integers(2, 30), max_size=5))
def test_gaps_give_the_same_measures_as_a_sweep(n_layers, further):
    offsets = tuple(sorted({1, *(offset for offset in further if offset <= n_layers)}))
    topology = regular_topology(n_layers, offsets)
    assert measure_offsets(n_layers, offsets) == measure_topology(topology)
    for node in range(n_layers + 1):
        assert {node - source for source in topology.reads(node)} == {o for o in offsets if o <= node}


def test_offsets_keep_every_limit():
    problem = Problem(40, max_edges=160, max_in_degree=5, max_live=18)
    time = SearchTime(60, 1000)
    incumbent = Incumbent(problem, time)
    find_regular(incumbent, time, np.random.default_rng(3))
    topology, measures = incumbent.best
    assert measures == measure_topology(topology)
    assert problem.broken_limits(topology, measures) == []
