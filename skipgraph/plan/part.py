"""Part: what the parts of a network's spec have in common."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from skipgraph.arguments import check_fields, checked
from skipgraph.errors import ArgumentError
from skipgraph.plan.features import Features, Images

__all__ = ["Part", "catalogue", "like", "part_name"]

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a network's spec: a frozen dataclass, whose fields are checked by the rules of their types.

    Attributes
    ----------
    features : tuple of type
        The kinds of features that it works on.

    Raises
    ------
    ArgumentError
        If a field breaks its rule; the error lists all of them.
    """

    features: ClassVar[tuple[type[Features], ...]] = (Images,)

    def __post_init__(self) -> None:
        faults = check_fields(self)
        if faults:
            raise ArgumentError(f"not a {part_name(type(self))}: " + "; ".join(faults))

    def has(self, name: str) -> bool:
        """Return whether there is a field of this name."""
        return any(field.name == name for field in fields(self))


def like(kind: type[_T], other: Any) -> _T:
    """Return an object of a class that takes over the fields of another object; fields that it lacks have defaults.

    Parameters
    ----------
    kind : type
        A dataclass.
    other : dataclass instance
        Where values come from.

    Returns
    -------
    object
        Of the class.

    Examples
    --------
    >>> from skipgraph.plan.blocks import Basic, Bottleneck
    >>> like(Basic, Bottleneck(dropout=0.2, width=2)).dropout
    0.2
    """
    own = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    return kind(**{field.name: getattr(other, field.name) for field in fields(other) if field.name in own})


def part_name(kind: type) -> str:
    """Return the name of a part on the command line and in files: the name of its class in snake case.

    Examples
    --------
    >>> from skipgraph.plan.blocks import ConvNormRelu
    >>> part_name(ConvNormRelu)
    'conv_norm_relu'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.__name__).lower()


@checked
def catalogue(base: type, names: Mapping[str, Any]) -> dict[str, type[Any]]:
    """Return the parts that a module imports, by their names on the command line and in files.

    Parameters
    ----------
    base : type
        Their common base class, which is not one of them.
    names : mapping of str to object
        The ``globals()`` of the module.

    Returns
    -------
    dict of str to type
        In the order of `names`.
    """
    return {
        part_name(kind): kind
        for kind in names.values()
        if isinstance(kind, type) and issubclass(kind, base) and kind is not base
    }
