"""GraphML of other programs is read whole or refused; networkx would lose or invent a part of it."""

import pytest

from skipgraph.errors import FormatError, FormatWarning
from skipgraph.topology import Topology, read_topology

KEYS = (
    '<key id="x" for="node" attr.name="x" attr.type="double"/>'
    '<key id="n" for="node" attr.name="n" attr.type="int"/>'
    '<key id="w" for="edge" attr.name="w" attr.type="int"><default>7</default></key>'
    '<key id="t" for="graph" attr.name="title"/>'
)
FILE = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}<graph edgedefault="directed">{}</graph></graphml>'


def read(content, tmp_path, template=FILE):
    path = tmp_path / "net.graphml"
    path.write_text(template.format(KEYS, content))
    return read_topology(path)


def error_of(content, tmp_path, template=FILE):
    with pytest.raises(FormatError) as caught:
        read(content, tmp_path, template)
    return str(caught.value).removeprefix(f"{tmp_path / 'net.graphml'}: ")


def node(name, inside="", further=""):
    return f'<node id="{name}"{further}>{inside}</node>'


def edge(source, target, inside=""):
    return f'<edge source="{source}" target="{target}">{inside}</edge>'


def test_an_edge_to_a_node_that_is_not_there(tmp_path):
    assert error_of(node("a") + edge("a", "zzz") + edge("q", "q"), tmp_path) == (
        "edge 'a' -> 'zzz' ends at no node: there is no 'zzz'; edge 'q' -> 'q' ends at no node: there is no 'q'"
    )


def test_an_id_that_comes_twice(tmp_path):
    assert error_of(node("a") + node("b") + node("a"), tmp_path) == "2 nodes have the id 'a'"


def test_two_graphs(tmp_path):
    two = "<graphml>{}<graph>{}</graph><graph/></graphml>"
    assert error_of(node("a"), tmp_path, two) == "holds 2 graphs: must hold one"


@pytest.mark.parametrize("text", ["1e400", "-1e999", " 2e308 "])
def test_a_number_that_would_become_infinite(text, tmp_path):
    data = f'<data key="x">{text}</data>'
    assert error_of(node("a", data), tmp_path) == f"{text!r} is too large for a float"


@pytest.mark.parametrize(("text", "value"), [("INF", "inf"), ("-INF", "-inf"), ("NaN", "nan"), ("1e3", "1000.0")])
def test_what_is_infinite_stays_so(text, value, tmp_path):
    topology = read(node("a", f'<data key="x">{text}</data>'), tmp_path)
    assert repr(topology.node_attributes["x"][0]) == value


def test_a_number_of_over_4300_digits(tmp_path):
    data = f'<data key="n">{"1" * 5000}</data>'
    assert error_of(node("a", data), tmp_path).startswith("no GraphML that networkx reads: Exceeds the limit")


def test_many_faults_are_counted(tmp_path):
    assert error_of("".join(edge(f"a{i}", f"a{i}") for i in range(15)), tmp_path).endswith("; and 3 more")


@pytest.mark.parametrize("further", ["", ' yfiles.foldertype="group"'])
def test_a_group_is_no_node_but_what_is_in_it_is(further, tmp_path):
    inner = f'<graph edgedefault="directed">{node("b")}{node("c")}{edge("b", "c")}</graph>'
    with pytest.warns(FormatWarning, match=r"net\.graphml: left out 1 group \(g\)$"):
        topology = read(node("a") + node("g", inner, further) + node("d") + edge("a", "b") + edge("c", "d"), tmp_path)
    assert topology.labels == ("a", "b", "c", "d")
    assert topology.edges().tolist() == [[0, 1], [1, 2], [2, 3]]
    assert topology.nodes_of_kind(0).tolist() == [0]


def test_a_group_with_edges_is_a_node_too(tmp_path):
    inner = f'<graph edgedefault="directed">{node("b")}{edge("g", "b")}</graph>'
    topology = read(node("g", inner) + node("a") + edge("b", "a"), tmp_path)
    assert (topology.labels, topology.n_edges) == (("g", "b", "a"), 2)


def test_groups_in_groups(tmp_path):
    inner = node("c")
    for depth in range(5):
        inner = node(f"g{depth}", f'<graph edgedefault="directed">{inner}</graph>')
    with pytest.warns(FormatWarning, match=r"left out 5 groups \(g4, g3, g2, \.\.\.\)"):
        assert read(node("a") + inner + edge("a", "c"), tmp_path).labels == ("a", "c")


def test_an_undirected_graph_in_a_group(tmp_path):
    inner = f'<graph edgedefault="undirected">{node("b")}</graph>'
    assert "a graph in the graph is undirected" in error_of(node("g", inner), tmp_path)


def test_one_of_everything_that_is_left_out(tmp_path):
    content = (
        '<data key="t">my net</data>'
        + node("a", '<port name="north"/><port name="south"/>')
        + node("b")
        + '<edge source="a" target="b" sourceport="north"/>'
    )
    with pytest.warns(FormatWarning) as caught:
        topology = read(content, tmp_path)
    assert [str(warning.message).partition(": ")[2] for warning in caught] == [
        "left out 2 ports (a:north, a:south), 1 graph attribute (title)"
    ]
    assert caught[0].filename == __file__
    assert topology.n_edges == 1


def test_hyperedges_are_refused(tmp_path):
    assert "hyperedges" in error_of(node("a") + "<hyperedge/>", tmp_path)


def test_defaults_of_edges_are_applied(tmp_path):
    topology = read(
        node("a") + node("b") + node("c") + edge("a", "b") + edge("b", "c", '<data key="w">1</data>'), tmp_path
    )
    assert topology.edge_attributes == {"w": (7, 1)}


def test_a_file_by_hand_without_name_space(tmp_path):
    plain = '<graphml>{}<graph edgedefault="directed">{}</graph></graphml>'
    expected = Topology([0, 0, 1], [0], labels=["a", "b"], edge_attributes={"w": [7]})
    assert read(node("a") + node("b") + edge("a", "b"), tmp_path, plain) == expected


def test_entities_do_not_grow(tmp_path):
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    path = tmp_path / "net.graphml"
    path.write_text(f"<!DOCTYPE x [{entities}]><graphml>&e9;</graphml>")
    with pytest.raises(FormatError, match="amplification"):
        read_topology(path)


def test_deep_nesting(tmp_path):
    inner = node("c")
    for depth in range(3000):
        inner = node(f"g{depth}", f'<graph edgedefault="directed">{inner}</graph>')
    with pytest.warns(FormatWarning, match="left out 3000 groups"):
        assert read(node("a") + inner + edge("a", "c"), tmp_path).labels == ("a", "c")
