"""What a topology is, how to change one, compare two, and keep one in a file."""

from skipgraph.topology._arguments import check_topology as check_topology
from skipgraph.topology.adjacency import from_adjacency as from_adjacency
from skipgraph.topology.adjacency import to_adjacency as to_adjacency
from skipgraph.topology.edit import compose as compose
from skipgraph.topology.edit import contract as contract
from skipgraph.topology.edit import drop_dead_nodes as drop_dead_nodes
from skipgraph.topology.edit import insert_early_connections as insert_early_connections
from skipgraph.topology.edit import sparsify as sparsify
from skipgraph.topology.edit import stage_subgraph as stage_subgraph
from skipgraph.topology.edit import transitive_reduction as transitive_reduction
from skipgraph.topology.edit import with_outputs as with_outputs
from skipgraph.topology.graph import Topology as Topology
from skipgraph.topology.isomorphism import fingerprint as fingerprint
from skipgraph.topology.kinds import Aggregation as Aggregation
from skipgraph.topology.kinds import NodeKind as NodeKind
from skipgraph.topology.kinds import Provenance as Provenance
from skipgraph.topology.kinds import Scalar as Scalar
from skipgraph.topology.store import read_topology as read_topology
from skipgraph.topology.store import topology_from_json as topology_from_json
from skipgraph.topology.store import topology_to_json as topology_to_json
from skipgraph.topology.store import write_topology as write_topology
