"""Topologies in Graphviz's DOT language."""

import re
from collections.abc import Mapping

from skipgraph.topology._attribute_names import rename_foreign
from skipgraph.topology._dot_parser import parse_dot
from skipgraph.topology._interchange import from_graph, from_plain, header_text, key_text, to_plain, warn_of_changes
from skipgraph.topology._json import FORMAT, as_text
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["dumps", "loads"]

_HEADER = f"// {FORMAT} "
_NUMERAL = re.compile(r"-?(?:\.\d+|\d+(?:\.\d*)?)", re.ASCII)


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


def loads(data: bytes, place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology that a DOT file holds; `place` begins every error."""
    text = as_text(data, place)
    found = parse_dot(text, place)
    first = text.partition("\n")[0]
    if first.startswith(_HEADER):
        warn_of_changes(place, found.left_out)
        header = first.removeprefix(_HEADER)
        return from_plain(found.graph, header, place, f"{place}: line 1", drop_unreachable=drop_unreachable)
    warn_of_changes(place, found.left_out, rename_foreign(found.graph))
    return from_graph(found.graph, place, drop_unreachable=drop_unreachable)


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _attribute_list(data: Mapping[str, Scalar]) -> str:
    pairs = [f"{_quote(key)}={_attribute_text(key, value)}" for key, value in data.items()]
    return f" [{', '.join(pairs)}]" if pairs else ""


def _attribute_text(key: str, value: Scalar) -> str:
    if isinstance(value, bool):
        return '"true"' if value else '"false"'
    return str(value) if key in ("kind", "aggregation") or _NUMERAL.fullmatch(repr(value)) else _quote(str(value))
