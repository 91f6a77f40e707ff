"""The rules of the fields of a spec and of its parts: the type of a field says its rule."""

import typing
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

__all__ = [
    "Count",
    "Kernel",
    "Number",
    "OddCount",
    "Padding",
    "Rate",
    "Rule",
    "Share",
    "check_fields",
    "fits",
    "rule_of",
]


@dataclass(frozen=True)
class Rule:
    """A rule in words, and a function that tells whether a value follows it."""

    words: str
    holds: Callable[[object], bool]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


Count = Annotated[int, Rule("a whole number from 1", lambda value: fits(value, int) and value >= 1)]
"""A number of channels, pixels and the like."""
OddCount = Annotated[
    int,
    Rule("an odd whole number from 1", lambda value: fits(value, int) and value >= 1 and value % 2 == 1),
]
"""The side of a convolution that keeps the size."""
Kernel = Annotated[
    int | tuple[int, int],
    Rule(
        "an odd whole number from 1, or two of them",
        lambda value: fits(value, OddCount) or fits(value, tuple[OddCount, OddCount]),
    ),
]
"""Height and width of a convolution that keeps the size; one number is both."""
Padding = Annotated[int, Rule("a whole number from 0", lambda value: fits(value, int) and value >= 0)]
"""Zeros around an image, in pixels."""
Share = Annotated[float, Rule("above 0 and at most 1", lambda value: _is_number(value) and 0 < value <= 1)]
"""A part of a whole, which is not nothing."""
Rate = Annotated[float, Rule("from 0 and below 1", lambda value: _is_number(value) and 0 <= value < 1)]
"""A probability, as of a dropout."""
Number = Annotated[float, Rule("a finite number", lambda value: _is_number(value) and isfinite(value))]
"""Any finite number."""


def check_fields(part: Any) -> list[str]:
    """Return what is wrong with the fields of a dataclass, each by its own rule.

    Lists become tuples where a field is a tuple, as in values read from JSON.

    Parameters
    ----------
    part : dataclass instance
        Its type hints say the rules: `Count`, `Share`, `Rate`, `Number`, ``bool``, ``int``, ``str``, a ``Literal``, a
        tuple or union of these, or a class.

    Returns
    -------
    list of str
        One sentence for each field with a wrong value.
    """
    faults = []
    hints = typing.get_type_hints(type(part), include_extras=True)
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, list):
            value = tuple(value)
            object.__setattr__(part, field.name, value)
        if not fits(value, hints[field.name]):
            faults.append(f"{field.name} must be {rule_of(hints[field.name])}, got {value!r}")
    return faults


def fits(value: object, hint: Any) -> bool:
    """Return whether a value follows the rule of a type hint."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        rules = [rule for rule in inner[1:] if isinstance(rule, Rule)]
        return all(rule.holds(value) for rule in rules) if rules else fits(value, inner[0])
    if origin is Literal:
        return any(value is choice or (type(value) is type(choice) and value == choice) for choice in inner)
    if origin in (Union, UnionType):
        return any(fits(value, choice) for choice in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if inner[-1] is Ellipsis:
            return bool(value) and all(fits(item, inner[0]) for item in value)
        return len(value) == len(inner) and all(map(fits, value, inner))
    if hint is float:
        return _is_number(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, origin or hint) if isinstance(origin or hint, type) else True


def rule_of(hint: Any) -> str:
    """Return the rule of a type hint in words."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        rules = [rule.words for rule in inner[1:] if isinstance(rule, Rule)]
        return " and ".join(rules) if rules else rule_of(inner[0])
    if origin is Literal:
        return "one of " + ", ".join(map(repr, inner))
    if origin in (Union, UnionType):
        return " or ".join(rule_of(choice) for choice in inner)
    if origin is tuple:
        return (
            f"a tuple, each {rule_of(inner[0])}"
            if inner[-1] is Ellipsis
            else f"{len(inner)} values, each " + rule_of(inner[0])
        )
    words = {int: "a whole number", float: "a number", bool: "True or False", str: "a string", NoneType: "None"}
    return words.get(hint, f"of class {getattr(hint, '__name__', hint)}")
