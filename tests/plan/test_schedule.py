from hypothesis import given
from strategies import topologies

from skipgraph.plan.schedule import head_reads, last_uses
from skipgraph.topology import Aggregation, NodeKind, Topology


@given(topologies())
def test_last_uses_are_the_largest_readers(topology):
    uses = last_uses([topology.reads(node) for node in range(topology.n_nodes)])
    for node, use in enumerate(uses):
        assert use == max(topology.readers(node), default=topology.n_nodes)


def test_heads():
    reads = [[], [0], [0, 1]]
    assert head_reads(Topology.from_reads(reads)) == {2: (0, 1, 2)}
    added = Topology.from_reads(reads, aggregations=[0, 0, Aggregation.SUM])
    assert head_reads(added) == {2: (2,)}
    outputs = Topology.from_reads(
        reads, kinds=[NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT], aggregations=[0, 0, Aggregation.SUM]
    )
    assert head_reads(outputs) == {2: (0, 1)}
