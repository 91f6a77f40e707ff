"""Files: every format gives back what was written, and every damaged file gets one clear error."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, example, given, settings
from strategies import ODD_TEXTS, odd_topologies
from work import count_calls

from skipgraph.errors import ArgumentError, FormatError, FormatWarning, TopologyError
from skipgraph.topology import Aggregation, NodeKind, Provenance, Topology, read_topology, write_topology
from skipgraph.topology.store import topology_from_json, topology_to_json

ENDINGS = [".json", ".graphml", ".dot", ".gv", ".csv"]


@pytest.mark.parametrize("ending", ENDINGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topology=odd_topologies())
@example(topology=Topology.from_reads([[], [0], [0]], labels=["1", 1, ("1", 1)]))
@example(topology=Topology.from_reads([[], [0], [0]], labels=[True, "true", None]))
@example(topology=Topology.from_reads([[], *[[0]] * (len(ODD_TEXTS) - 1)], labels=ODD_TEXTS))
@example(topology=Topology.from_reads([[], [0]], node_attributes={key: ["x", None] for key in ODD_TEXTS}))
@example(topology=Topology([0, 0, 1], [0], edge_attributes={key: [float("inf")] for key in ODD_TEXTS}))
def test_reading_gives_an_equal_topology(ending, topology, tmp_path):
    path = tmp_path / f"net{ending}"
    write_topology(topology, path)
    back = read_topology(path)
    assert back == topology
    # 1 == True == 1.0, so equality does not show whether types survive
    assert list(map(repr, back.labels)) == list(map(repr, topology.labels))
    assert repr(sorted(back.node_attributes.items())) == repr(sorted(topology.node_attributes.items()))
    assert repr(sorted(back.edge_attributes.items())) == repr(sorted(topology.edge_attributes.items()))
    assert (back.name, back.provenance) == (topology.name, topology.provenance)
    before = path.read_bytes()
    write_topology(back, path)
    assert path.read_bytes() == before


def log_densenet_reads(n_layers):
    """Layer i reads i - 2**k; written out here so that this room needs no other."""
    return [[i - 2**k for k in range(11) if 2**k <= i] for i in range(n_layers + 1)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_as_much_work_as_there_are_edges(ending, tmp_path):
    def there_and_back(topology):
        write_topology(topology, tmp_path / f"net{ending}")
        return read_topology(tmp_path / f"net{ending}")

    calls = {}
    for n_layers in (256, 1024):
        topology = Topology.from_reads(log_densenet_reads(n_layers))
        n_calls, back = count_calls(there_and_back, topology)
        assert back == topology
        calls[n_layers] = n_calls / topology.n_edges
    assert calls[1024] < 1.2 * calls[256]


@pytest.mark.parametrize("ending", ENDINGS)
def test_bytes_do_not_depend_on_the_process(ending, tmp_path):
    code = (
        "import sys; from skipgraph.topology import *\n"
        "t = Topology([0, 0, 1], [0], labels=['a', ('b', 1)], name='n', edge_attributes={'w': [1.5], 'v': ['x']})\n"
        "write_topology(t, sys.argv[1])"
    )
    contents = set()
    for seed in "12":
        path = tmp_path / f"{seed}{ending}"
        subprocess.run([sys.executable, "-c", code, path], env={"PYTHONHASHSEED": seed}, check=True)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_json_is_one_line_for_each_node():
    topology = Topology.from_reads(
        [[], [0], [0, 1]],
        kinds=[NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE],
        aggregations=[0, 0, Aggregation.SUM],
        labels=["stem", ("conv", 1), "層"],
        name="block",
        provenance=Provenance("resnet", {"n_layers": 1, "blocks": (1,)}, "1512.03385"),
        node_attributes={"width": [64, None, 1.5]},
    )
    assert topology_to_json(topology) == (
        "{\n"
        '  "format": "skipgraph topology",\n'
        '  "version": 1,\n'
        '  "name": "block",\n'
        '  "provenance": {"pattern": "resnet", "arguments": {"n_layers": 1, "blocks": [1]}, "paper": "1512.03385"},\n'
        '  "nodes": [\n'
        '    {"node": 0, "label": "stem", "kind": "input", "stage": 0, "aggregation": "concat", "reads": [], '
        '"attributes": {"width": 64}},\n'
        '    {"node": 1, "label": ["conv", 1], "kind": "layer", "stage": 0, "aggregation": "concat", "reads": [0]},\n'
        '    {"node": 2, "label": "層", "kind": "merge", "stage": 0, "aggregation": "sum", "reads": [0, 1], '
        '"attributes": {"width": 1.5}}\n'
        "  ]\n"
        "}\n"
    )
    json.loads(topology_to_json(topology))


def document(*nodes, **changes):
    return json.dumps({"format": "skipgraph topology", "version": 1, "nodes": list(nodes)} | changes)


def test_json_by_hand_needs_only_reads():
    topology = topology_from_json(
        document({"reads": []}, {"reads": [0]}, {"reads": []}, {"reads": [0, 1], "kind": "merge"})
    )
    assert topology == Topology.from_reads([[], [0], [], [0, 1]], kinds=[0, 1, 0, 2])


# foreign files


def test_graphml_of_networkx_with_string_ids(tmp_path):
    graph = nx.DiGraph([("conv2", "head"), ("stem", "conv2"), ("stem", "head")])
    graph.nodes["conv2"].update(skipgraph_width=64, op="conv", on=True)
    graph.edges["stem", "head"]["weight"] = 0.5
    nx.write_graphml(graph, tmp_path / "net.graphml")
    topology = read_topology(tmp_path / "net.graphml")
    assert topology.labels == ("stem", "conv2", "head")
    assert topology.reads(2) == (0, 1)
    assert topology.node_attributes == {"width": (None, 64, None), "op": (None, "conv", None), "on": (None, True, None)}
    assert topology.edge_attributes == {"weight": (None, 0.5, None)}


def test_graphml_defaults_of_attributes_are_applied(tmp_path):
    graph = nx.DiGraph([("a", "b")], node_default={"op": "conv"})
    graph.nodes["a"]["op"] = "stem"
    nx.write_graphml(graph, tmp_path / "net.graphml")
    assert read_topology(tmp_path / "net.graphml").node_attributes == {"op": ("stem", "conv")}


def test_graphml_that_a_program_has_extended(tmp_path):
    path = tmp_path / "net.graphml"
    write_topology(Topology.from_reads([[], [0]], labels=["1", 1], name="n"), path)
    graph = nx.read_graphml(path)
    graph.add_edge("1", "new")
    nx.write_graphml(graph, path)
    assert read_topology(path) == Topology.from_reads([[], [0], [1]], labels=["1", 1, "new"])


def test_foreign_dot(tmp_path):
    path = tmp_path / "net.dot"
    path.write_text(
        """strict digraph "my net" {
            rankdir=LR; node [shape=box, width=2];
            "the stem":s -> conv1:n -> conv2 [weight=0.5, style="dotted"];
            { conv1 conv2 } -> head;
            subgraph cluster_a { conv1 [label="say \\"hi\\"" stage=1]; head [kind=output]; }
        }"""
    )
    with pytest.warns(FormatWarning) as caught:
        topology = read_topology(path)
    (warning,) = caught
    assert str(warning.message) == (
        f"{path}: left out 1 graph attribute (rankdir), 2 ports (the stem:s, conv1:n), 1 subgraph (cluster_a); "
        "kept width as foreign_width, which no plan reads: for a plan, call it skipgraph_width"
    )
    assert warning.filename == __file__
    assert set(topology.labels) == {"the stem", "conv1", "conv2", "head"}
    graph = topology.to_networkx()
    assert set(graph.edges) == {
        ("the stem", "conv1"), ("conv1", "conv2"), ("conv1", "head"), ("conv2", "head")
    }  # fmt: skip
    assert graph.edges["conv1", "conv2"] == {"weight": 0.5, "style": "dotted"}
    assert graph.nodes["conv1"] == {
        "kind": "layer", "stage": 1, "aggregation": "concat", "shape": "box", "foreign_width": 2, "label": 'say "hi"'
    }  # fmt: skip
    assert graph.nodes["head"]["kind"] == "output"


def test_dot_that_a_person_has_changed(tmp_path):
    path = tmp_path / "net.dot"
    topology = Topology.from_reads(
        [[], [0], [0, 1]], labels=['a"\\', ("b", 1), 2], node_attributes={"op": ["x\n", 1, True]}
    )
    write_topology(topology, path)
    changed = path.read_text().replace("\n}\n", "\n  rankdir=LR\n}\n").replace("  ", "\t").replace(";", "")
    path.write_text(changed)
    with pytest.warns(FormatWarning, match=r"left out 1 graph attribute \(rankdir\)$"):
        assert read_topology(path) == topology


def test_own_dot_without_its_header_is_a_foreign_one(tmp_path):
    path = tmp_path / "net.dot"
    write_topology(Topology.from_reads(log_densenet_reads(5), name='a "name"'), path)
    foreign = tmp_path / "foreign.gv"
    foreign.write_text(path.read_text().partition("\n")[2])
    assert read_topology(foreign).edges().tolist() == read_topology(path).edges().tolist()


@pytest.mark.parametrize("heading", ["", "source,target\n", "From, To\n", "# by hand\n"])
def test_foreign_csv(heading, tmp_path):
    path = tmp_path / "net.csv"
    path.write_text(heading + "b,c\r\na, b\r\n\r\na,c\r\n")
    assert read_topology(path) == Topology.from_reads([[], [0], [0, 1]], labels=["a", "b", "c"])


def test_foreign_csv_of_numbers_with_further_columns(tmp_path):
    path = tmp_path / "net.csv"
    path.write_text('source,target,weight,op\n0,1,0.5,conv\n1,2,3,\n0,2,,"a, b"\n')
    topology = read_topology(path)
    assert topology.labels == range(3)
    assert topology.edge_attributes == {"weight": (0.5, None, 3), "op": ("conv", "a, b", None)}


def test_foreign_csv_numbers_only_where_all_are(tmp_path):
    path = tmp_path / "net.csv"
    path.write_text("0,1\n1,01\n")
    assert read_topology(path).labels == ("0", "1", "01")


# what is no file to read


def make_fifo(path):
    os.mkfifo(path)


def make_device(path):
    path.symlink_to("/dev/zero")


def make_loop(path):
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (make_fifo, "is no regular file: a pipe or device is not read"),
        (make_device, "is no regular file: a pipe or device is not read"),
        (make_loop, "cannot be read: Too many levels of symbolic links"),
    ],
)
def test_only_a_regular_file_is_read(ending, make, rule, tmp_path):
    path = tmp_path / f"net{ending}"
    make(path)
    with pytest.raises(FormatError) as caught:
        read_topology(path)
    assert str(caught.value) == f"{path}: {rule}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_over_the_limit_is_not_read(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    write_topology(Topology.from_reads([[], [0]]), path)
    size = path.stat().st_size
    assert read_topology(path, max_bytes=size).n_edges == 1
    with pytest.raises(FormatError, match=rf"net{ending}: holds {size} bytes, over max_bytes = {size - 1}$"):
        read_topology(path, max_bytes=size - 1)
    with path.open("r+b") as file:
        file.truncate(2**40)  # takes no room on the disk
    n_calls, _ = count_calls(pytest.raises, FormatError, read_topology, path)
    assert n_calls < 1000


@pytest.mark.parametrize("max_bytes", [0, -1, 1.5, True, None, "1"])
def test_the_limit_is_a_number(max_bytes, tmp_path):
    with pytest.raises(ArgumentError, match="max_bytes must be a whole number from 1"):
        read_topology(tmp_path / "net.json", max_bytes=max_bytes)


@pytest.mark.parametrize("path", [None, 3, ["net.json"], b"net.json"])
def test_a_path_is_a_path(path):
    with pytest.raises(ArgumentError, match="path must be a string or a path"):
        read_topology(path)
    with pytest.raises(ArgumentError, match="path must be a string or a path"):
        write_topology(Topology.from_reads([[]]), path)


@pytest.mark.parametrize(("ending", "reader"), [(".gml", "read_gml"), (".gexf", "read_gexf")])
def test_formats_that_networkx_reads_are_named(ending, reader, tmp_path):
    with pytest.raises(FormatError, match=rf"networkx\.{reader} and then Topology\.from_networkx read it"):
        read_topology(tmp_path / f"net{ending}")
    with pytest.raises(FormatError, match="must be one of"):
        write_topology(Topology.from_reads([[]]), tmp_path / f"net{ending}")


@pytest.mark.parametrize("edges", ["links", "edges"])
def test_node_link_json_is_named(edges, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(json.dumps(nx.node_link_data(nx.DiGraph([("a", "b")]), edges=edges)))
    with pytest.raises(FormatError, match=r"this is node-link JSON: networkx\.node_link_graph"):
        read_topology(path)


# one of everything

NODE_DATA = {
    "stage": 1, "label": "say hi", "width": 0.75, "kernel": 3, "groups": 2, "block": "b", "growth": 1.5, "odd": "nan",
    "inner_width": 4, "sublayer": "s", "skipgraph_growth": 24,
}  # fmt: skip
EDGE_DATA = {"weight": 2, "channels": 9, "share": 7, "side": "left", "initial_weight": "x", "skipgraph_channels": 3}


def as_dot():
    node, edge = (" ".join(f'{k}="{v}"' if isinstance(v, str) else f"{k}={v}" for k, v in d.items()) for d in DATA)
    return (
        f"/* all */ digraph g {{ rankdir=LR; subgraph cluster_0 {{ node [{node}]; b:n; }} edge [{edge}]; "
        "a -> b; subgraph { edge [late=1]; b -> c } }"
    )


def as_graphml():
    keys = [("node", key, value) for key, value in NODE_DATA.items()]
    keys += [("edge", key, value) for key, value in EDGE_DATA.items()]
    types = {int: "int", float: "double", str: "string"}
    data = {"node": "", "edge": ""}
    head = '<key id="t" for="graph" attr.name="title" attr.type="string"/>'
    for number, (owner, key, value) in enumerate(keys):
        head += f'<key id="k{number}" for="{owner}" attr.name="{key}" attr.type="{types[type(value)]}"/>'
        data[owner] += f'<data key="k{number}">{value}</data>'
    return (
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{head}<graph edgedefault="directed">'
        '<data key="t">all</data><node id="a"/><node id="box" yfiles.foldertype="group">'
        f'<graph edgedefault="directed"><node id="b">{data["node"]}<port name="n"/></node><node id="c"/></graph></node>'
        f'<edge source="a" target="b">{data["edge"]}</edge><edge source="b" target="c">{data["edge"]}</edge>'
        "</graph></graphml>"
    )


def as_csv():
    values = ";".join(map(str, EDGE_DATA.values()))
    return f"\ufeff# all\n;von;nach;{';'.join(EDGE_DATA)}\n0;a;b;{values}\n1;b;c;{values}\n"


DATA = (NODE_DATA, EDGE_DATA)
ONE_OF_EVERYTHING = {
    ".dot": (as_dot, "left out 1 graph attribute (rankdir), 1 subgraph (cluster_0), 1 port (b:n)"),
    ".graphml": (as_graphml, "left out 1 port (b:n), 1 group (box), 1 graph attribute (title)"),
    ".csv": (as_csv, None),
}


@pytest.mark.parametrize("ending", ONE_OF_EVERYTHING)
def test_a_file_with_one_of_everything(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    write, left_out = ONE_OF_EVERYTHING[ending]
    path.write_text(write())
    with pytest.warns(FormatWarning) as caught:
        topology = read_topology(path)
    (warning,) = (str(warning.message).removeprefix(f"{path}: ") for warning in caught)
    has_nodes = ending != ".csv"
    node_names = ["width", "kernel", "groups", "block", "growth", "inner_width", "sublayer"] if has_nodes else []
    names = [*node_names, "channels", "share", "side", "initial_weight"]
    kept = ", ".join(f"{name} as foreign_{name}" for name in names)
    told = f"kept {kept}, which no plan reads: for a plan, call it skipgraph_{names[0]}"
    assert warning == (f"{left_out}; {told}" if left_out else told)
    assert topology.labels == ("a", "b", "c")
    assert topology.edges().tolist() == [[0, 1], [1, 2]]
    assert topology.stages.tolist() == [0, int(has_nodes), 0]
    ours = {"skipgraph_growth": "growth", "skipgraph_channels": "channels"}
    expected = [
        {ours.get(key, f"foreign_{key}" if key in names else key): value for key, value in data.items()}
        for data in DATA
    ]
    nodes = {key: (None, value, None) for key, value in expected[0].items() if key != "stage"}
    assert topology.node_attributes == (nodes if has_nodes else {})
    edges = dict(topology.edge_attributes)
    assert edges.pop("late", None) == ((None, 1) if ending == ".dot" else None)
    assert edges == {key: (value, value) for key, value in expected[1].items()}
    again = tmp_path / f"again{ending}"
    write_topology(topology, again)
    assert read_topology(again) == topology


# what no path joins to an input


def cell():
    """A cell of a search space, of whose nodes some read nothing; 3 is the output."""
    graph = nx.DiGraph([("0", "2"), ("1", "2"), ("1", "x"), ("x", "3"), ("2", "3")], name="cell")
    nx.set_node_attributes(graph, {"0": "input", "1": "layer", "x": "merge", "2": "layer", "3": "output"}, "kind")
    graph.add_node("alone", kind="layer")
    return graph


def test_the_message_names_what_leaves_out_nodes(tmp_path):
    nx.write_graphml(cell(), tmp_path / "net.graphml")
    rule = r"node '1' is unreachable: it is a layer and reads nothing \(drop_unreachable=True leaves such nodes out\)"
    with pytest.raises(FormatError, match=rule):
        read_topology(tmp_path / "net.graphml")
    nodes = [{"reads": [], "kind": "input"}, {"reads": [], "kind": "layer"}, {"reads": [0, 1]}]
    (tmp_path / "net.json").write_text(document(*nodes))
    with pytest.raises(FormatError, match=r"node 1 is unreachable.*; drop_unreachable=True leaves such nodes out$"):
        read_topology(tmp_path / "net.json")


def test_nodes_that_no_input_leads_to_are_left_out(tmp_path):
    expected = Topology.from_reads([[], [0], [1]], kinds=[0, 1, 4], labels=["0", "2", "3"])
    nx.write_graphml(cell(), tmp_path / "net.graphml")
    assert read_topology(tmp_path / "net.graphml", drop_unreachable=True) == expected
    dot = (
        "digraph { 0 [kind=input] 1 [kind=layer] 3 [kind=output] 0 -> 2 -> 3; 1 -> 2; 1 -> x -> 3; alone [kind=layer] }"
    )
    (tmp_path / "net.dot").write_text(dot)
    assert read_topology(tmp_path / "net.dot", drop_unreachable=True) == expected
    nodes = [
        {"reads": [], "kind": "input"},
        {"reads": [], "kind": "layer", "attributes": {"w": 1}},
        {"reads": [1]},
        {"reads": [0, 1, 2], "edge_attributes": {"w": [5, 6, 7]}},
        {"reads": [2, 3], "kind": "output"},
    ]
    (tmp_path / "net.json").write_text(document(*nodes))
    topology = read_topology(tmp_path / "net.json", drop_unreachable=True)
    assert tuple(topology.labels) == (0, 3, 4)  # a node keeps the number that it had as its label
    assert topology.edges().tolist() == [[0, 1], [1, 2]]
    assert topology.edge_attributes == {"w": (5, None)}
    assert topology.node_attributes == {}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left_out_where_all_is_reached(ending, tmp_path):
    topology = Topology.from_reads([[], [0], [], [0, 2]], kinds=[0, 1, 0, 4], labels=["b", "a", 1, None])
    write_topology(topology, tmp_path / f"net{ending}")
    assert read_topology(tmp_path / f"net{ending}", drop_unreachable=True) == topology


def test_an_output_is_never_left_out(tmp_path):
    graph = cell()
    graph.remove_edges_from([("2", "3"), ("x", "3")])
    with pytest.raises(TopologyError, match="node '3' is unreachable: it is an output and reads nothing"):
        Topology.from_networkx(graph, drop_unreachable=True)


def test_all_nodes_that_read_nothing_are_inputs_where_none_says_so():
    graph = nx.DiGraph([(0, 2), (1, 2)])
    assert Topology.from_networkx(graph, drop_unreachable=True) == Topology.from_networkx(graph)
    graph.nodes[0]["kind"] = "input"
    assert Topology.from_networkx(graph, drop_unreachable=True).labels == (0, 2)
    assert Topology.from_networkx(graph).n_nodes == 3


@pytest.mark.parametrize("value", [None, 1, "yes"])
def test_drop_unreachable_is_true_or_false(value, tmp_path):
    with pytest.raises(ArgumentError, match="drop_unreachable must be True or False"):
        Topology.from_networkx(cell(), drop_unreachable=value)
    with pytest.raises(ArgumentError, match="drop_unreachable must be True or False"):
        read_topology(tmp_path / "net.json", drop_unreachable=value)


# nothing is lost


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), 1e308, 5e-324, -0.0, 10**4299])
def test_every_number_comes_back(ending, value, tmp_path):
    topology = Topology(
        [0, 0, 1], [0], node_attributes={"w": [value, None]}, edge_attributes={"v": [value]}
    )  # fmt: skip
    write_topology(topology, tmp_path / f"net{ending}")
    back = read_topology(tmp_path / f"net{ending}")
    assert back == topology
    assert repr((back.node_attributes["w"], back.edge_attributes["v"])) == repr(((value, None), (value,)))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["self", "name", "key", "node_for_adding", "u_of_edge", "id", "source", "label"])
def test_every_name_of_an_attribute_comes_back(ending, name, tmp_path):
    topology = Topology([0, 0, 1], [0], node_attributes={name: [1, "x"]}, edge_attributes={name: [True]})
    write_topology(topology, tmp_path / f"net{ending}")
    assert read_topology(tmp_path / f"net{ending}") == topology


@pytest.mark.parametrize("ending", ENDINGS)
def test_labels_nest_as_deep_as_their_reader_goes(ending, tmp_path):
    def nested(depth):
        label: Any = "x"
        for _ in range(depth):
            label = (label,)
        return Topology.from_reads([[], [0]], labels=["in", label])

    path = tmp_path / f"net{ending}"
    write_topology(nested(100), path)
    assert read_topology(path) == nested(100)
    with pytest.raises(FormatError, match="label of node 1 nests over 100 tuples"):
        write_topology(nested(101), path)


# damage


def error_of(path, content):
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_topology(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", ["", " \n"])
def test_empty_file(ending, content, tmp_path):
    assert error_of(tmp_path / f"net{ending}", content) == "empty, expected a topology"


@pytest.mark.parametrize("ending", ENDINGS)
def test_binary_file(ending, tmp_path):
    message = error_of(tmp_path / f"net{ending}", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert message.startswith("line 1")


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_such_file(ending, tmp_path):
    with pytest.raises(FormatError, match=rf"none\{ending}: cannot be read: No such file"):
        read_topology(tmp_path / f"none{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_folder(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    path.mkdir()
    with pytest.raises(FormatError, match="is a folder, expected a file"):
        read_topology(path)
    with pytest.raises(FormatError, match="cannot be written: Is a directory"):
        write_topology(Topology.from_reads([[]]), path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["net.txt", "net", "json", ".json"])
def test_unknown_ending(name, tmp_path):
    with pytest.raises(FormatError, match=r"must be one of \.json, \.graphml, \.dot, \.gv, \.csv"):
        read_topology(tmp_path / name)
    with pytest.raises(FormatError, match="cannot be written: must be one of"):
        write_topology(Topology.from_reads([[]]), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_ending_in_capitals(tmp_path):
    write_topology(Topology.from_reads([[], [0]]), tmp_path / "NET.JSON")
    assert read_topology(str(tmp_path / "NET.JSON")).n_edges == 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_truncation_is_an_error(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    write_topology(Topology.from_reads([[], [0], [0, 1], [2]], labels=["a", "b", "c", "cc"]), path)
    whole = path.read_bytes()
    for length in range(len(whole.rstrip())):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError, match=r"net\.[a-z]+: "):
            read_topology(path)


def test_csv_cut_off_inside_its_last_cell(tmp_path):
    path = tmp_path / "net.csv"
    write_topology(Topology.from_reads([[], [0], [0], [0, 1]], labels=["in", "c", "d", "dd"]), path)
    cut = path.read_bytes().removesuffix(b"d\n")  # whose last edge c -> d would be a good one
    assert error_of(path, cut) == ("line 6: must end with a newline: the file was cut off or changed")


def test_truncated_json_names_line_and_column(tmp_path):
    text = topology_to_json(Topology.from_reads([[], [0]]))
    message = error_of(tmp_path / "net.json", text[:160])
    line = text[:160].count("\n") + 1
    assert message.startswith(f"line {line}, column ")
    assert message.endswith("the text is no JSON or was cut off")


def test_truncated_graphml_names_line_and_column(tmp_path):
    assert error_of(tmp_path / "net.graphml", "<graphml>\n<graph") == (
        "line 2, column 1: unclosed token: the text is no XML or was cut off"
    )


def test_truncated_dot_names_line_and_column(tmp_path):
    message = error_of(tmp_path / "net.dot", "digraph {\n  a -> b;\n  b ->")
    assert message.startswith("line 3, column ")
    assert message.endswith(": the text is no DOT or was cut off")


def test_cycle_in_json_shows_its_path(tmp_path):
    content = document(
        {"label": "in", "reads": []}, {"label": "a", "reads": [0, 2]}, {"label": "b", "reads": [1]}
    )  # fmt: skip
    message = error_of(tmp_path / "net.json", content)
    assert (
        message
        == "not a topology: node 1 reads (2,): a node may read only nodes before it, 0..0; cycle: 'a' -> 'b' -> 'a'"
    )


@pytest.mark.parametrize("ending", [".graphml", ".dot", ".csv"])
def test_cycle_in_other_formats_shows_its_path(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    if ending == ".graphml":
        nx.write_graphml(nx.DiGraph([("in", "a"), ("a", "b"), ("b", "a")]), path)
    else:
        path.write_text({".dot": "digraph { in -> a; a -> b; b -> a }", ".csv": "in,a\na,b\nb,a\n"}[ending])
    assert error_of(path, path.read_bytes()) == "not a topology: cycle: 'a' -> 'b' -> 'a'"


DEEP = "[" * 900 + "]" * 900


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("[]", 'no topology: expected an object with "format": "skipgraph topology"'),
        ('{"nodes": []}', 'no topology: expected an object with "format": "skipgraph topology"'),
        (document(version=2), "version is 2: this skipgraph reads version 1"),
        (document(version=True), "version is True: this skipgraph reads version 1"),
        (document(version=None), "version is None: this skipgraph reads version 1"),
        (document(), "nodes must be a list of at least one node"),
        (document(nodes={}), "nodes must be a list of at least one node"),
        (document(7), "nodes[0] is 7: must be an object"),
        (document({}), "nodes[0].reads is None: must be a list of node numbers"),
        (document({"reads": [True]}), "nodes[0].reads is [True]: must be a list of node numbers"),
        (document({"reads": [-1]}), "nodes[0].reads is [-1]: must be a list of node numbers"),
        (document({"reads": [], "node": 1}), "nodes[0].node is 1: nodes are listed in order, so it must be 0"),
        (document({"reads": [], "stage": 0.5}), "nodes[0].stage is 0.5: must be an integer from 0"),
        (document({"reads": [], "kind": ["x"]}), "nodes[0].kind is ['x']: must be one of input, layer, merge"),
        (document({"reads": [], "label": {"a": 1}}), "nodes[0].label is {'a': 1}: must be str, int"),
        (document({"reads": [], "attributes": 3}), "nodes[0].attributes is 3: must be an object"),
        (document({"reads": [], "attributes": {"a": [1]}}), "nodes[0].attributes['a'] is [1]: must be a text"),
        (document({"reads": [], "edge_attributes": {"w": [1]}}), "must list 0 values, as reads does"),
        (document({"reads": []}, name=3), "name is 3: must be a text"),
        (document({"reads": []}, provenance=3), "provenance is 3: a provenance is an object with the texts"),
        (document({"reads": [0], "kind": "input"}), "not a topology: node 0 is an input and reads (0,)"),
        (document({"reads": []}, {"reads": [5]}), "not a topology: node 1 reads unknown node 5: the nodes are 0..1"),
        (document({"reads": [], "attributes": {"kind": 1}}), "node attribute 'kind' must have another name"),
        ('{"format": NaN}', "NaN is no JSON"),
        ("[" * 100_000, "the text is no JSON that skipgraph reads: "),
        (document({"reads": [], "label": "DEEP"}).replace('"DEEP"', DEEP), "nests over 100 deep"),
        (document({"reads": [], "x": "DEEP"}).replace('"DEEP"', DEEP), "unknown key 'x'"),
        (document({"reads": []}, name="DEEP").replace('"DEEP"', DEEP), ""),
        (document({"reads": [], "attributes": {"w": 0}}).replace('"w": 0', '"w": 1e400'), "1e400 is too large"),
        (document({"reads": [], "attributes": {"w": 0}}).replace('"w": 0', '"w": 0, "w": 1'), "has the key 'w' twice"),
        (document({"reads": []}).replace('"version": 1', '"version": 2, "version": 1'), "has the key 'version' twice"),
        ('{"format": ' + "1" * 5000 + "}", "the text is no JSON that skipgraph reads: "),
    ],
)  # fmt: skip
def test_damaged_json(content, rule, tmp_path):
    assert rule in error_of(tmp_path / "net.json", content)


def test_json_faults_are_all_listed(tmp_path):
    content = document({"reads": [], "knd": 1}, {"reads": "0", "kind": "conv", "stage": -1}, further=True)
    assert error_of(tmp_path / "net.json", content) == (
        "the document has the unknown key 'further': known are format, version, name, provenance, nodes; "
        "nodes[0] has the unknown key 'knd': known are node, label, kind, stage, aggregation, reads, attributes, "
        "edge_attributes; nodes[1].kind is 'conv': must be one of input, layer, merge, transition, output; "
        "nodes[1].stage is -1: must be an integer from 0; nodes[1].reads is '0': must be a list of node numbers"
    )


def test_many_faults_are_counted(tmp_path):
    assert error_of(tmp_path / "net.json", document(*[1] * 20)).endswith(
        "nodes[11] is 1: must be an object; and 8 more"
    )


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'


@pytest.mark.parametrize(
    ("ending", "content", "rule"),
    [
        (".graphml", "<svg/>", "no GraphML that networkx reads: "),
        (".graphml", GRAPHML.format(""), "no GraphML that networkx reads: "),
        (".graphml", GRAPHML.format('<graph edgedefault="directed"/>'), "not a topology: no node"),
        (".graphml", GRAPHML.format('<graph edgedefault="undirected"><node id="a"/></graph>'), "undirected"),
        (
            ".graphml",
            GRAPHML.format(
                '<graph edgedefault="directed"><node id="a"/><node id="b"/>'
                + '<edge source="a" target="b"/>' * 2 + "</graph>"
            ),
            "parallel edges: 'b' reads 'a' 2 times",
        ),
        (".graphml", GRAPHML.format('<key id="k" attr.name="x" attr.type="hue"/>'), "no GraphML that networkx reads"),
        (
            ".graphml",
            GRAPHML.format(
                '<key id="k" for="graph" attr.name="skipgraph" attr.type="string"/>'
                '<graph edgedefault="directed"><node id="a"/><data key="k">{</data></graph>'
            ),
            "graph attribute 'skipgraph': line 1, column 2: ",
        ),
        (".dot", "hello", "line 1, column 1: "),
        (".dot", "graph { a -- b }", "the graph is undirected"),
        (".dot", "digraph { a -> b } digraph { b -> c }", "holds 2 graphs: must hold one"),
        (".dot", "digraph { }", "not a topology: no node"),
        (".dot", "digraph { a -> b; a -> b }", "parallel edges: 'b' reads 'a' 2 times"),
        (".dot", "// skipgraph topology x\ndigraph { a -> b }", "line 1: line 1, column 1: "),
        (".csv", "a|b\n", "line 1: 'a|b' must have the 2 cells source,target"),
        (".csv", "a,b\nb,c,d\n", "line 2: 'b,c,d' must have the 2 cells source,target"),
        (".csv", "source,target,w\na,b\n", "line 2: 'a,b' must have the 3 cells source,target,w"),
        (".csv", "a,b\n,c\n", "line 2: ',c' must have the 2 cells source,target"),
        (".csv", 'a,b\n"b,c\n', "line 2: unexpected end of data: the text is no CSV or was cut off"),
        (".csv", "source,target\n", "not a topology: no node"),
        (".csv", "a,b\na,b\n", "parallel edges: 'b' reads 'a' 2 times"),
        (".csv", "# skipgraph topology []\nsource,target\n", "line 1: no topology: expected an object"),
        (".csv", f"# skipgraph topology {document(1)}\nsource,target\n", "line 1: nodes must be a list of pairs"),
    ],
)  # fmt: skip
def test_damaged_file(ending, content, rule, tmp_path):
    assert rule in error_of(tmp_path / f"net{ending}", content)


@pytest.mark.parametrize("ending", [".graphml", ".dot", ".csv"])
def test_wrong_version_in_other_formats(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    write_topology(Topology.from_reads([[], [0]]), path)
    content = (
        path.read_text()
        .replace('"version": 2', '"version": 3')
        .replace("&quot;version&quot;: 2", "&quot;version&quot;: 3")
    )
    assert "version is 3: this skipgraph reads version 1 and 2" in error_of(path, content)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (b"x", "label of node 1 is b'x': a file keeps str, int, float, bool, None and tuples of these"),
        ((1, frozenset()), "label of node 1 is frozenset()"),
        (float("nan"), "label of node 1 is nan: it does not equal itself"),
        (("a", (float("nan"),)), "label of node 1 is ('a', (nan,)): it does not equal itself"),
        (10**5000, "label of node 1 is an int of over 4300 digits"),
    ],
    ids=["bytes", "tuple", "nan", "inner nan", "long"],
)
def test_labels_no_file_can_hold(ending, label, shown, tmp_path):
    path = tmp_path / f"net{ending}"
    path.write_text("old")
    topology = Topology.from_reads([[], [0]], labels=["a", label])
    with pytest.raises(FormatError) as caught:
        write_topology(topology, path)
    assert shown in str(caught.value)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_must_exist(tmp_path):
    with pytest.raises(FormatError, match=r"cannot be written: No such file or directory"):
        write_topology(Topology.from_reads([[]]), tmp_path / "none" / "net.json")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    write_topology(Topology.from_reads([[], [0]]), path)
    old = path.read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FormatError, match="cannot be written: No space left on device"):
        write_topology(Topology.from_reads([[]]), path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_text_of_json_names_its_place():
    with pytest.raises(FormatError, match=r"^here: line 1, column 2: "):
        topology_from_json("{", place="here")


def test_only_topologies_are_written(tmp_path):
    with pytest.raises(ArgumentError, match=r"got a DiGraph: Topology\.from_networkx makes one"):
        write_topology(nx.DiGraph([(0, 1)]), tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []
