"""The errors and warnings of skipgraph: the class says what kind of failure, the text says rule, value and place."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Self

__all__ = [
    "ArgumentError",
    "FormatError",
    "FormatWarning",
    "MemoryLimitError",
    "PlanError",
    "SkipgraphError",
    "TopologyError",
    "did_you_mean",
]

_SHOWN_FAULTS = 12


class SkipgraphError(Exception):
    """Any failure that skipgraph foresees; catch this to catch them all."""


class ArgumentError(SkipgraphError, ValueError):
    """An argument breaks a rule of the function it was given to."""


class FormatError(SkipgraphError, ValueError):
    """A file or object cannot be read as what it claims to be, or cannot be written in that format."""


class FormatWarning(UserWarning):
    """A file was read, but something in it was left out or had to be guessed."""


class MemoryLimitError(SkipgraphError, MemoryError):
    """Work needs more memory than is available; raised before anything is allocated."""


class _FaultsError(SkipgraphError, ValueError):
    """A thing with one or more faults, all of which are listed."""

    def __init__(self, what: str, faults: Sequence[str]) -> None:
        self.what = what
        self.faults = tuple(faults)
        shown = list(self.faults[:_SHOWN_FAULTS])
        if len(self.faults) > len(shown):
            shown.append(f"and {len(self.faults) - len(shown)} more")
        super().__init__(f"{what}: " + "; ".join(shown))

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[str, ...]], dict[str, object]]:
        # pickle makes an exception from its args, here only the message; without this, no process could pass it on
        return type(self), (self.what, self.faults), self.__dict__


class TopologyError(_FaultsError):
    """A graph is not a topology.

    Attributes
    ----------
    what : str
        What was refused, the beginning of the message.
    faults : tuple of str
        Every fault found, one sentence each; the message shows the first dozen.
    """


class PlanError(_FaultsError):
    """A topology and its widths do not fit together.

    Attributes
    ----------
    what : str
        What was refused, the beginning of the message.
    faults : tuple of str
        Every conflict found, one sentence each; the message shows the first dozen.
    """


def did_you_mean(word: str, known: Iterable[str], *, most: int = 1) -> str:
    """Ask whether a near word was meant.

    Parameters
    ----------
    word : str
        What is unknown.
    known : iterable of str
        What it may have been; case, hyphens and underscores make no difference.
    most : int
        How many words to name at most.

    Returns
    -------
    str
        A question for the end of a message; empty where no word is near.

    Examples
    --------
    >>> did_you_mean("Dense-nt", ["densenet", "resnet"])
    "did you mean 'densenet'?"
    >>> did_you_mean("vgg", ["densenet", "resnet"])
    ''
    """
    names = {_folded(name): name for name in known}
    near = difflib.get_close_matches(_folded(word), names, n=most, cutoff=0.5)
    return f"did you mean {' or '.join(repr(names[name]) for name in near)}?" if near else ""


def _folded(word: str) -> str:
    return word.lower().replace("-", "_")
