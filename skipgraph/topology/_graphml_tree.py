"""Prepare a GraphML tree for networkx, which would silently lose or invent a part of it."""

import math
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from skipgraph.errors import FormatError

__all__ = ["prepared"]

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_GRAPHML, _GRAPH, _NODE, _EDGE, _PORT, _KEY, _DATA = (
    f"{{{_SPACE}}}{name}" for name in ("graphml", "graph", "node", "edge", "port", "key", "data")
)
_SHOWN_FAULTS = 12


def prepared(root: Element, place: str) -> dict[str, list[str]]:
    """Change a tree so that networkx reads all of it, or refuse it.

    A graph inside a node, such as a group of yEd, becomes a part of the one graph. Its node is left out if no edge
    ends there, since it is a box around other nodes.

    Returns
    -------
    dict of str to list of str
        What was left out: groups and ports by their names.

    Raises
    ------
    FormatError
        If there are no graphs or several, an id comes twice, an edge ends at no node, or a number is too large.
    """
    for element in root.iter():
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            element.tag = f"{{{_SPACE}}}{element.tag}"  # a file by hand may lack the name space
    graphs = root.findall(_GRAPH)
    if root.tag != _GRAPHML or not graphs:
        raise FormatError(f"{place}: no GraphML that networkx reads: expected graphml with a graph in it")
    if len(graphs) > 1:
        raise FormatError(f"{place}: holds {len(graphs)} graphs: must hold one")
    _name_keys(root)
    faults = [f"{element.text!r:.80} is too large for a float" for element in _overflowing(root)]
    nodes, edges = list(graphs[0].iter(_NODE)), list(graphs[0].iter(_EDGE))
    ids = Counter(node.get("id", "") for node in nodes)
    faults += [f"{count} nodes have the id {name!r:.80}" for name, count in ids.items() if count > 1]
    faults += [
        f"edge {edge.get('source')!r:.80} -> {edge.get('target')!r:.80} ends at no node: there is no {end!r:.80}"
        for edge in edges
        for end in dict.fromkeys((edge.get("source", ""), edge.get("target", "")))
        if end not in ids
    ]
    faults += ["a graph in the graph is undirected: all must be directed" for _ in _undirected(graphs[0])]
    if faults:
        further = [f"and {len(faults) - _SHOWN_FAULTS} more"] if len(faults) > _SHOWN_FAULTS else []
        raise FormatError(f"{place}: " + "; ".join([*faults[:_SHOWN_FAULTS], *further]))
    return {"port": _without_ports(nodes, edges), "group": _without_groups(graphs[0], nodes, edges)}


def _name_keys(root: Element) -> None:
    for key in root.findall(_KEY):
        key.attrib.setdefault("attr.type", "string")  # as the format has it; networkx warns


def _overflowing(root: Element) -> Iterator[Element]:
    """Yield every number that a float could not hold, which would become infinite."""
    floats = {key.get("id") for key in root.findall(_KEY) if key.get("attr.type") in ("float", "double")}
    for element in root.iter(_DATA):
        if element.get("key") in floats and "inf" not in (element.text or "").lower():
            try:
                overflows = math.isinf(float(element.text or "0"))
            except ValueError:
                continue  # networkx refuses it
            if overflows:
                yield element


def _undirected(graph: Element) -> Iterator[Element]:
    """Yield the undirected graphs inside a directed one."""
    if graph.get("edgedefault") == "directed":
        for inner in graph.iter(_GRAPH):
            if inner.get("edgedefault") == "undirected":
                yield inner


def _without_ports(nodes: list[Element], edges: list[Element]) -> list[str]:
    """Remove all ports; return their names."""
    names = []
    for node in nodes:
        for port in node.findall(_PORT):
            names.append(f"{node.get('id')}:{port.get('name')}")
            node.remove(port)
    for edge in edges:
        for port in edge.findall(_PORT):
            edge.remove(port)
    return names


def _without_groups(graph: Element, nodes: list[Element], edges: list[Element]) -> list[str]:
    """Move all nodes and edges into the one graph; return the ids of the nodes that were only boxes around others."""
    boxes = {node for node in nodes if node.find(_GRAPH) is not None}
    if not boxes:
        return []
    ends = {edge.get(end) for edge in edges for end in ("source", "target")}
    for node in boxes:
        node.attrib.pop("yfiles.foldertype", None)
        for inner in node.findall(_GRAPH):
            node.remove(inner)
    left_out = {node for node in boxes if node.get("id") not in ends}
    for child in [*graph.findall(_NODE), *graph.findall(_EDGE)]:
        graph.remove(child)
    graph.extend(node for node in nodes if node not in left_out)
    graph.extend(edges)
    return [str(node.get("id")) for node in nodes if node in left_out]
