"""Parse the spec of a network from the words of a command line."""

import inspect
import typing
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from skipgraph.cli.parse_value import fits, parse_value, type_words
from skipgraph.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from skipgraph.plan import NetworkSpec

__all__ = ["make_spec"]


def make_spec(
    preset: str | None = None, fields: Iterable[str] | None = None, *, options: Mapping[str, Any]
) -> "NetworkSpec":
    """Return the spec that the options choose.

    Parameters
    ----------
    preset : str, optional
        A preset of `skipgraph.plan.NetworkSpec`; by default, the default spec.
    fields : iterable of str, optional
        Fields of the spec as ``name=value``.
    options : mapping of str to value
        Fields that have an option of their own; None where it was not given. `fields` may not name them again.

    Returns
    -------
    NetworkSpec
        The preset with the fields and options in place of its own.

    Raises
    ------
    ArgumentError
        If there is no such preset or field, a field is set twice, or a value does not fit.

    Examples
    --------
    >>> spec = make_spec("densenet_bc", ["stem_channels=16"], options={"growth_rate": 40, "num_classes": None})
    >>> spec.block, spec.stem_channels, spec.growth_rate, spec.num_classes
    ('bottleneck', 16, 40, 10)
    """
    from skipgraph.plan import NetworkSpec

    given = {key: value for key, value in options.items() if value is not None}
    hints = typing.get_type_hints(NetworkSpec)
    for field in fields or ():
        key, equals, text = (part.strip() for part in field.partition("="))
        if not equals:
            raise ArgumentError(f"--spec {field}: must read FIELD=VALUE, as in --spec block=bottleneck")
        if key not in hints:
            hint = did_you_mean(key, hints) or f"a spec has the fields {', '.join(hints)}"
            raise ArgumentError(f"--spec {field}: unknown field {key!r}: {hint}")
        if key in given:
            raise ArgumentError(f"--spec {field}: {key} is given already, as {given[key]!r}")
        value = parse_value(text)
        if not fits(value, hints[key]):
            raise ArgumentError(f"--spec {field}: {key} must be {type_words(hints[key])}, got {value!r}")
        given[key] = value
    if preset is None:
        return NetworkSpec(**given)
    known = _presets()
    if preset not in known:
        hint = " ".join([did_you_mean(preset, known), f"known are {', '.join(known)}"]).strip()
        raise ArgumentError(f"unknown preset {preset!r}: {hint}")
    make = getattr(NetworkSpec, preset)
    own = inspect.signature(make).parameters
    spec: NetworkSpec = make(**{key: value for key, value in given.items() if key in own})
    return replace(spec, **{key: value for key, value in given.items() if key not in own})


def _presets() -> list[str]:
    from skipgraph.plan import presets, presets_sequences, presets_sums

    return sorted([*presets.__all__, *presets_sequences.__all__, *presets_sums.__all__])
