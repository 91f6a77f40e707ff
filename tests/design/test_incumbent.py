"""The incumbent keeps the best that was offered, and reports progress."""

from dataclasses import replace

import pytest

from skipgraph.design.incumbent import Incumbent
from skipgraph.design.problem import Problem, measure_topology
from skipgraph.design.search_time import SearchTime
from skipgraph.patterns import chain, k_hop, log_densenet, two_hop


def measured(topology):
    return topology, measure_topology(topology)


def test_the_best_within_the_limits_is_kept():
    incumbent = Incumbent(Problem(16, max_edges=45), SearchTime(1.0, 4))
    assert incumbent.is_empty
    with pytest.raises(LookupError, match="was offered yet"):
        incumbent.best  # noqa: B018
    for pattern, best in ((chain, chain), (log_densenet, chain), (two_hop, two_hop), (k_hop, two_hop)):
        incumbent.offer(measured(pattern(16)))
        assert incumbent.best[0] == best(16)
    assert not incumbent.would_take(incumbent.best[1])
    assert incumbent.would_take(replace(incumbent.best[1], mean=1.0))
    assert not incumbent.would_take(replace(incumbent.best[1], mean=1.0, edges=46))


def test_progress_is_told_a_share_of_at_most_one_and_nothing_before_there_is_a_topology():
    told = []
    time = SearchTime(1.0, 4)
    incumbent = Incumbent(Problem(16, max_edges=45), time, lambda share, best: told.append((share, best)))
    incumbent.offer(measured(log_densenet(16)))  # 54 edges
    assert told == []
    incumbent.offer(measured(chain(16)))
    time.step(3)
    incumbent.offer(measured(two_hop(16)))
    time.step(3)
    incumbent.report()
    one, two = measure_topology(chain(16)), measure_topology(two_hop(16))
    assert told == [(0.0, one), (0.75, two), (1.0, two)]
