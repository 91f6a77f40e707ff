"""Which modules a user chooses by class or by name."""

import difflib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind
from skipgraph.tracing.layer_modules import class_path

__all__ = ["Choice", "Selector", "roles_of", "select"]

Selector = str | type[nn.Module] | Sequence[str | type[nn.Module]]
"""A class or its name, a module's qualified name or its end (``*`` for any letters except dots), or several."""


class Choice(NamedTuple):
    """What one selector of an option chooses.

    Parameters
    ----------
    option : str
        The option, such as ``"layers"``.
    shown : str
        The selector as the user wrote it.
    kind : NodeKind
        What the chosen modules are.
    modules : tuple of str
        Their qualified names; at least one.
    """

    option: str
    shown: str
    kind: NodeKind
    modules: tuple[str, ...]


def select(
    classes: Mapping[str, Sequence[str]], selectors: Mapping[str, tuple[Selector | None, NodeKind]], what: str
) -> list[Choice]:
    """Return which modules each selector chooses.

    Parameters
    ----------
    classes : mapping of str to sequence of str
        For each module, by its qualified name, the full names of its class and of that one's bases.
    selectors : mapping of str to (selector or None, NodeKind)
        For each option, what the user chose and what those modules are.
    what : str
        The network's name, for the error.

    Returns
    -------
    list of Choice
        One for each class or name, in the order of the options. No module is in the choices of two options.

    Raises
    ------
    ArgumentError
        If a selector names no module, or two options name one module.

    Examples
    --------
    >>> select({"block1.conv": ["torch.nn.Conv2d"]}, {"stem": ("block*.conv", NodeKind.INPUT)}, "net")
    [Choice(option='stem', shown='block*.conv', kind=<NodeKind.INPUT: 0>, modules=('block1.conv',))]
    """
    choices = [
        _choice(option, one, kind, classes, what)
        for option, (selector, kind) in selectors.items()
        for one in _several(selector)
    ]
    chosen_by: dict[str, str] = {}
    for choice in choices:
        for name in choice.modules:
            if chosen_by.setdefault(name, choice.option) != choice.option:
                raise ArgumentError(f"{name} is named by both {chosen_by[name]} and {choice.option}")
    return choices


def roles_of(choices: Sequence[Choice]) -> dict[str, NodeKind]:
    """Return what each chosen module is.

    Parameters
    ----------
    choices : sequence of Choice
        As `select` returns them.

    Returns
    -------
    dict of str to NodeKind
        By qualified name.
    """
    return {name: choice.kind for choice in choices for name in choice.modules}


def _choice(
    option: str, one: str | type[nn.Module], kind: NodeKind, classes: Mapping[str, Sequence[str]], what: str
) -> Choice:
    shown = one if isinstance(one, str) else one.__name__
    # a whole name means that module and no other
    names = [one] if isinstance(one, str) and one in classes else []
    names = names or [name for name, bases in classes.items() if name and _matches(one, name, bases)]
    if not names:
        raise ArgumentError(f"{option}={shown!r} names no module of {what}{_nearest(shown, classes)}")
    return Choice(option, shown, kind, tuple(names))


def _several(selector: Selector | None) -> Sequence[str | type[nn.Module]]:
    if selector is None:
        return ()
    return selector if isinstance(selector, Sequence) and not isinstance(selector, str) else (selector,)


def _matches(one: str | type, name: str, bases: Sequence[str]) -> bool:
    if not isinstance(one, str):
        return class_path(one) in bases
    if one == bases[0].rpartition(".")[2] or one == bases[0]:
        return True
    parts, pattern = name.split("."), one.split(".")
    return len(pattern) <= len(parts) and all(
        fnmatchcase(part, wanted) for part, wanted in zip(parts[-len(pattern) :], pattern, strict=True)
    )


def _nearest(text: str, classes: Mapping[str, Sequence[str]]) -> str:
    names = {bases[0].rpartition(".")[2] for name, bases in classes.items() if name}
    names |= set(classes) | {name.rpartition(".")[2] for name in classes}
    near = difflib.get_close_matches(text, sorted(names - {""}), n=1, cutoff=0.5)
    return f": did you mean {near[0]!r}?" if near else ""
