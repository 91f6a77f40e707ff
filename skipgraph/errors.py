"""The errors that skipgraph raises: the class says what kind of failure, the text says rule, value and place."""

from collections.abc import Sequence
from typing import Self

__all__ = ["ArgumentError", "FormatError", "MemoryLimitError", "PlanError", "SkipgraphError", "TopologyError"]

_SHOWN_FAULTS = 12


class SkipgraphError(Exception):
    """Any failure that skipgraph foresees; catch this to catch them all."""


class ArgumentError(SkipgraphError, ValueError):
    """An argument breaks a rule of the function it was given to."""


class FormatError(SkipgraphError, ValueError):
    """A file or object cannot be read as what it claims to be, or cannot be written in that format."""


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
        # an exception is made again from its args, here the message alone: without this no process could pass it on
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
