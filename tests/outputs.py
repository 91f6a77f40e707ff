"""Topologies with heads, and with no input in vain, for tests."""

from hypothesis import assume

from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import with_outputs


def with_heads(topology, ends):
    """The topology with an output behind each of the layers `ends` that reads it and all that it reads."""
    t = with_outputs(topology, ends)
    reads = [list(t.reads(node)) for node in range(t.n_nodes)]
    for output in t.nodes_of_kind(NodeKind.OUTPUT).tolist():
        reads[output] += reads[reads[output][0]]
    return Topology.from_reads(reads, kinds=t.kinds, stages=t.stages, labels=t.labels)


def reading_inputs(topology):
    """The topology whose last output reads the inputs that reach none."""
    t = topology
    dead = [node for node in t.nodes_of_kind(NodeKind.INPUT).tolist() if not t.live[node]]
    outputs = t.nodes_of_kind(NodeKind.OUTPUT).tolist() or [t.n_nodes - 1]
    assume(not dead or (t.kinds[outputs[-1]] != NodeKind.INPUT and dead[-1] < outputs[-1]))
    reads = [list(t.reads(node)) for node in range(t.n_nodes)]
    reads[outputs[-1]] += dead
    return Topology.from_reads(reads, kinds=t.kinds, stages=t.stages, labels=t.labels, aggregations=t.aggregations)
