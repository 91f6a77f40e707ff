"""select: the modules that a user names by class or by name."""

import difflib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind

__all__ = ["Selector", "class_path", "select"]

Selector = str | type[nn.Module] | Sequence[str | type[nn.Module]]
"""A class or its name, a module's qualified name or the end of it (``*`` for any letters but dots), or several."""


def class_path(kind: type) -> str:
    """Return the full name of a class."""
    return f"{kind.__module__}.{kind.__qualname__}"


def select(
    classes: Mapping[str, Sequence[str]], selectors: Mapping[str, tuple[Selector | None, NodeKind]], what: str
) -> dict[str, NodeKind]:
    """Return what each chosen module is.

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
    dict of str to NodeKind
        By qualified name.

    Raises
    ------
    ArgumentError
        If a selector names no module or is none, or two options name one module.

    Examples
    --------
    >>> select({"block1.conv": ["torch.nn.Conv2d"]}, {"stem": ("block*.conv", NodeKind.INPUT)}, "net")
    {'block1.conv': <NodeKind.INPUT: 0>}
    """
    chosen: dict[str, str] = {}
    for option, (selector, _) in selectors.items():
        for one in _several(selector):
            if not isinstance(one, str) and not (isinstance(one, type) and issubclass(one, nn.Module)):
                raise ArgumentError(f"{option} must be module classes or names, got {one!r}")
            # a whole name means that module alone
            names = [one] if isinstance(one, str) and one in classes else []
            names = names or [name for name, bases in classes.items() if name and _matches(one, name, bases)]
            if not names:
                shown = one if isinstance(one, str) else one.__name__
                raise ArgumentError(f"{option}={shown!r} names no module of {what}{_nearest(shown, classes)}")
            for name in names:
                if chosen.setdefault(name, option) != option:
                    raise ArgumentError(f"{name} is named by both {chosen[name]} and {option}")
    return {name: selectors[option][1] for name, option in chosen.items()}


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
