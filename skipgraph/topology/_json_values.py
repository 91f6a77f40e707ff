"""Labels, attribute values and provenance as JSON values, and back."""

import json
import math
from collections.abc import Hashable, Sequence
from typing import Any, NoReturn

import numpy as np

from skipgraph.errors import FormatError
from skipgraph.topology.kinds import Provenance

__all__ = [
    "decode",
    "encode",
    "encode_labels",
    "label_texts",
    "parse_json",
    "provenance_from_json",
    "provenance_to_json",
    "to_text",
]

_LONGEST_INTEGER = 10**4300  # Python refuses to parse integers of more digits
_DEEPEST = 100  # tuples in tuples; Python's own limit depends on who calls


def parse_json(text: str) -> Any:
    """Return the value of strict JSON text.

    Raises
    ------
    ValueError
        If it is no JSON, or says something that would be lost: a key twice, or a number too large for a float.
    RecursionError
        If it nests too deeply.
    """
    return json.loads(
        text, parse_constant=_refuse_constant, parse_float=_finite_float, object_pairs_hook=_without_duplicates
    )


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f'{constant} is no JSON: write {{"float": "inf"}}, {{"float": "-inf"}} or {{"float": "nan"}}')


def _finite_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f'{text:.80} is too large for a float: infinity is written {{"float": "inf"}}')
    return number


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in table if keys.count(key) > 1)
        raise ValueError(f"an object has the key {twice!r:.80} twice")
    return table


def encode(value: object, what: str, *, depth: int = 0) -> Any:
    """Return a label or attribute value as a JSON value: tuples become lists, infinities ``{"float": "inf"}``.

    Raises
    ------
    FormatError
        If JSON cannot give an equal value back; `what` begins the message.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) >= _LONGEST_INTEGER:
            raise FormatError(f"{what} is an int of over 4300 digits: Python cannot read it back from a file")
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"float": str(float(value))}
    if isinstance(value, tuple):
        if depth >= _DEEPEST:
            raise FormatError(f"{what} nests over {_DEEPEST} tuples: a file keeps fewer")
        return [encode(item, what, depth=depth + 1) for item in value]
    raise FormatError(f"{what} is {value!r:.80}: a file keeps str, int, float, bool, None and tuples of these")


def decode(value: Any, *, depth: int = 0) -> Any:
    """Return what `encode` was given.

    Raises
    ------
    ValueError
        If `encode` never returns such a value.
    """
    if isinstance(value, list):
        if depth >= _DEEPEST:
            raise ValueError(f"a list that nests over {_DEEPEST} deep: must nest less")
        return tuple(decode(item, depth=depth + 1) for item in value)
    if not isinstance(value, dict):
        return value
    if set(value) == {"float"} and value["float"] in ("inf", "-inf", "nan"):
        return math.nan if value["float"] == "nan" else float(value["float"])
    raise ValueError(f"{value!r:.80}: must be str, int, float, bool, null or a list of these")


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
            raise FormatError(
                f"label of node {node} is {label!r}: it does not equal itself, so no file can give it back"
            )
    return encoded


def _holds_nan(label: object) -> bool:
    return any(map(_holds_nan, label)) if isinstance(label, tuple) else label != label


def to_text(value: Any) -> str:
    """Return a JSON value as one line of text; printable characters stand for themselves."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def label_texts(encoded: Sequence[Any]) -> list[str]:
    """Return a different, printable, non-empty text for every label that `encode_labels` encoded.

    A text label is its own text; any other label is written as JSON. If two texts are then equal, all labels are JSON.
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
