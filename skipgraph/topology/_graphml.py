"""Topologies as GraphML."""

import io
from typing import Any

from skipgraph.errors import FormatError
from skipgraph.topology._interchange import from_foreign, from_plain, header_text, to_plain
from skipgraph.topology.graph import Topology

__all__ = ["dumps", "loads"]

_HEADER = "skipgraph"


def dumps(topology: Topology) -> str:
    """Return a topology as GraphML; what GraphML cannot hold is JSON in the graph's attribute ``skipgraph``."""
    import networkx as nx

    graph = to_plain(topology)
    graph.graph = {_HEADER: header_text(topology)}
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)  # the same bytes whether or not lxml is installed
    return buffer.getvalue().decode() + "\n"


def loads(data: bytes, place: str) -> Topology:
    """Return the topology that a GraphML file holds; `place` begins every error."""
    from xml.etree.ElementTree import ParseError

    import networkx as nx

    if not data.strip():
        raise FormatError(f"{place}: empty, expected a topology")
    try:
        graph: Any = nx.read_graphml(io.BytesIO(data))
    except ParseError as error:
        line, column = error.position
        rule = "the text is no XML or was cut off"
        what = error.msg.partition(": line ")[0]  # expat counts columns from 0
        raise FormatError(f"{place}: line {line}, column {column + 1}: {what}: {rule}") from error
    except (nx.NetworkXException, AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
        raise FormatError(f"{place}: no GraphML that networkx reads: {error}") from error
    defaults = graph.graph.get("node_default", {})
    for _, attributes in graph.nodes(data=True):
        for key, value in defaults.items():
            attributes.setdefault(key, value)
    header = graph.graph.get(_HEADER)
    if isinstance(header, str):
        return from_plain(graph, header, place, f"{place}: graph attribute {_HEADER!r}")
    return from_foreign(graph, place)
