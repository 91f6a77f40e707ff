"""What a topology is, how to change one, and how to keep one in a file."""

from skipgraph.topology.check import check_topology as check_topology
from skipgraph.topology.graph import Aggregation as Aggregation
from skipgraph.topology.graph import NodeKind as NodeKind
from skipgraph.topology.graph import Provenance as Provenance
from skipgraph.topology.graph import Topology as Topology
from skipgraph.topology.store import read_topology as read_topology
from skipgraph.topology.store import write_topology as write_topology
