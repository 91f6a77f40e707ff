"""Hypothesis strategies: random topologies of every kind."""

from hypothesis import strategies as st

from skipgraph.topology import Aggregation, NodeKind, Provenance, Topology

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


# whatever might be lost in a file
ODD_TEXTS = [
    "", " ", "1", "1.0", "true", "null", "[1]", '"', '"1"', "\\", '\\"', "a.b", "a b ", "a\nb", "a\r\nb", "\t", "\x00",
    "é", "層", "\u2028", "\ufeff", "\ud800", "<&>", "a,b", "a;b", "->", "#x", "// x", "node", "self", "n0", "%s", "{0}",
    "source", "label", "id", "key", "node_for_adding", "name", "\\u0041", "\U0001f600",
]  # fmt: skip
odd_texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=4))
odd_scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), odd_texts)
odd_labels = st.recursive(odd_scalars, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4)
_keys = odd_texts.filter(lambda key: key not in ("kind", "stage", "aggregation"))


@st.composite
def odd_topologies(draw):
    """Draw a topology with labels, stages, attributes, name and provenance that are hard to keep."""
    plain = draw(topologies(max_nodes=6, stages=True))
    n_nodes, n_edges = plain.n_nodes, plain.n_edges

    def columns(length):
        return draw(st.dictionaries(_keys, st.lists(odd_scalars, min_size=length, max_size=length), max_size=2))

    return Topology(
        plain.indptr,
        plain.indices,
        plain.kinds,
        plain.stages,
        draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes)),
        draw(st.one_of(st.none(), st.lists(odd_labels, min_size=n_nodes, max_size=n_nodes, unique=True))),
        name=draw(odd_texts),
        provenance=Provenance(
            draw(odd_texts),
            draw(st.dictionaries(odd_texts, st.one_of(odd_scalars, odd_labels), max_size=2)),
            draw(odd_texts),
        ),
        node_attributes=columns(n_nodes),
        edge_attributes=columns(n_edges),
    )
