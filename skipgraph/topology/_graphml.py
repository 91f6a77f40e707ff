"""Topologies as GraphML."""

import io
from typing import Any
from xml.etree import ElementTree as ET

from skipgraph.errors import FormatError
from skipgraph.topology._attribute_names import rename_foreign
from skipgraph.topology._graphml_tree import prepared
from skipgraph.topology._interchange import from_graph, from_plain, header_text, to_plain, warn_of_changes
from skipgraph.topology.graph import Topology

__all__ = ["dumps", "loads"]

_HEADER = "skipgraph"
_OWN_GRAPH_KEYS = (_HEADER, "name", "provenance", "node_default", "edge_default")


def dumps(topology: Topology) -> str:
    """Return a topology as GraphML; what GraphML cannot hold is JSON in the graph's attribute ``skipgraph``."""
    import networkx as nx

    graph = to_plain(topology)
    graph.graph = {_HEADER: header_text(topology)}
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)  # the same bytes whether or not lxml is installed
    return buffer.getvalue().decode() + "\n"


def loads(data: bytes, place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology that a GraphML file holds; `place` begins every error."""
    if not data.strip():
        raise FormatError(f"{place}: empty, expected a topology")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        line, column = error.position
        rule = "the text is no XML or was cut off"
        what = error.msg.partition(": line ")[0]  # expat counts columns from 0
        raise FormatError(f"{place}: line {line}, column {column + 1}: {what}: {rule}") from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise FormatError(f"{place}: no XML that Python reads: {error}") from error
    left_out = prepared(root, place)
    graph = _graph(root, place)
    for key in graph.graph:
        if key not in _OWN_GRAPH_KEYS:
            left_out.setdefault("graph attribute", []).append(key)
    header = graph.graph.get(_HEADER)
    if isinstance(header, str):
        warn_of_changes(place, left_out)
        here = f"{place}: graph attribute {_HEADER!r}"
        return from_plain(graph, header, place, here, drop_unreachable=drop_unreachable)
    warn_of_changes(place, left_out, rename_foreign(graph))
    return from_graph(graph, place, drop_unreachable=drop_unreachable)


def _graph(root: ET.Element, place: str) -> Any:
    """Return the graph of a prepared tree, with the defaults of attributes applied."""
    import networkx as nx

    reader: Any = nx.readwrite.graphml.GraphMLReader()
    try:
        keys, defaults = reader.find_graphml_keys(root)
        graph = reader.make_graph(root.find(f"{{{reader.NS_GRAPHML}}}graph"), keys, defaults)
    except (nx.NetworkXException, AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
        raise FormatError(f"{place}: no GraphML that networkx reads: {error}") from error
    for _, attributes in graph.nodes(data=True):
        _complete(attributes, graph.graph["node_default"])
    for *_, attributes in graph.edges(data=True):
        _complete(attributes, graph.graph["edge_default"])
    return graph


def _complete(attributes: dict[str, Any], defaults: dict[str, Any]) -> None:
    for key, value in defaults.items():
        attributes.setdefault(key, value)
