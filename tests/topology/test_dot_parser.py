"""Any DOT text is read as Graphviz reads it, fast, or refused by line and column."""

import time

import pytest

from skipgraph.errors import FormatError, FormatWarning
from skipgraph.topology import Topology, read_topology, write_topology
from skipgraph.topology._dot_parser import parse_dot


def graph_of(text):
    found = parse_dot(text, "net.dot")
    assert found.left_out == {}
    return found.graph


def nodes_of(text):
    return dict(graph_of(text).nodes(data=True))


def edges_of(text):
    return {(source, target): data for source, target, data in graph_of(text).edges(data=True)}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("a", "a"),
        ("_a1", "_a1"),
        ("層", "層"),
        ("a€b", "a€b"),
        ("-.5", "-.5"),
        ("007", "007"),
        ('"a b"', "a b"),
        (r'"say \"hi\""', 'say "hi"'),
        (r'"a\\b"', r"a\b"),
        (r'"a\nb"', r"a\nb"),
        ('"two \\\nlines"', "two lines"),
        ('"a" + "b" /* + */ + "c"', "abc"),
        ("<a <b>c</b>>", "<a <b>c</b>>"),
        ('"node"', "node"),
        ("edges", "edges"),
    ],
)
def test_ids(raw, name):
    assert list(graph_of(f"digraph {{ {raw} }}")) == [name]


@pytest.mark.parametrize(
    ("raw", "value"),
    [("2", 2), ("-2", -2), (".5", 0.5), ("2.", 2.0), ('"2"', "2"), ("x", "x"), ("<b>", "<b>"), ('"a"+"b"', "ab")],
)
def test_values(raw, value):
    for given in (f"[w={raw}]", f"[w = {raw};]", f"[v=1, w={raw}] [u=1]", f"[w=0 w={raw}]"):
        found = nodes_of(f"digraph {{ a {given} }}")["a"]["w"]
        assert (found, type(found)) == (value, type(value))


def test_an_attribute_without_a_value_is_true():
    assert nodes_of("digraph { a [bold, w=1] }") == {"a": {"bold": "true", "w": 1}}


@pytest.mark.parametrize("name", ["self", "name", "key", "node_for_adding", "u_of_edge", "attr", "graph", "node"])
def test_attributes_of_any_name(name):
    quoted = f'"{name}"'
    text = f"digraph {{ a [{quoted}=1]; a -> b [{quoted}=2] }}"
    assert (nodes_of(text), edges_of(text)) == ({"a": {name: 1}, "b": {}}, {("a", "b"): {name: 2}})


def test_statements_need_no_marks_between_them():
    assert set(edges_of("digraph{a->b->c a->c;;{}d->a}")) == {("a", "b"), ("b", "c"), ("a", "c"), ("d", "a")}


def test_comments_and_lines_of_a_preprocessor_say_nothing():
    text = "# 1 file\n// a -> x\ndigraph { a /* -> x\n */ -> b // -> c\n# line -> x\n}"
    assert set(edges_of(text)) == {("a", "b")}


def test_keywords_have_any_case():
    assert nodes_of("STRICT DiGraph G { Node [w=1] SubGraph { a } }") == {"a": {"w": 1}}


def test_defaults_hold_from_where_they_stand():
    text = "digraph { a; node [w=1]; b; c [w=2]; node [v=3]; d; a -> b; edge [x=1]; b -> c; c -> d [x=2] }"
    assert nodes_of(text) == {"a": {}, "b": {"w": 1}, "c": {"w": 2}, "d": {"w": 1, "v": 3}}
    assert edges_of(text) == {("a", "b"): {}, ("b", "c"): {"x": 1}, ("c", "d"): {"x": 2}}


def test_defaults_of_a_subgraph_end_with_it():
    text = "digraph { node [w=0]; { node [w=1, s=2]; edge [x=1]; a -> b; { node [w=3] c } } d; b -> d }"
    assert nodes_of(text) == {"a": {"w": 1, "s": 2}, "b": {"w": 1, "s": 2}, "c": {"w": 3, "s": 2}, "d": {"w": 0}}
    assert edges_of(text) == {("a", "b"): {"x": 1}, ("b", "d"): {}}


def test_an_edge_joins_all_nodes_of_subgraphs():
    text = "digraph { {a b -> c} -> d -> {e; {f}} [w=1] }"
    assert set(edges_of(text)) == {
        ("b", "c"), ("a", "d"), ("b", "d"), ("c", "d"), ("d", "e"), ("d", "f")
    }  # fmt: skip
    assert edges_of(text)["d", "f"] == {"w": 1}


def test_a_subgraph_that_is_opened_twice_is_one():
    found = parse_dot("digraph { subgraph s {a} subgraph s {b} -> c }", "net.dot")
    assert set(found.graph.edges()) == {("a", "c"), ("b", "c")}


def test_a_strict_graph_joins_equal_edges():
    assert edges_of("strict digraph { a -> b [w=1]; a -> b [v=2] }") == {("a", "b"): {"w": 1, "v": 2}}
    assert graph_of("digraph { a -> b; a -> b }").number_of_edges() == 2


def test_what_is_left_out_is_listed():
    text = "digraph { rankdir=LR; graph [label=x]; subgraph cluster_a { label=y; a:p:n -> b:q } a:p:n -> c }"
    assert parse_dot(text, "net.dot").left_out == {
        "graph attribute": ["rankdir", "label"], "subgraph": ["cluster_a"], "port": ["a:p:n", "b:q"]
    }  # fmt: skip


def test_all_that_is_left_out_is_one_warning_that_shows_three_names(tmp_path):
    path = tmp_path / "net.gv"
    path.write_text("digraph { a=1; b=2; c=3; d=4; x:n -> y }")
    with pytest.warns(FormatWarning) as caught:
        read_topology(path)
    assert [str(warning.message) for warning in caught] == [
        f"{path}: left out 4 graph attributes (a, b, c, ...), 1 port (x:n)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: expected digraph"),
        ("hello", "line 1, column 1: expected digraph"),
        ("digraph", "line 1, column 8: expected {"),
        ("digraph {\n  a -> b", "line 2, column 9: expected a name"),
        ("digraph { a -> }", "line 1, column 16: expected a name"),
        ("digraph { a -- b }", "line 1, column 13: expected ->"),
        ("digraph { a -> node }", "line 1, column 16: expected a node"),
        ("digraph { node a }", "line 1, column 16: expected ["),
        ("digraph { a [b=] }", "line 1, column 16: expected a name"),
        ("digraph { a [b }", "line 1, column 16: expected a name"),
        ("digraph { 1a }", "line 1, column 11: unexpected character"),
        ("digraph { a\n  ? }", "line 2, column 3: unexpected character"),
        ('digraph { "a }', "line 1, column 11: unexpected character or unclosed text"),
        ("digraph { a /* }", "line 1, column 13: unexpected character or unclosed text"),
        ("digraph { <a <b> }", "line 1, column 11: unclosed <"),
        ('digraph { "a" + b }', "line 1, column 17: expected a quoted text"),
        ("digraph { } x", "line 1, column 13: expected digraph"),
        (f"digraph {{ a [w={'1' * 5000}] }}", "line 1, column 16: the number is too long"),
        (f"digraph {{ a [w={'1' * 400}.0] }}", "line 1, column 16: the number is too large"),
        (f"digraph {{ {'{' * 900} a {'}' * 900} }}", "line 1, column 111: subgraphs nest over 100 deep"),
    ],
)
def test_faults_name_line_and_column(text, message):
    with pytest.raises(FormatError) as caught:
        parse_dot(text, "net.dot")
    assert str(caught.value).startswith(f"net.dot: {message}")
    assert str(caught.value).endswith(": the text is no DOT or was cut off")


def test_a_hundred_subgraphs_deep():
    assert list(graph_of(f"digraph {{ {'{' * 100} a {'}' * 100} }}")) == ["a"]


def test_thousands_of_nodes_take_no_second(tmp_path):
    n_nodes = 3000
    nodes = [f'  n{node} [label="layer {node}", shape=box];' for node in range(n_nodes)]
    edges = [f"  n{node} -> n{node + 1} [color=red];" for node in range(n_nodes - 1)]
    path = tmp_path / "net.dot"
    path.write_text("\n".join(["digraph G {", *nodes, *edges, "}"]))
    start = time.process_time()
    topology = read_topology(path)
    assert time.process_time() - start < 1
    assert (topology.n_nodes, topology.n_edges) == (n_nodes, n_nodes - 1)


def test_pydot_reads_what_is_written(tmp_path):
    pydot = pytest.importorskip("pydot")
    path = tmp_path / "net.dot"
    write_topology(Topology.from_reads([[], [0], [0, 1]], labels=["in", 'a "b"', "c"]), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)  # pyparsing warns of pydot's grammar
        (graph,) = pydot.graph_from_dot_file(path)
    ends = [(edge.get_source(), edge.get_destination()) for edge in graph.get_edge_list()]
    assert ends == [('"in"', r'"a \"b\""'), ('"in"', '"c"'), (r'"a \"b\""', '"c"')]
