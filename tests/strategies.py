"""Hypothesis strategies: random topologies of every kind."""

from hypothesis import strategies as st

from skipgraph.topology import NodeKind, Topology

_INNER = [NodeKind.LAYER, NodeKind.LAYER, NodeKind.LAYER, NodeKind.MERGE, NodeKind.TRANSITION]

labels = st.one_of(st.integers(), st.text(max_size=6), st.tuples(st.integers(), st.text(max_size=3)))


@st.composite
def topologies(draw, max_nodes=14, kinds=True, stages=False, with_labels=False):
    """Draw a topology; unjoined pairs, dead nodes and several inputs all occur."""
    n_nodes = draw(st.integers(1, max_nodes))
    reads, drawn_kinds = [[]], [NodeKind.INPUT]
    for node in range(1, n_nodes):
        kind = draw(st.sampled_from([*_INNER, NodeKind.INPUT])) if kinds else NodeKind.LAYER
        drawn_kinds.append(kind)
        reads.append(
            [] if kind == NodeKind.INPUT else sorted(draw(st.sets(st.integers(0, node - 1), min_size=1, max_size=4)))
        )
    return Topology.from_reads(
        reads,
        kinds=drawn_kinds,
        stages=draw(st.lists(st.integers(0, 3), min_size=n_nodes, max_size=n_nodes)) if stages else None,
        labels=draw(st.lists(labels, min_size=n_nodes, max_size=n_nodes, unique=True)) if with_labels else None,
    )
