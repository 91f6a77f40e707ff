"""Regular topologies: measured by gaps as by a sweep, and found within their limits."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.design.budget import Budget
from skipgraph.design.regular import find_offsets, measure_offsets
from skipgraph.design.request import Request, measure_topology
from skipgraph.topology import Topology


@settings(deadline=None)
@given(st.integers(1, 30), st.sets(st.integers(2, 30), max_size=5))
def test_gaps_give_the_same_measures_as_a_sweep(n_layers, further):
    offsets = tuple(sorted({1, *(offset for offset in further if offset <= n_layers)}))
    reads = [[node - offset for offset in offsets if offset <= node] for node in range(n_layers + 1)]
    assert measure_offsets(n_layers, offsets) == measure_topology(Topology.from_reads(reads))


def test_offsets_keep_every_limit():
    request = Request(40, max_edges=160, max_in_degree=5, max_live=18)
    offsets = find_offsets(request, Budget(60, 1000), np.random.default_rng(3))
    assert request.allows(measure_offsets(40, offsets))
    assert offsets[0] == 1
