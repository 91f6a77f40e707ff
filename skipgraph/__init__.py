"""skipgraph: the graph theory of skip-connection topologies."""

from skipgraph.topology import Topology as Topology

__version__ = "0.1.0"
