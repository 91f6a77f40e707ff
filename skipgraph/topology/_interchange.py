"""What the formats of other programs share: a graph of plain texts, and a header for what it cannot hold."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from skipgraph.errors import FormatError, FormatWarning, TopologyError
from skipgraph.topology._attribute_names import Owner, name_from_file, name_in_file
from skipgraph.topology._json import FORMAT, check_format, parse
from skipgraph.topology._json_values import (
    decode,
    encode,
    encode_labels,
    label_texts,
    parse_json,
    provenance_to_json,
    to_text,
)
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Scalar

__all__ = [
    "from_graph",
    "from_plain",
    "header_text",
    "key_from_text",
    "key_text",
    "parse_header",
    "to_plain",
    "warn_of_changes",
]

_SHOWN_NAMES = 3
_OWN = ("kind", "stage", "aggregation")
_VERSION = 2
_PLAIN_NAMES = 1  # the version of headers whose attributes have the same names in the file


def header_text(topology: Topology, **further: Any) -> str:
    """Return one line of JSON with what a graph format cannot hold: version, name, provenance, types of labels."""
    header = {"format": FORMAT, "version": _VERSION, "name": topology.name}
    header["provenance"] = provenance_to_json(topology.provenance)
    if not isinstance(topology.labels, range):
        header["labels"] = encode_labels(topology.labels)
    return to_text(header | further)


def parse_header(header: str, place: str) -> dict[str, Any]:
    """Return what `header_text` wrote, in this version or an earlier one."""
    document: dict[str, Any] = parse(header, place)
    check_format(document, place, versions=(_PLAIN_NAMES, _VERSION))
    return document


def to_plain(topology: Topology) -> Any:
    """Return a topology as a networkx.DiGraph whose ids are printable texts, a different one for each label.

    Texts among the attributes become JSON texts, as do infinities; other numbers and bools stay.
    """
    plain = replace(
        topology,
        labels=label_texts(encode_labels(topology.labels)),
        node_attributes=_plain_columns(topology.node_attributes, "node"),
        edge_attributes=_plain_columns(topology.edge_attributes, "edge"),
    )
    return plain.to_networkx()


def from_plain(graph: Any, header: str, place: str, header_place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology of which `to_plain` and `header_text` gave `graph` and `header`; changes `graph`."""
    document = parse_header(header, header_place)
    renames = document["version"] != _PLAIN_NAMES
    name, labels = document.get("name", ""), document.get("labels")
    if not isinstance(name, str) or not isinstance(labels, list | None):
        raise FormatError(f"{header_place}: name must be a text and labels, if there are any, a list")
    table: dict[str, Any] = {str(node): node for node in range(len(graph))}
    if labels is not None:
        try:
            table = dict(zip(label_texts(labels), map(decode, labels), strict=True))
        except (TypeError, ValueError) as error:
            raise FormatError(f"{header_place}: labels cannot be read: {error}") from error
    graph.graph = {"provenance": json.dumps(document.get("provenance", {}))}
    for _, data in graph.nodes(data=True):
        _decode_in_place(data, place, "node" if renames else None)
    for *_, data in graph.edges(data=True):
        _decode_in_place(data, place, "edge" if renames else None)
    topology = from_graph(graph, place, name=name, drop_unreachable=drop_unreachable)
    try:
        # a node that another program has added is labelled by its id
        return replace(topology, labels=[table.get(str(text), text) for text in topology.labels])
    except TopologyError as error:
        raise FormatError(f"{place}: {error}") from error


def from_graph(graph: Any, place: str, *, name: str | None = None, drop_unreachable: bool = False) -> Topology:
    """Return the topology of a graph read from a file; the errors begin with `place`."""
    try:
        return Topology.from_networkx(graph, name=name, drop_unreachable=drop_unreachable)
    except TopologyError as error:
        raise FormatError(f"{place}: {error}") from error


def warn_of_changes(
    place: str, left_out: Mapping[str, Sequence[str]] = MappingProxyType({}), renamed: Sequence[str] = ()
) -> None:
    """Warn once of all that a topology does not hold as the file does.

    Parameters
    ----------
    place : str
        Where the file is; the warning begins with it.
    left_out : mapping of str to sequence of str
        What a topology has no place for: kinds of things, and the names of each.
    renamed : sequence of str
        Attributes that a plan would read if they kept their names.
    """
    parts = [
        f"{len(names)} {what}{'s' * (len(names) > 1)} ({', '.join(names[:_SHOWN_NAMES])}"
        f"{', ...' * (len(names) > _SHOWN_NAMES)})"
        for what, names in left_out.items()
        if names
    ]
    changes = [f"left out {', '.join(parts)}"] if parts else []
    if renamed:
        kept = ", ".join(f"{name} as foreign_{name}" for name in renamed)
        changes.append(f"kept {kept}, which no plan reads: for a plan, call it skipgraph_{renamed[0]}")
    if changes:
        # the caller of read_topology, which calls a reader, which calls this
        warnings.warn(f"{place}: {'; '.join(changes)}", FormatWarning, stacklevel=5)


def key_text(key: str) -> str:
    """Return the name of an attribute as a printable text that no reader takes for a parameter of its own."""
    text = to_text(key)[1:-1]
    return f"\\u{ord(text[0]):04x}{text[1:]}" if text in ("self", "node_for_adding") else text


def key_from_text(text: str) -> str:
    """Return the name that `key_text` was given, or another program's `text` as it is."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _plain_columns(columns: Mapping[str, Sequence[Scalar]], owner: Owner) -> dict[str, list[Scalar]]:
    return {
        key_text(name_in_file(key, owner)): [_plain(value, f"attribute {key!r}") for value in column]
        for key, column in sorted(columns.items())
    }


def _plain(value: Scalar, what: str) -> Scalar:
    encoded = encode(value, what)
    return to_text(encoded) if isinstance(encoded, str | dict) else encoded


def _decode_in_place(data: dict[str, Any], place: str, owner: Owner | None) -> None:
    """Decode names and values; without an owner, names are those of the file."""
    plain = dict(data)
    data.clear()
    for key, value in plain.items():
        if isinstance(value, str) and key not in _OWN:
            try:
                value = decode(parse_json(value))
            except (ValueError, RecursionError) as error:
                raise FormatError(f"{place}: attribute {key!r} is {value!r:.80}: must be JSON") from error
        name = key_from_text(key)
        data[name if owner is None else name_from_file(name, owner)] = value
