"""Type hints in words."""

import os
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np

from skipgraph.arguments.rules import Rule
from skipgraph.arguments.showing import a_kind, shown

__all__ = ["misfit", "rule_of"]


def misfit(name: str, value: object, hint: Any) -> str:
    """Say that a value does not fit a hint: name, rule and value.

    Where the hint is a class that knows what makes one of the value (``_made_from``), the sentence says that too.
    """
    choices = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    kinds = [kind for choice in choices for kind in (choice, *get_args(choice))]
    advice = next((words for kind in kinds if (words := getattr(kind, "_made_from", lambda _: None)(value))), "")
    return f"{name} must be {rule_of(hint)}, got {shown(value)}" + (f": {advice}" if advice else "")


def rule_of(hint: Any) -> str:
    """Return the rule of a type hint in words.

    Examples
    --------
    >>> rule_of(tuple[int, int] | None)
    '2 values, each a whole number or None'
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        rules = [rule.words for rule in inner[1:] if isinstance(rule, Rule)]
        return " and ".join(rules) if rules else rule_of(inner[0])
    if origin is Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(rule_of(choice) for choice in inner))
    if hint in _WORDS:
        return _WORDS[hint]
    kind = origin or hint
    return _rule_of_class(kind, inner) if isinstance(kind, type) else f"a {getattr(hint, '__name__', hint)}"


_WORDS: dict[Any, str] = {
    int: "a whole number",
    float: "a finite number",
    bool: "True or False",
    str: "a string",
    types.NoneType: "None",
}


def _rule_of_class(kind: type, inner: tuple[Any, ...]) -> str:
    if kind is tuple:
        each = f", each {rule_of(inner[0])}" if inner else ""
        return f"a tuple{each}" if not inner or inner[-1] is Ellipsis else f"{len(inner)} values{each}"
    if kind in (list, Sequence, Collection, Iterable):
        return "a sequence" + (f", each {rule_of(inner[0])}" if inner and inner[0] is not Any else "")
    if kind is type:
        return f"a class of {getattr(inner[0], '__name__', inner[0])}" if inner else "a class"
    if issubclass(kind, Enum):
        return f"a {kind.__name__}, such as {next(iter(kind))!s}"
    names = {Callable: "a function", Mapping: "a mapping", os.PathLike: "a path", np.ndarray: "an array of numbers"}
    found = {getattr(name, "__origin__", name): words for name, words in names.items()}.get(kind)
    return found or a_kind(kind)
