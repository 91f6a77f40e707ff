"""The gate of every public function: what it takes is read by its own type hints, before any work."""

import functools
import inspect
import types
import typing
from collections.abc import Callable, Container, Mapping
from typing import Any, ParamSpec, TypeVar, cast

from skipgraph.arguments.hints import check
from skipgraph.arguments.readers import exact_types

__all__ = ["checked"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


def checked(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Let a function take only what its type hints allow.

    Parameters
    ----------
    function : callable
        A parameter without a hint takes anything, and so does ``Any``. Rules that a type cannot say, as of two
        arguments together, stay in the function.

    Returns
    -------
    callable
        The same function to all who ask for its name, signature, hints or docstring. Numpy's numbers reach it as
        Python's, and lists and arrays as tuples where a hint is a sequence. It raises `ArgumentError` for an argument
        that does not fit.

    Notes
    -----
    Hints are looked up at the first call. A call with arguments of plain classes costs less than a microsecond more.

    Examples
    --------
    >>> @checked
    ... def double(number: int) -> int:
    ...     return 2 * number
    >>> double(4)
    8
    >>> double("4")
    Traceback (most recent call last):
    skipgraph.errors.ArgumentError: number must be a whole number, got '4'
    """
    exact: list[Container[type]] = []  # for each positional parameter, once the hints are known
    gate: _Gate | None = None
    make = _Gate

    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        nonlocal gate
        if not kwargs and len(args) <= len(exact):
            for kinds, value in zip(exact, args, strict=False):
                if type(value) not in kinds:
                    break
            else:
                return function(*args, **kwargs)
        if gate is None:
            gate = make(function)
            exact.extend(gate.exact)
        taken, named = gate.read(args, kwargs)
        return function(*taken, **named)

    # with the names of the function's own module, so that doctest finds its examples there
    own = types.FunctionType(call.__code__, inspect.unwrap(function).__globals__, closure=call.__closure__)
    return cast(Callable[_P, _R], functools.wraps(function)(own))


class _Gate:
    """The readers of a function's parameters."""

    def __init__(self, function: Callable[..., Any]) -> None:
        hints = typing.get_type_hints(function, include_extras=True)
        self.places: list[str] = []
        self.rest: str | None = None
        self.hints: dict[str, Any] = {}
        self.exact: list[Container[type]] = []
        for name, parameter in inspect.signature(function).parameters.items():
            if name in hints and parameter.kind is not parameter.VAR_KEYWORD:
                self.hints[name] = hints[name]
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
                self.places.append(name)
                self.exact.append(exact_types(hints[name]) if name in hints else _AnyClass())
            elif parameter.kind is parameter.VAR_POSITIONAL:
                self.rest = name

    def read(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments as the hints want them; how many there are and their names is Python's to check."""
        n_more = len(args) - len(self.places)
        names = [*self.places, *[self.rest] * n_more]
        taken = [self._read_one(name, value) for name, value in zip(names, args, strict=False)]
        return [*taken, *args[len(names) :]], {name: self._read_one(name, value) for name, value in kwargs.items()}

    def _read_one(self, name: str | None, value: Any) -> Any:
        return check(name, value, self.hints[name]) if name is not None and name in self.hints else value


class _AnyClass:
    def __contains__(self, kind: object) -> bool:
        return True
