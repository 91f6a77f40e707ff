"""From a type hint to the function that reads values by it."""

import os
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum, EnumMeta
from functools import cache
from math import isfinite
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
from numpy.typing import ArrayLike

from skipgraph.arguments.rules import Rule
from skipgraph.arguments.words import misfit
from skipgraph.errors import ArgumentError

__all__ = ["MISFIT", "Reader", "exact_types", "reader"]

_NO_ROWS = (str, bytes, bytearray, Mapping)

MISFIT: Any = object()
"""What a reader returns for a value that does not fit."""

Reader = Callable[[Any], Any]


@cache
def reader(hint: Any) -> Reader:
    """Return the function that reads values by a type hint.

    Parameters
    ----------
    hint : type hint
        Of a parameter or field. What it says of functions beyond that they are ones is not looked at.

    Returns
    -------
    callable
        It returns a value as the hint wants it: numpy's numbers become Python's, lists and arrays become tuples where
        the hint is a tuple or sequence. It returns `MISFIT` for a value that the hint does not allow.
    """
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _ruled(reader(inner[0]), [rule for rule in inner[1:] if isinstance(rule, Rule)])
    if origin is Literal:
        return _literal(inner)
    if origin in (Union, types.UnionType):
        return _union([reader(choice) for choice in inner])
    if isinstance(origin or hint, type):
        return _of_class(origin or hint, inner)
    return _anything  # a protocol of others, a variable, Any


def exact_types(hint: Any) -> frozenset[type]:
    """Return classes whose own objects fit a hint without a further look."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return frozenset[type]().union(*map(exact_types, get_args(hint)))
    if origin is not None or hint in (int, float) or not isinstance(hint, type):
        return frozenset()
    return frozenset({hint})


def _anything(value: Any) -> Any:
    return value


def _bool(value: Any) -> Any:
    return bool(value) if isinstance(value, bool | np.bool_) else MISFIT


def _int(value: Any) -> Any:
    # no count or size needs more than 64 bits, and with more neither numpy nor a message can go on
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return int(value) if is_whole and -(2**63) <= value < 2**63 else MISFIT


def _float(value: Any) -> Any:
    if isinstance(value, float | np.floating):
        return float(value) if isfinite(value) else MISFIT
    return _int(value)


def _str(value: Any) -> Any:
    return str(value) if isinstance(value, str) and not isinstance(value, Enum) else MISFIT


def _none(value: Any) -> Any:
    return None if value is None else MISFIT


_PLAIN: dict[Any, Reader] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    types.NoneType: _none,
    None: _none,
    Any: _anything,
    object: _anything,
    ArrayLike: _anything,  # what is one, only numpy can tell
}


def _ruled(inner: Reader, rules: Sequence[Rule]) -> Reader:
    def read(value: Any) -> Any:
        value = inner(value)
        return value if value is not MISFIT and all(rule.holds(value) for rule in rules) else MISFIT

    return read


def _literal(choices: tuple[Any, ...]) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, np.integer | np.str_):
            value = value.item()
        return next((choice for choice in choices if type(choice) is type(value) and choice == value), MISFIT)

    return read


def _union(choices: Sequence[Reader]) -> Reader:
    def read(value: Any) -> Any:
        for choice in choices:
            found = choice(value)
            if found is not MISFIT:
                return found
        return MISFIT

    return read


def _of_class(kind: type, inner: tuple[Any, ...]) -> Reader:
    if kind is tuple:
        return _tuple(inner)
    if kind is type:
        return _subclass(inner)
    if issubclass(kind, np.ndarray):
        return _array(inner)
    if issubclass(kind, Enum):
        return _member(kind)
    if issubclass(kind, Mapping):
        return _mapping(kind, inner)
    if kind in (list, Sequence, Collection, Iterable) and inner:
        return _sequence(list if kind is list else tuple, kind, inner[0])
    if issubclass(kind, os.PathLike):
        return lambda value: value if isinstance(value, kind) and "\0" not in os.fspath(value) else MISFIT
    return lambda value: value if isinstance(value, kind) else MISFIT


def _tuple(inner: tuple[Any, ...]) -> Reader:
    if not inner or inner[-1] is Ellipsis:
        items = _sequence(tuple, Sequence, inner[0] if inner else Any)
        # a tuple of any length that holds nothing says nothing
        return lambda value: found if (found := items(value)) is MISFIT or found else MISFIT
    readers = [reader(item) for item in inner]

    def read(value: Any) -> Any:
        items = _items(value, Sequence)
        if items is MISFIT or len(items) != len(readers):
            return MISFIT
        found = tuple(one(item) for one, item in zip(readers, items, strict=True))
        return MISFIT if any(item is MISFIT for item in found) else found

    return read


def _sequence(make: type, kind: type, item_hint: Any) -> Reader:
    item_reader = reader(item_hint)

    def read(value: Any) -> Any:
        if kind is Iterable and isinstance(value, Iterator):
            return _as_they_come(value, item_hint)
        items = _items(value, kind)
        if items is MISFIT:
            return MISFIT
        found = make(map(item_reader, items))
        return MISFIT if any(item is MISFIT for item in found) else found

    return read


def _as_they_come(items: Iterator[Any], hint: Any) -> Iterator[Any]:
    """Yield items that are made one by one, each of them read when it is there."""
    for number, item in enumerate(items):
        found = reader(hint)(item)
        if found is MISFIT:
            raise ArgumentError(misfit(f"item {number}", item, hint))
        yield found


def _items(value: Any, kind: type[Any]) -> Any:
    """Return the items of what may stand for a sequence; a text, a mapping or an array of rows is none."""
    if isinstance(value, np.ndarray):
        return value.tolist() if value.ndim == 1 else MISFIT
    if isinstance(value, _NO_ROWS) or not isinstance(value, kind):
        return MISFIT
    if isinstance(value, EnumMeta):
        return tuple(value)
    if hasattr(value, "__getitem__") and not isinstance(value, Sequence) and not hasattr(value, "__array__"):
        return MISFIT  # it is looked up by keys, as a graph of networkx
    try:
        items: tuple[Any, ...] = tuple(typing.cast(Iterable[Any], value))
        return items
    except TypeError:  # such as a tensor that is one number
        return MISFIT


def _mapping(kind: type, inner: tuple[Any, ...]) -> Reader:
    readers = [reader(item) for item in inner] or [_anything, _anything]

    def read(value: Any) -> Any:
        if not isinstance(value, kind):
            return MISFIT
        pairs: typing.Iterable[tuple[Any, Any]] = value.items()  # type: ignore[attr-defined]  # it is a mapping
        return value if all(readers[0](k) is not MISFIT and readers[1](v) is not MISFIT for k, v in pairs) else MISFIT

    return read


def _subclass(inner: tuple[Any, ...]) -> Reader:
    base = get_origin(inner[0]) or inner[0] if inner else object
    if not isinstance(base, type):
        base = object
    return lambda value: value if isinstance(value, type) and issubclass(value, base) else MISFIT


def _member(kind: type[Enum]) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        number = _int(value) if issubclass(kind, int) else MISFIT
        return next((member for member in kind if member.value == number), MISFIT)

    return read


def _array(inner: tuple[Any, ...]) -> Reader:
    scalar = (get_args(inner[1]) or (Any,))[0] if len(inner) == 2 else Any
    scalar = get_origin(scalar) or scalar
    kinds = "".join(
        letters for kind, letters in _LETTERS.items() if isinstance(scalar, type) and issubclass(scalar, kind)
    )

    def read(value: Any) -> Any:
        return value if isinstance(value, np.ndarray) and (not kinds or value.dtype.kind in kinds) else MISFIT

    return read


# the kinds of numpy's numbers that can stand for another
_LETTERS: dict[type, str] = {np.bool_: "b", np.integer: "iu", np.floating: "iuf"}
