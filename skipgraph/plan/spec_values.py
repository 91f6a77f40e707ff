"""A spec as plain values, as in JSON, and back; those of version 0.1 too."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.plan import blocks, features, heads, stems, transitions, transports
from skipgraph.plan.joins import Join
from skipgraph.plan.part import Part, part_name
from skipgraph.plan.spec import NetworkSpec
from skipgraph.plan.spec_values_0_1 import is_of_0_1, spec_of_0_1

__all__ = ["CATALOGS", "spec_from_values", "spec_to_values"]

CATALOGS: dict[str, Mapping[str, type[Any]]] = {
    "input": {kind.name(): kind for kind in (features.Images, features.Vectors, features.Sequences)},
    "stem": stems.CATALOG,
    "block": blocks.CATALOG,
    "transition": transitions.CATALOG,
    "transport": transports.CATALOG,
    "join": {"join": Join},
    "head": heads.CATALOG,
}
"""The parts of a spec by field and name."""


@checked
def spec_to_values(spec: NetworkSpec) -> dict[str, Any]:
    """Return a spec as plain values.

    Parameters
    ----------
    spec : NetworkSpec
        With parts of the catalogues or your own.

    Returns
    -------
    dict of str to value
        ``growth_rate``, and for each part a dict of its ``name`` and all of its fields, or None. A part of your own is
        named ``module:Class``.

    Examples
    --------
    >>> spec_to_values(NetworkSpec())["stem"]
    {'name': 'conv', 'channels': None, 'kernel': 3, 'bias': False, 'step': 1}
    """
    values: dict[str, Any] = {"growth_rate": _plain(spec.growth_rate)}
    for field, catalog in CATALOGS.items():
        part = getattr(spec, field)
        values[field] = None if part is None else {"name": _name(type(part), catalog), **_fields(part)}
    return values


@checked
def spec_from_values(values: Mapping[str, Any], *, parts: Sequence[type[Part]] = ()) -> NetworkSpec:
    """Return the spec that plain values stand for.

    Parameters
    ----------
    values : mapping of str to value
        As `spec_to_values` makes them, or as version 0.1 wrote them. What is left out has its default.
    parts : sequence of type
        Classes of your own that the values name; nothing is imported because a file says so.

    Returns
    -------
    NetworkSpec
        Equal to what was written.

    Raises
    ------
    ArgumentError
        If a field or part is unknown, or a value breaks a rule.
    """
    if is_of_0_1(values):
        return spec_of_0_1(values)
    unknown = [key for key in values if key not in (*CATALOGS, "growth_rate")]
    if unknown:
        raise ArgumentError(f"a spec has the fields growth_rate, {', '.join(CATALOGS)}, got {', '.join(unknown)}")
    own = {_qualified(kind): kind for kind in parts}
    given = {field: _part(field, value, own) for field, value in values.items() if field in CATALOGS}
    if "growth_rate" in values:
        given["growth_rate"] = values["growth_rate"]
    return NetworkSpec(**given)


def _part(field: str, value: Any, own: Mapping[str, type[Part]]) -> Any:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise ArgumentError(f"{field} must be an object with a name, got {value!r}")
    name = value["name"]
    kind = {**CATALOGS[field], **own}.get(name)
    if kind is None:
        hint = f"give its class as parts=[{name.rpartition(':')[2]}]" if ":" in name else _listed(CATALOGS[field])
        raise ArgumentError(f"there is no {field} {name!r}: {hint}")
    known = {field.name for field in fields(kind)}
    unknown = [key for key in value if key not in known and key != "name"]
    if unknown:
        raise ArgumentError(f"{field} {name} has the fields {', '.join(sorted(known))}, got {', '.join(unknown)}")
    return kind(**{key: item for key, item in value.items() if key != "name"})


def _listed(names: Mapping[str, object]) -> str:
    return f"known are {', '.join(names)}"


def _name(kind: type[Any], catalog: Mapping[str, type[Any]]) -> str:
    name = part_name(kind)
    return name if catalog.get(name) is kind else _qualified(kind)


def _qualified(kind: type[Any]) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _fields(part: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
