"""Whether a value fits a type hint; if not, why not, in words."""

import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Union, get_args, get_origin

from skipgraph.arguments.readers import MISFIT, reader
from skipgraph.arguments.words import misfit
from skipgraph.errors import ArgumentError

__all__ = ["check", "check_fields", "fault", "fits", "hints_of"]


def check(name: str, value: object, hint: Any) -> Any:
    """Return a value as a type hint wants it.

    Parameters
    ----------
    name : str
        What the value is called where it was given.
    value : object
        Anything.
    hint : type hint
        What it must fit.

    Returns
    -------
    object
        The value; numpy's numbers become Python's, and lists and arrays tuples where the hint is a sequence.

    Raises
    ------
    ArgumentError
        If it does not fit.

    Examples
    --------
    >>> check("blocks", [6, 12], Sequence[int])
    (6, 12)
    """
    found = reader(hint)(value)
    if found is MISFIT:
        raise ArgumentError(fault(name, value, hint))
    return found


def check_fields(part: Any) -> list[str]:
    """Return what is wrong with the fields of a dataclass, each by its own rule.

    A field gets its value as its hint wants it: lists become tuples where it is a tuple, as in values read from JSON,
    and numpy's numbers become Python's.

    Parameters
    ----------
    part : dataclass instance
        Its type hints say the rules: `Count`, `Share`, `Rate`, ``bool``, ``int``, ``str``, a ``Literal``, a
        tuple or union of these, or a class.

    Returns
    -------
    list of str
        One sentence for each field with a wrong value.
    """
    faults = []
    hints = hints_of(type(part))  # type: ignore[arg-type]  # a class has a hash, whatever its objects have
    for field in fields(part):
        value = getattr(part, field.name)
        read = reader(hints[field.name])(value)
        if read is MISFIT:
            faults.append(fault(field.name, value, hints[field.name]))
        elif read is not value:
            object.__setattr__(part, field.name, read)
    return faults


@lru_cache(maxsize=1024)
def hints_of(kind: type) -> Mapping[str, Any]:
    """Return the type hints of the fields of a class with their rules, looked up once for all its objects."""
    return MappingProxyType(typing.get_type_hints(kind, include_extras=True))


def fits(value: object, hint: Any) -> bool:
    """Return whether a value follows the rule of a type hint.

    Examples
    --------
    >>> fits(3, int), fits(True, int), fits([1, 2], tuple[int, int]), fits(float("nan"), float)
    (True, False, True, False)
    """
    return reader(hint)(value) is not MISFIT


def fault(name: str, value: object, hint: Any) -> str:
    """Say what is wrong with a value that does not fit.

    Parameters
    ----------
    name : str
        What the value is called where it was given.
    value : object
        It does not fit.
    hint : type hint
        What it should fit.

    Returns
    -------
    str
        The place, the rule and the value; where the hint is a class that knows what makes one of the value
        (``_made_from``), that too.

    Examples
    --------
    >>> fault("hops", 1.5, int)
    'hops must be a whole number, got 1.5'
    >>> fault("blocks", (6, None), Sequence[int] | None)
    'blocks[1] must be a whole number, got None'
    """
    choices = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    for choice in choices:
        item_hint = _item_hint(choice)
        if item_hint is not None and isinstance(value, Sequence) and not isinstance(value, str | bytes):
            for place, item in enumerate(value):
                if not fits(item, item_hint):
                    return fault(f"{name}[{place}]", item, item_hint)
    return misfit(name, value, hint)


def _item_hint(hint: Any) -> Any:
    """Return the hint of each item where a hint is a sequence of any length; else None."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return inner[0] if inner[-1] is Ellipsis else None
    return inner[0] if origin in (list, Sequence, Collection, Iterable) else None
