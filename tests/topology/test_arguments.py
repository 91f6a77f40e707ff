import networkx as nx
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology, check_topology


def test_a_topology_is_passed_on():
    topology = Topology.from_reads([[], [0]])
    assert check_topology(topology) is topology


@pytest.mark.parametrize("other", [nx.DiGraph([(0, 1)]), [[0], [0]], None, Topology])
def test_all_else_is_refused_with_a_way_out(other):
    with pytest.raises(ArgumentError, match=rf"graph must be a Topology, got {type(other).__name__}: .*from_networkx"):
        check_topology(other, "graph")
