"""Chosen modules that make no node: each is refused, none is left out in silence."""

from collections.abc import Collection, Sequence

from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind
from skipgraph.tracing.node_drafts import Draft
from skipgraph.tracing.run_values import Run, module_of
from skipgraph.tracing.selectors import Choice

__all__ = ["check_choices", "silent_modules"]

_SHOWN = 4


def silent_modules(chosen: Collection[str], drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the chosen modules in which no draft but a merge was made.

    Parameters
    ----------
    chosen : collection of str
        Qualified names.
    drafts : sequence of Draft
        Those of a run.

    Returns
    -------
    frozenset of str
        Qualified names, some of `chosen`.
    """
    heard = {module_of(call) for draft in drafts if draft.kind != NodeKind.MERGE for call in draft.calls}
    return frozenset(chosen) - heard


def check_choices(choices: Sequence[Choice], silent: frozenset[str], run: Run) -> None:
    """Refuse a selector whose modules make no node.

    Of the modules that one selector chooses, some need not be called, as the auxiliary heads of a class in eval mode.

    Parameters
    ----------
    choices : sequence of Choice
        What the user chose.
    silent : frozenset of str
        Qualified names of the chosen modules that make no node.
    run : Run
        In which they made none.

    Raises
    ------
    ArgumentError
        It names the selectors, and those of their modules that make no node.
    """
    called = {module_of(call) for value in run.values for call in value.calls}
    faults = []
    for choice in choices:
        mute = [name for name in choice.modules if name in silent]
        some_speak = len(mute) < len(choice.modules)
        idle = [name for name in mute if name in called]
        absent = [name for name in mute if name not in called and not some_speak]
        if idle:
            faults.append(f"{choice.option}={choice.shown!r}: {_listed(idle)} makes nothing of the features it reads")
        if absent:
            faults.append(
                f"{choice.option}={choice.shown!r}: {_listed(absent)} is not called, or returns what it reads"
            )
    if faults:
        raise ArgumentError(f"a chosen module must make a node; {'; '.join(faults)}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
