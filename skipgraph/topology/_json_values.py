"""Labels, attribute values and provenance as JSON values, and back."""

import json
import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from skipgraph.errors import FormatError
from skipgraph.topology.kinds import Provenance

__all__ = ["decode", "encode", "encode_labels", "label_texts", "provenance_from_json", "provenance_to_json", "to_text"]

_LONGEST_INTEGER = 10**4300  # Python refuses to parse integers of more digits


def encode(value: object, what: str) -> Any:
    """Return a label or attribute value as a JSON value: tuples become lists, infinities ``{"float": "inf"}``.

    Raises
    ------
    FormatError
        If JSON cannot give an equal value back; `what` says whose value it is.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) >= _LONGEST_INTEGER:
            raise FormatError(f"{what} is an int of over 4300 digits: Python reads none so long from a file")
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"float": str(float(value))}
    if isinstance(value, tuple):
        return [encode(item, what) for item in value]
    raise FormatError(f"{what} is {value!r:.80}: a file keeps str, int, float, bool, None and tuples of these")


def decode(value: Any) -> Any:
    """Return what `encode` was given.

    Raises
    ------
    ValueError
        If `encode` never returns such a value.
    """
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    if set(value) == {"float"} and value["float"] in ("inf", "-inf", "nan"):
        return math.nan if value["float"] == "nan" else float(value["float"])
    raise ValueError(f"{value!r:.80} is no value: must be str, int, float, bool, null or a list of these")


def encode_labels(labels: Sequence[Hashable]) -> list[Any]:
    """Return every label as a JSON value.

    Raises
    ------
    FormatError
        If a label would not come back equal; the message names label and node.
    """
    encoded = [encode(label, f"label of node {node}") for node, label in enumerate(labels)]
    for node, label in enumerate(labels):
        if _holds_nan(label):
            raise FormatError(f"label of node {node} is {label!r}: it equals nothing, so no file can give it back")
    return encoded


def _holds_nan(label: object) -> bool:
    return any(map(_holds_nan, label)) if isinstance(label, tuple) else label != label


def to_text(value: Any) -> str:
    """Return a JSON value as one line of text; printable characters stand for themselves."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def label_texts(encoded: Sequence[Any]) -> list[str]:
    """Return a distinct, printable, non-empty text for every label that `encode_labels` encoded.

    A text label stands for itself and any other label for its JSON, unless two would then read alike.
    """
    plain = [
        label if isinstance(label, str) and label and label.isprintable() and label == label.strip() else to_text(label)
        for label in encoded
    ]
    return plain if len(set(plain)) == len(plain) else [to_text(label) for label in encoded]


def provenance_to_json(provenance: Provenance) -> dict[str, Any]:
    """Return a provenance as a JSON object; an argument that JSON cannot hold is kept as its repr."""
    arguments = {}
    for key, value in provenance.arguments.items():
        try:
            arguments[str(key)] = encode(tuple(value) if isinstance(value, list) else value, key)
        except FormatError:
            arguments[str(key)] = repr(value)
    return {"pattern": provenance.pattern, "arguments": arguments, "paper": provenance.paper}


def provenance_from_json(value: Any) -> Provenance:
    """Return the provenance that `provenance_to_json` was given.

    Raises
    ------
    ValueError
        If it never returns such a value.
    """
    rule = "a provenance is an object with the texts pattern and paper and the object arguments"
    if not isinstance(value, dict) or not set(value) <= {"pattern", "arguments", "paper"}:
        raise ValueError(f"{value!r:.80}: {rule}")
    pattern, arguments, paper = value.get("pattern", ""), value.get("arguments", {}), value.get("paper", "")
    if not (isinstance(pattern, str) and isinstance(paper, str) and isinstance(arguments, dict)):
        raise ValueError(f"{value!r:.80}: {rule}")
    return Provenance(pattern, {key: decode(argument) for key, argument in arguments.items()}, paper)
