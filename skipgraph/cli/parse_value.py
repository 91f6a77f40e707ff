"""Parse values from the words of a command line, and say types in words."""

import ast
import types
import typing
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, Union, get_args, get_origin

__all__ = ["fits", "parse_value", "type_words"]


def parse_value(text: str) -> Any:
    """Return the number, tuple or constant that `text` is, else `text` itself.

    Examples
    --------
    >>> parse_value("6,12"), parse_value("none"), parse_value("mean")
    ((6, 12), None, 'mean')
    """
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return {"true": True, "false": False, "none": None}.get(text.lower(), text)
    return tuple(value) if isinstance(value, list) else value


def fits(value: Any, hint: Any) -> bool:
    """Whether `value` is of the type `hint`, as far as a command line can tell."""
    origin, choices = get_origin(hint), get_args(hint)
    if hint is Any or isinstance(hint, typing.TypeVar):
        return True
    if origin is Literal:
        return value in choices
    if origin in (Union, types.UnionType):
        return any(fits(value, choice) for choice in choices)
    if origin is not None:
        if origin is tuple and choices[-1:] != (...,):
            return isinstance(value, tuple) and len(value) == len(choices) and all(map(fits, value, choices))
        if isinstance(origin, type) and issubclass(origin, Sequence | Collection | Iterable) and origin is not str:
            return isinstance(value, tuple) and all(fits(item, choices[0]) for item in value)
        return False
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint) if isinstance(hint, type) else value is hint


def type_words(hint: Any) -> str:
    """Say a type in words."""
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(map(str, get_args(hint)))
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(type_words(choice) for choice in get_args(hint))
    if get_origin(hint) is tuple and get_args(hint)[-1:] != (...,):
        n_values = len(get_args(hint))
        return f"{n_values} values such as {','.join(['32'] * n_values)}"
    plain = {int: "a whole number", float: "a number", bool: "true or false", str: "a word", type(None): "none"}
    return plain.get(hint, "values such as 6,12,24" if get_origin(hint) else getattr(hint, "__name__", str(hint)))
