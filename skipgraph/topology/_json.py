"""Topologies as versioned JSON, one line for each node."""

import json
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, NoReturn

import numpy as np

from skipgraph.arguments import checked
from skipgraph.errors import FormatError, TopologyError
from skipgraph.topology._json_values import (
    decode,
    encode,
    encode_labels,
    parse_json,
    provenance_from_json,
    provenance_to_json,
)
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Aggregation, NodeKind, Provenance, Scalar

__all__ = [
    "FORMAT",
    "VERSION",
    "as_text",
    "check_format",
    "from_document",
    "loads",
    "parse",
    "refuse",
    "topology_to_json",
]

FORMAT = "skipgraph topology"
VERSION = 1

_SHOWN_FAULTS = 12
_DOCUMENT_KEYS = ("format", "version", "name", "provenance", "nodes")
_NODE_KEYS = ("node", "label", "kind", "stage", "aggregation", "reads", "attributes", "edge_attributes")


@checked
def topology_to_json(topology: Topology) -> str:
    """Return a topology as versioned JSON, one line for each node.

    Parameters
    ----------
    topology : Topology
        What to write. Its labels may be str, int, float, bool, None and tuples of these.

    Returns
    -------
    str
        The same text for equal topologies of one name and provenance; ends with a newline.

    Raises
    ------
    FormatError
        If a label has another type; the message names label and node.

    Examples
    --------
    >>> print(topology_to_json(Topology.from_reads([[], [0]])), end="")
    {
      "format": "skipgraph topology",
      "version": 1,
      "name": "",
      "provenance": {"pattern": "", "arguments": {}, "paper": ""},
      "nodes": [
        {"node": 0, "kind": "input", "stage": 0, "aggregation": "concat", "reads": []},
        {"node": 1, "kind": "layer", "stage": 0, "aggregation": "concat", "reads": [0]}
      ]
    }
    """
    nodes = ",\n".join(f"    {_dump(node)}" for node in _nodes(topology))
    head = (
        f'  "format": {_dump(FORMAT)},\n  "version": {VERSION},\n  "name": {_dump(topology.name)},\n'
        f'  "provenance": {_dump(provenance_to_json(topology.provenance))},\n'
    )
    return f'{{\n{head}  "nodes": [\n{nodes}\n  ]\n}}\n'


def loads(data: bytes, place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology that a JSON file holds; `place` begins every error."""
    return from_document(parse(as_text(data, place), place), place, drop_unreachable=drop_unreachable)


def from_document(document: Any, place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology that a parsed JSON document describes; the error lists all that is wrong with it."""
    check_format(document, place)
    faults = _unknown_keys(document, _DOCUMENT_KEYS, "the document")
    name, nodes = document.get("name", ""), document.get("nodes")
    if not isinstance(name, str):
        faults.append(f"name is {name!r:.80}: must be a text")
    provenance = Provenance()
    try:
        provenance = provenance_from_json(document.get("provenance", {}))
    except ValueError as error:
        faults.append(f"provenance is {error}")
    if not isinstance(nodes, list) or not nodes:
        refuse(place, [*faults, "nodes must be a list of at least one node" if nodes is not None else "nodes missing"])
    faults += [fault for position, node in enumerate(nodes) for fault in _node_faults(node, position)]
    if faults:
        refuse(place, faults)
    if drop_unreachable:
        nodes = _reachable(nodes)
    reads = [node["reads"] for node in nodes]
    try:
        return Topology(
            indptr=np.cumsum([0, *map(len, reads)]),
            indices=np.array([source for row in reads for source in row], np.int64),
            kinds=_members(nodes, "kind", NodeKind, None),
            stages=np.array([node.get("stage", 0) for node in nodes], np.int64),
            aggregations=_members(nodes, "aggregation", Aggregation, Aggregation.CONCAT),
            labels=[decode(node["label"]) if "label" in node else position for position, node in enumerate(nodes)],
            name=name,
            provenance=provenance,
            node_attributes=_columns([node.get("attributes", {}) for node in nodes]),
            edge_attributes=_columns(
                [
                    {key: column[edge] for key, column in node.get("edge_attributes", {}).items()}
                    for node in nodes
                    for edge in range(len(node["reads"]))
                ]
                if any("edge_attributes" in node for node in nodes)
                else []
            ),
        )
    except TopologyError as error:
        hint = "; drop_unreachable=True leaves such nodes out" if "unreachable" in str(error) else ""
        raise FormatError(f"{place}: {error}{hint}") from error


def _reachable(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the nodes that an input leads to, and the outputs; the others are cut out of what they read."""
    named = {position for position, node in enumerate(nodes) if node.get("kind") == "input"}
    reached: set[int] = set()
    for position, node in enumerate(nodes):
        is_source = not node["reads"] and "kind" not in node and not named
        if position in named or is_source or node.get("kind") == "output" or not reached.isdisjoint(node["reads"]):
            reached.add(position)
    number = {position: new for new, position in enumerate(sorted(reached))}
    kept = []
    for position in number:
        node = nodes[position]
        # a node without a label is called by the number that it had
        row = {"label": position, **node}
        # what is no node before this one stays, so that it is refused
        places = [place for place, source in enumerate(node["reads"]) if source in number or source >= position]
        row["reads"] = [number.get(source, source) for source in (node["reads"][place] for place in places)]
        columns = node.get("edge_attributes", {})
        row["edge_attributes"] = {key: [column[place] for place in places] for key, column in columns.items()}
        kept.append(row)
    return kept


def parse(text: str, place: str) -> Any:
    """Return the value of strict JSON text."""
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            f"{place}: line {error.lineno}, column {error.colno}: {error.msg}: the text is no JSON or was cut off"
        ) from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{place}: the text is no JSON that skipgraph reads: {error}") from error


def check_format(document: Any, place: str, *, versions: Sequence[int] = (VERSION,)) -> None:
    """Refuse a document that does not say it is a topology of a version that is read here."""
    if isinstance(document, dict) and "nodes" in document and ("links" in document or "edges" in document):
        rule = "this is node-link JSON: networkx.node_link_graph and then Topology.from_networkx read it"
        raise FormatError(f"{place}: no topology: {rule}")
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FormatError(f'{place}: no topology: expected an object with "format": "{FORMAT}"')
    version = document.get("version")
    if type(version) is not int or version not in versions:
        known = " and ".join(map(str, versions))
        raise FormatError(f"{place}: version is {version!r:.80}: this skipgraph reads version {known}")


def as_text(data: bytes, place: str) -> str:
    """Return the text of a UTF-8 file; refuse an empty one."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"{place}: line {line}: byte 0x{data[error.start]:02x} at offset {error.start} is no UTF-8 text"
        ) from error
    if not text.strip():
        raise FormatError(f"{place}: empty, expected a topology")
    return text


def refuse(place: str, faults: Sequence[str]) -> NoReturn:
    """Raise one error that lists all faults, the first dozen of many."""
    shown = [*faults[:_SHOWN_FAULTS]]
    if len(faults) > len(shown):
        shown.append(f"and {len(faults) - len(shown)} more")
    raise FormatError(f"{place}: " + "; ".join(shown))


def _dump(value: Any) -> str:
    # a lone surrogate, which UTF-8 cannot hold, becomes the escape that JSON has for it
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _nodes(topology: Topology) -> list[dict[str, Any]]:
    """Return every node as a JSON object without the keys that have no value."""
    labels = None if isinstance(topology.labels, range) else encode_labels(topology.labels)
    nodes = []
    for node in range(topology.n_nodes):
        row: dict[str, Any] = {"node": node}
        if labels is not None:
            row["label"] = labels[node]
        row["kind"] = NodeKind(topology.kinds[node]).name.lower()
        row["stage"] = int(topology.stages[node])
        row["aggregation"] = Aggregation(topology.aggregations[node]).name.lower()
        row["reads"] = topology.reads(node)
        attributes = {
            key: encode(column[node], f"attribute {key!r} of node {node}")
            for key, column in sorted(topology.node_attributes.items())
            if column[node] is not None
        }
        if attributes:
            row["attributes"] = attributes
        first, end = topology.indptr[node], topology.indptr[node + 1]
        if topology.edge_attributes and end > first:
            row["edge_attributes"] = {
                key: [encode(value, f"edge attribute {key!r} of node {node}") for value in column[first:end]]
                for key, column in sorted(topology.edge_attributes.items())
            }
        nodes.append(row)
    return nodes


def _node_faults(node: Any, position: int) -> list[str]:
    here = f"nodes[{position}]"
    if not isinstance(node, dict):
        return [f"{here} is {node!r:.80}: must be an object"]
    faults = _unknown_keys(node, _NODE_KEYS, here)
    if node.get("node", position) != position:
        faults.append(f"{here}.node is {node['node']!r:.80}: nodes are listed in order, so it must be {position}")
    choices: dict[str, type[IntEnum]] = {"kind": NodeKind, "aggregation": Aggregation}
    for key, members in choices.items():
        names = [member.name.lower() for member in members]
        if key in node and node[key] not in names:
            faults.append(f"{here}.{key} is {node[key]!r:.80}: must be one of {', '.join(names)}")
    if not _is_natural(node.get("stage", 0)):
        faults.append(f"{here}.stage is {node['stage']!r:.80}: must be an integer from 0")
    if "label" in node:
        try:
            decode(node["label"])
        except ValueError as error:
            faults.append(f"{here}.label is {error}")
    reads = node.get("reads")
    if not isinstance(reads, list) or not all(map(_is_natural, reads)):
        return [*faults, f"{here}.reads is {reads!r:.80}: must be a list of node numbers"]
    return faults + _attribute_faults(node, here, len(reads))


def _attribute_faults(node: dict[str, Any], here: str, n_reads: int) -> list[str]:
    faults = []
    attributes, columns = node.get("attributes", {}), node.get("edge_attributes", {})
    for what, table in (("attributes", attributes), ("edge_attributes", columns)):
        if not isinstance(table, dict):
            return [f"{here}.{what} is {table!r:.80}: must be an object"]
    for key, value in attributes.items():
        faults += _value_faults(f"{here}.attributes[{key!r}]", value)
    for key, column in columns.items():
        if not isinstance(column, list) or len(column) != n_reads:
            rule = f"must list {n_reads} values, as reads does"
            faults.append(f"{here}.edge_attributes[{key!r}] is {column!r:.80}: {rule}")
            continue
        for value in column:
            faults += _value_faults(f"{here}.edge_attributes[{key!r}]", value)
    return faults


def _value_faults(here: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [f"{here} is {value!r:.80}: must be a text, a number, true, false or null"]
    try:
        decode(value)
    except ValueError as error:
        return [f"{here} is {error}"]
    return []


def _unknown_keys(table: Mapping[str, Any], known: Sequence[str], what: str) -> list[str]:
    return [
        f"{what} has the unknown key {key!r:.80}: known are {', '.join(known)}" for key in table if key not in known
    ]


def _is_natural(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31


def _members(nodes: list[dict[str, Any]], key: str, choices: type[IntEnum], default: IntEnum | None) -> Any:
    """Return attribute `key` of every node as a number; a missing kind follows from what the node reads."""
    by_name = {choice.name.lower(): choice for choice in choices}
    members = []
    for node in nodes:
        fallback = default if default is not None else NodeKind.LAYER if node["reads"] else NodeKind.INPUT
        members.append(by_name[node[key]] if key in node else fallback)
    return np.array(members, np.uint8)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Scalar]]:
    return {key: [decode(row.get(key)) for row in rows] for key in sorted({key for row in rows for key in row})}
