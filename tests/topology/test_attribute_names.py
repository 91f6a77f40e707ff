"""The attributes of other programs mean nothing to a plan; those that it reads have a name of ours in a file."""

import itertools
import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skipgraph.errors import FormatWarning
from skipgraph.plan import NetworkSpec, Sequences, plan_network
from skipgraph.plan.attributes import Attributes
from skipgraph.topology import Topology, read_topology, write_topology
from skipgraph.topology._attribute_names import EDGE_NAMES, NODE_NAMES, name_from_file, name_in_file

NAMES = {"node": NODE_NAMES, "edge": EDGE_NAMES}
ENDINGS = [".graphml", ".dot", ".gv", ".csv"]


def test_these_are_the_attributes_that_a_plan_reads():
    topology = Topology.from_reads([[], [0]])
    nodes, edges = {"kernel"}, set()  # whose rule depends on its block
    for spec in (NetworkSpec(), NetworkSpec(input=Sequences(channels=8, length=4))):
        attributes = Attributes(topology, spec)
        nodes |= {key for key, *_ in attributes._node_rules()}
        edges |= {key for key, *_ in attributes._edge_rules()}
    assert (nodes, edges) == (set(NODE_NAMES), set(EDGE_NAMES))


@given(
    owner=st.sampled_from(["node", "edge"]),
    prefixes=st.lists(st.sampled_from(["skipgraph_", "foreign_"]), max_size=4).map("".join),
    name=st.sampled_from([*NODE_NAMES, *EDGE_NAMES, "color", ""]),
)
def test_each_name_has_one_of_its_own_in_a_file(owner, prefixes, name):
    key = prefixes + name
    assert name_from_file(name_in_file(key, owner), owner) == key
    assert name_in_file(name_from_file(key, owner), owner) == key


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner in NAMES for name in NAMES[owner]])
def test_names(owner, name):
    assert name_in_file(name, owner) == f"skipgraph_{name}"
    assert name_from_file(name, owner) == f"foreign_{name}"


def one_of_each(prefix=""):
    nodes = {f"{prefix}{name}": [None, value] for value, name in enumerate(NODE_NAMES, 1)}
    edges = {f"{prefix}{name}": [value] for value, name in enumerate(EDGE_NAMES, 1)}
    return Topology([0, 0, 1], [0], node_attributes=nodes, edge_attributes=edges)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("prefix", ["", "foreign_", "skipgraph_"])
def test_every_format_gives_them_back(ending, prefix, tmp_path):
    path = tmp_path / f"net{ending}"
    write_topology(one_of_each(prefix), path)
    assert read_topology(path) == one_of_each(prefix)
    text = path.read_text()
    in_file = {"": "skipgraph_", "foreign_": "", "skipgraph_": "skipgraph_skipgraph_"}[prefix]
    assert all(re.search(f'[",]{in_file}{name}', text) for name in (*NODE_NAMES, *EDGE_NAMES))


def test_json_keeps_plain_names(tmp_path):
    write_topology(one_of_each(), tmp_path / "net.json")
    assert '"width": 1' in (tmp_path / "net.json").read_text()
    assert read_topology(tmp_path / "net.json") == one_of_each()


def test_the_inches_of_a_layout_are_no_channels(tmp_path):
    path = tmp_path / "net.dot"
    path.write_text("digraph { node [width=1, height=0.5]; a -> b -> c }")
    with pytest.warns(FormatWarning) as caught:
        topology = read_topology(path)
    rule = "kept width as foreign_width, which no plan reads: for a plan, call it skipgraph_width"
    assert [str(warning.message) for warning in caught] == [f"{path}: {rule}"]
    assert caught[0].filename == __file__
    assert topology.node_attributes == {"foreign_width": (1, 1, 1), "height": (0.5, 0.5, 0.5)}
    spec = NetworkSpec(growth_rate=4)
    bare = Topology.from_reads([[], [0], [1]], labels=["a", "b", "c"])
    assert plan_network(topology, spec).n_parameters == plan_network(bare, spec).n_parameters


FOREIGN = {
    ".dot": "digraph {{ a; b [{node}]; a -> b [{edge}] }}",
    ".csv": "source,target,{keys}\na,b,{values}\n",
}


@pytest.mark.parametrize("ending", FOREIGN)
def test_attributes_of_other_programs_are_kept_and_mean_nothing(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    node = ", ".join(f"{name}=odd" for name in NODE_NAMES)
    edge = ", ".join(f"{name}=odd" for name in EDGE_NAMES)
    keys, values = ",".join(EDGE_NAMES), ",".join(["odd"] * len(EDGE_NAMES))
    path.write_text(FOREIGN[ending].format(node=node, edge=edge, keys=keys, values=values))
    with pytest.warns(FormatWarning, match="which no plan reads"):
        topology = read_topology(path)
    assert topology.edge_attributes == {f"foreign_{name}": ("odd",) for name in EDGE_NAMES}
    if ending != ".csv":
        assert topology.node_attributes == {f"foreign_{name}": (None, "odd") for name in NODE_NAMES}
    plan_network(topology, NetworkSpec())  # values that a plan would refuse


def test_graphml_of_another_program(tmp_path):
    path = tmp_path / "net.graphml"
    graph = nx.DiGraph([("a", "b")])
    graph.nodes["b"].update(dict.fromkeys(NODE_NAMES, 0.5), skipgraph_growth=24)
    graph.edges["a", "b"].update(dict.fromkeys(EDGE_NAMES, -1), skipgraph_share=0.5)
    nx.write_graphml(graph, path)
    with pytest.warns(FormatWarning, match="kept width as foreign_width, growth as foreign_growth, "):
        topology = read_topology(path)
    assert topology.node_attributes == {f"foreign_{name}": (None, 0.5) for name in NODE_NAMES} | {"growth": (None, 24)}
    assert topology.edge_attributes == {f"foreign_{name}": (-1,) for name in EDGE_NAMES} | {"share": (0.5,)}


def test_a_name_of_ours_is_read_by_a_plan(tmp_path):
    path = tmp_path / "net.dot"
    path.write_text("digraph { a -> b [skipgraph_channels=2]; b [skipgraph_width=7, skipgraph_kernel=5] }")
    topology = read_topology(path)
    assert topology.node_attributes == {"width": (None, 7), "kernel": (None, 5)}
    assert topology.edge_attributes == {"channels": (2,)}


# files of version 0.1, whose header has the version 1 and whose attributes have plain names
HEADER = (
    '{{"format": "skipgraph topology", "version": 1, "name": "old", '
    '"provenance": {{"pattern": "", "arguments": {{}}, "paper": ""}}{further}}}'
)
NODES = (
    ', "n_edges": 1, "nodes": [["0", {"kind": "input", "stage": 0, "aggregation": "concat"}], '
    '["1", {"kind": "layer", "stage": 0, "aggregation": "concat", "width": 7}]]'
)
OLD = {
    ".dot": f"""// skipgraph topology {HEADER.format(further="")}
digraph "old" {{
  "0" ["kind"=input, "stage"=0, "aggregation"=concat];
  "1" ["kind"=layer, "stage"=0, "aggregation"=concat, "width"=7];
  "0" -> "1" ["share"=0.5];
}}
""",
    ".csv": f"# skipgraph topology {HEADER.format(further=NODES)}\nsource,target,share\n0,1,0.5\n",
    ".graphml": f"""<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d4" for="graph" attr.name="skipgraph" attr.type="string"/>
<key id="d3" for="edge" attr.name="share" attr.type="double"/>
<key id="d2" for="node" attr.name="width" attr.type="long"/>
<key id="d0" for="node" attr.name="kind" attr.type="string"/>
<graph edgedefault="directed"><data key="d4">{HEADER.format(further="")}</data>
<node id="0"><data key="d0">input</data></node><node id="1"><data key="d0">layer</data><data key="d2">7</data></node>
<edge source="0" target="1"><data key="d3">0.5</data></edge></graph></graphml>
""",
}


@pytest.mark.parametrize("ending", OLD)
def test_files_of_version_0_1_are_read_as_before(ending, tmp_path):
    path = tmp_path / f"net{ending}"
    path.write_text(OLD[ending])
    topology = read_topology(path)
    assert topology == Topology(
        [0, 0, 1], [0], node_attributes={"width": [None, 7]}, edge_attributes={"share": [0.5]}
    )  # fmt: skip
    write_topology(topology, path)
    assert "skipgraph_width" in path.read_text()
    assert read_topology(path) == topology


def test_names_do_not_meet():
    keys = ["".join(parts) for n in range(3) for parts in itertools.product(["skipgraph_", "foreign_"], repeat=n)]
    for owner, names in NAMES.items():
        given_names = [key + name for key in keys for name in names]
        assert len({name_in_file(name, owner) for name in given_names}) == len(given_names)
