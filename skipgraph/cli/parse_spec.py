"""Turn the words of a command line into the spec of a network."""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from skipgraph.cli.parse_topology import find_network
from skipgraph.cli.parse_value import parse_value
from skipgraph.errors import ArgumentError, did_you_mean
from skipgraph.networks import PRESETS, Network
from skipgraph.plan import NetworkSpec
from skipgraph.plan.part import like, part_name
from skipgraph.plan.spec_values import CATALOGS

__all__ = ["make_spec"]

_RULE = "a spec is set by part=name, part.field=value and growth_rate=number"
# options of the command line, and the field of the spec that each one sets
_OPTIONS = {
    "growth_rate": "growth_rate",
    "num_classes": "head.classes",
    "block": "block",
    "image_size": "input.size",
    "in_channels": "input.channels",
    "head": "head",
}
# what fields of version 0.1 are now
_SINCE_0_1 = {
    "num_classes": "head.classes",
    "head_share": "head.share",
    "in_channels": "input.channels",
    "image_size": "input.size",
    "sequence_length": "input.length",
    "stem_channels": "stem.channels",
    "patch_size": "stem.size",
    "bottleneck_width": "block.width",
    "num_heads": "block.heads",
    "causal": "block.causal",
    "groups": "block.groups",
    "dropout": "block.dropout",
    "bias": "block.bias",
    "compression": "transition.compression",
    "pooling": "transition.pooling",
    "upsampling": "transition.upsampling",
    "merge_relu": "join.merge_relu",
    "edge_weights": "join.edge_weights",
    "gate_bias": "join.gate_bias",
}


def make_spec(
    preset: str | None = None,
    fields: Iterable[str] | None = None,
    *,
    options: Mapping[str, Any],
    network: str | None = None,
) -> NetworkSpec:
    """Return the spec that options stand for.

    Parameters
    ----------
    preset : str, optional
        A preset of `skipgraph.networks`; by default the spec of `network`.
    fields : iterable of str, optional
        ``part=name`` takes another part, ``part.field=value`` sets a field of a part, and ``name=value`` sets the
        growth rate or an argument of the preset.
    options : mapping of str to value
        What has an option of its own: ``growth_rate``, ``num_classes``, ``block``, ``image_size``, ``in_channels`` and
        ``head``; None where it was not given. `fields` may not name them again.
    network : str, optional
        The NAME of a command. Where a published network has it, its spec takes the place of a plain one.

    Returns
    -------
    NetworkSpec
        The preset with the fields and options in place of its own. A part that replaces another takes over the fields
        that both have.

    Raises
    ------
    ArgumentError
        If there is no such preset, part or field, a field is set twice, or a value does not fit.

    Examples
    --------
    >>> spec = make_spec("densenet_bc", ["stem.channels=16"], options={"growth_rate": 40, "num_classes": None})
    >>> spec.block.width, spec.stem.channels, spec.growth_rate, spec.head.classes
    (4, 16, 40, 10)
    """
    if preset is not None and preset not in PRESETS:
        raise ArgumentError(f"unknown preset {preset!r}{_near(preset, PRESETS)}; known are {', '.join(PRESETS)}")
    make: Any = PRESETS[preset] if preset is not None else find_network(network) or NetworkSpec
    arguments = {"growth_rate"} if make is NetworkSpec else set(inspect.signature(make).parameters)
    own, settings = _sorted(arguments, options, fields or ())
    made = make(**own)
    spec: NetworkSpec = made.spec if isinstance(made, Network) else made
    changes: dict[str, Any] = {key: settings.pop(key) for key in ("growth_rate",) if key in settings}
    for key in settings:
        if key.partition(".")[0] not in CATALOGS:
            now = f", it is {_SINCE_0_1[key]} now" if key in _SINCE_0_1 else _near(key, _known(spec))
            raise ArgumentError(f"--spec {key}: there is no such field{now}; {_RULE}")
    # the input and the stem say the kind of features, which all other parts of a plain spec follow
    first = {key: value for key, value in settings.items() if key.partition(".")[0] in ("input", "stem")}
    rest = {key: value for key, value in settings.items() if key not in first}
    named = _parts(spec, first)
    if make is NetworkSpec:
        spec, named = NetworkSpec(**own, **named), {}
    return replace(spec, **changes, **named, **_parts(spec, rest))


def _sorted(
    arguments: set[str], options: Mapping[str, Any], fields: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what goes to the preset as an argument, and what is set in its spec afterwards."""
    own = {key: value for key, value in options.items() if value is not None and key in arguments}
    settings = {_OPTIONS[key]: value for key, value in options.items() if value is not None and key not in arguments}
    given = {**{_OPTIONS[key]: value for key, value in own.items()}, **own, **settings}
    for field in fields:
        key, equals, text = (part.strip() for part in field.partition("="))
        if not equals:
            raise ArgumentError(f"--spec {field}: must read FIELD=VALUE, as in --spec block.width=2")
        if key in given:
            raise ArgumentError(f"--spec {field}: {key} is given already, as {given[key]!r}")
        given[key] = parse_value(text)
        (own if key in arguments else settings)[key] = given[key]
    return own, settings


def _parts(spec: NetworkSpec, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts that settings change: first by their names, then field by field."""
    parts: dict[str, Any] = {}
    for key in sorted(settings, key=lambda key: "." in key):
        part, dot, name = key.partition(".")
        old, value = parts.get(part, getattr(spec, part)), settings[key]
        if not dot:
            parts[part] = _named(part, value, old)
        elif old is None or name not in {field.name for field in fields_of(old)}:
            has = ", ".join(f"{part}.{field.name}" for field in fields_of(old)) if old else "nothing"
            raise ArgumentError(f"--spec {key}: the {part} {_name(old)} has {has}{_near(key, _known(spec))}")
        else:
            parts[part] = replace(old, **{name: value})
    return parts


def _named(part: str, name: Any, old: Any) -> Any:
    """Return the part of a name, with the fields that the old one has too."""
    catalog = CATALOGS[part]
    if name not in catalog:
        hint = _near(str(name), catalog)
        raise ArgumentError(f"--spec {part}={name}: {part} must be one of {', '.join(catalog)}{hint}")
    return catalog[name]() if old is None else like(catalog[name], old)


def _name(part: Any) -> str:
    return "None" if part is None else part_name(type(part))


def _known(spec: NetworkSpec) -> list[str]:
    """Return all that may be set."""
    of_parts = [
        f"{part}.{field.name}" for part in CATALOGS if getattr(spec, part) for field in fields_of(getattr(spec, part))
    ]
    return [*CATALOGS, *of_parts, "growth_rate"]


def _near(word: str, known: Iterable[str]) -> str:
    hint = did_you_mean(word, known)
    return f": {hint}" if hint else ""
