"""What the formats of other programs share: a graph of plain texts, and a header for what it cannot hold."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from skipgraph.errors import FormatError, FormatWarning, TopologyError
from skipgraph.topology._json import FORMAT, VERSION, check_format, parse
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

__all__ = ["from_foreign", "from_plain", "header_text", "key_from_text", "key_text", "to_plain", "warn_left_out"]

_SHOWN_NAMES = 3
_OWN = ("kind", "stage", "aggregation")


def header_text(topology: Topology, **further: Any) -> str:
    """Return one line of JSON with what a graph format cannot hold: version, name, provenance, types of labels."""
    header = {"format": FORMAT, "version": VERSION, "name": topology.name}
    header["provenance"] = provenance_to_json(topology.provenance)
    if not isinstance(topology.labels, range):
        header["labels"] = encode_labels(topology.labels)
    return to_text(header | further)


def to_plain(topology: Topology) -> Any:
    """Return a topology as a networkx.DiGraph whose ids are printable texts, a different one for each label.

    Texts among the attributes become JSON texts, as do infinities; other numbers and bools stay.
    """
    plain = replace(
        topology,
        labels=label_texts(encode_labels(topology.labels)),
        node_attributes=_plain_columns(topology.node_attributes),
        edge_attributes=_plain_columns(topology.edge_attributes),
    )
    return plain.to_networkx()


def from_plain(graph: Any, header: str, place: str, header_place: str) -> Topology:
    """Return the topology of which `to_plain` and `header_text` gave `graph` and `header`; changes `graph`."""
    document = parse(header, header_place)
    check_format(document, header_place)
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
        _decode_in_place(data, place)
    for *_, data in graph.edges(data=True):
        _decode_in_place(data, place)
    topology = from_foreign(graph, place, name=name)
    try:
        # a node that another program has added is labelled by its id
        return replace(topology, labels=[table.get(str(text), text) for text in topology.labels])
    except TopologyError as error:
        raise FormatError(f"{place}: {error}") from error


def from_foreign(graph: Any, place: str, *, name: str | None = None) -> Topology:
    """Return the topology of a graph read from a file that skipgraph may not have written."""
    try:
        return Topology.from_networkx(graph, name=name)
    except TopologyError as error:
        raise FormatError(f"{place}: {error}") from error


def warn_left_out(place: str, left_out: Mapping[str, Sequence[str]]) -> None:
    """Warn once of all that a file holds and a topology has no place for: how many things of each kind, and which."""
    parts = [
        f"{len(names)} {what}{'s' * (len(names) > 1)} ({', '.join(names[:_SHOWN_NAMES])}"
        f"{', ...' * (len(names) > _SHOWN_NAMES)})"
        for what, names in left_out.items()
        if names
    ]
    if parts:
        # the caller of read_topology, which calls a reader, which calls this
        warnings.warn(f"{place}: left out {', '.join(parts)}", FormatWarning, stacklevel=5)


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


def _plain_columns(columns: Mapping[str, Sequence[Scalar]]) -> dict[str, list[Scalar]]:
    return {
        key_text(key): [_plain(value, f"attribute {key!r}") for value in column]
        for key, column in sorted(columns.items())
    }


def _plain(value: Scalar, what: str) -> Scalar:
    encoded = encode(value, what)
    return to_text(encoded) if isinstance(encoded, str | dict) else encoded


def _decode_in_place(data: dict[str, Any], place: str) -> None:
    plain = dict(data)
    data.clear()
    for key, value in plain.items():
        if isinstance(value, str) and key not in _OWN:
            try:
                value = decode(parse_json(value))
            except (ValueError, RecursionError) as error:
                raise FormatError(f"{place}: attribute {key!r} is {value!r:.80}: must be JSON") from error
        data[key_from_text(key)] = value
