"""Topologies with heads, for tests."""

from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import with_outputs


def with_heads(topology, ends):
    """The topology with an output behind each of the layers `ends` that reads it and all that it reads."""
    t = with_outputs(topology, ends)
    reads = [list(t.reads(node)) for node in range(t.n_nodes)]
    for output in t.nodes_of_kind(NodeKind.OUTPUT).tolist():
        reads[output] += reads[reads[output][0]]
    return Topology.from_reads(reads, kinds=t.kinds, stages=t.stages, labels=t.labels)
