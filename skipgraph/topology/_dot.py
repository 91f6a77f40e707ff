"""Topologies in Graphviz's DOT language."""

import contextlib
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from skipgraph.errors import FormatError
from skipgraph.topology._interchange import from_foreign, from_plain, header_text, key_text, to_plain
from skipgraph.topology._json import FORMAT, as_text
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["dumps", "loads"]

_HEADER = f"// {FORMAT} "
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_BARE = r"-?(?:\.\d+|\d+(?:\.\d*)?)|[A-Za-z_]\w*"
_NUMERAL = re.compile(r"-?(?:\.\d+|\d+(?:\.\d*)?)", re.ASCII)
_ATTRIBUTE = re.compile(rf"{_QUOTED}=({_QUOTED}|{_BARE})", re.ASCII)
_STATEMENT = re.compile(rf"  {_QUOTED}(?: -> {_QUOTED})?(?: \[(.*)\])?;", re.ASCII)


def dumps(topology: Topology) -> str:
    """Return a topology in DOT; what DOT cannot hold is JSON in a comment on the first line."""
    graph = to_plain(topology)
    lines = [_HEADER + header_text(topology), f"digraph {_quote(key_text(topology.name))} {{"]
    lines += [f"  {_quote(node)}{_attribute_list(data)};" for node, data in graph.nodes(data=True)]
    # by the reading node, as in every other format
    lines += [
        f"  {_quote(source)} -> {_quote(node)}{_attribute_list(data)};"
        for node in graph
        for source, _, data in graph.in_edges(node, data=True)
    ]
    return "\n".join([*lines, "}\n"])


def loads(data: bytes, place: str) -> Topology:
    """Return the topology that a DOT file holds; `place` begins every error."""
    text = as_text(data, place)
    first, _, rest = text.partition("\n")
    if not first.startswith(_HEADER):
        return from_foreign(_parse_any(text, place), place)
    graph = _parse_own(rest)
    if graph is None:  # another program or a person has changed it
        graph = _parse_any(text, place)
    return from_plain(graph, first.removeprefix(_HEADER), place, f"{place}: line 1")


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquote(text: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", text.replace("\\\n", ""))


def _attribute_list(data: Mapping[str, Scalar]) -> str:
    pairs = [f"{_quote(key)}={_attribute_text(key, value)}" for key, value in data.items()]
    return f" [{', '.join(pairs)}]" if pairs else ""


def _attribute_text(key: str, value: Scalar) -> str:
    if isinstance(value, bool):
        return '"true"' if value else '"false"'
    return str(value) if key in ("kind", "aggregation") or _NUMERAL.fullmatch(repr(value)) else _quote(str(value))


def _value(raw: str) -> str | int | float:
    """Return what a DOT value stands for: a bare numeral is a number, all else a text."""
    if len(raw) > 1 and raw[0] == raw[-1] == '"':
        return _unquote(raw[1:-1])
    if not _NUMERAL.fullmatch(raw):
        return raw
    return float(raw) if "." in raw else int(raw)


def _parse_own(text: str) -> Any:
    """Return the graph of lines as `dumps` writes them, None where a line differs: pydot takes far longer."""
    import networkx as nx

    lines = text.split("\n")
    if len(lines) < 3 or not lines[0].startswith("digraph ") or lines[-2:] != ["}", ""]:
        return None
    graph: Any = nx.MultiDiGraph()
    for line in lines[1:-2]:
        statement = _STATEMENT.fullmatch(line)
        if not statement:
            return None
        source, target, attributes = statement.groups()
        data = {}
        position = 0
        while attributes and position < len(attributes):
            pair = _ATTRIBUTE.match(attributes, position)
            if not pair:
                return None
            data[_unquote(pair[1])] = _value(pair[2])
            position = pair.end() + len(", ")
        if target is None:
            graph.add_nodes_from([(_unquote(source), data)])
        else:
            graph.add_edges_from([(_unquote(source), _unquote(target), data)])
    return graph


def _parse_any(text: str, place: str) -> Any:
    """Return the graph of any DOT text, by pydot."""
    import networkx as nx

    printed = io.StringIO()  # pydot prints what is wrong
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("ignore")  # pyparsing warns of pydot's grammar
        import pydot

        graphs = pydot.graph_from_dot_data(text)
    if not graphs:
        where = re.search(r"line:(\d+), col:(\d+)", printed.getvalue())
        message = (printed.getvalue().strip().splitlines() or ["nothing found"])[-1].partition("  (at char")[0]
        here = f"line {where[1]}, column {where[2]}: " if where else ""
        raise FormatError(f"{place}: {here}{message}: the text is no DOT or was cut off")
    if len(graphs) > 1:
        raise FormatError(f"{place}: holds {len(graphs)} graphs: must hold one")
    if graphs[0].get_type() != "digraph":
        raise FormatError(f"{place}: the graph is undirected: must be a digraph, whose edge j -> i says that i reads j")
    graph: Any = nx.DiGraph() if graphs[0].get_strict() else nx.MultiDiGraph()
    for part in _parts(graphs[0]):
        for node in part.get_node_list():
            if node.get_name() not in ("node", "edge", "graph"):  # statements of defaults
                graph.add_nodes_from([(_node_id(node.get_name()), _values(node.get_attributes()))])
        for edge in part.get_edge_list():
            data = _values(edge.get_attributes())
            graph.add_edges_from(
                (source, target, dict(data))
                for source in _ends(edge.get_source())
                for target in _ends(edge.get_destination())
            )
    return graph


def _parts(graph: Any) -> Iterator[Any]:
    yield graph
    for subgraph in graph.get_subgraph_list():
        yield from _parts(subgraph)


def _ends(end: Any) -> list[str | int | float]:
    """Return the nodes at one end of an edge: one, or all of a subgraph in braces."""
    if isinstance(end, str):
        return [_node_id(end)]
    nodes = [_node_id(name) for name in end["nodes"]]
    return nodes + [node for pair in end["edges"] for name in pair for node in _ends(name)]


def _node_id(raw: str) -> str:
    quoted = re.match(_QUOTED, raw)
    return _unquote(quoted[1]) if quoted else raw.split(":")[0]  # what follows is the port


def _values(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {str(_value(str(key))): _value(str(value)) for key, value in attributes.items()}
