from pathlib import Path

import networkx as nx
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.topology import Topology, check_topology


def test_a_topology_is_passed_on():
    topology = Topology.from_reads([[], [0]])
    assert check_topology(topology) is topology


@pytest.mark.parametrize(
    ("other", "way"),
    [
        (nx.DiGraph([(0, 1)]), "got a DiGraph: Topology.from_networkx makes one of a graph"),
        ([[0], [0]], r"got \[\[0\], \[0\]\]: Topology.from_networkx makes one of a graph"),
        (None, "got None: Topology.from_networkx"),
        (Topology, "got the class Topology: Topology.from_networkx"),
        ("net.json", "got 'net.json': read_topology reads one from a file"),
        (Path("net.json"), r"got PosixPath\('net.json'\): read_topology reads one from a file"),
    ],
)
def test_all_else_is_refused_with_a_way_out(other, way):
    with pytest.raises(ArgumentError, match=f"graph must be a Topology, {way}"):
        check_topology(other, "graph")
