"""Rules of values, said by their types: `Count` is an int from 1 on, and so are the other names here."""

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import Annotated, Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "Count",
    "FilePath",
    "Index",
    "Kernel",
    "NonNegative",
    "Numbers",
    "OddCount",
    "Padding",
    "Positive",
    "Probability",
    "Rate",
    "Repeats",
    "Rule",
    "Seed",
    "Share",
    "Steps",
]


@dataclass(frozen=True)
class Rule:
    """A rule in words, and a function that tells whether a value follows it.

    It stands in ``Annotated`` after the type; the function is asked only about values of that type.
    """

    words: str
    holds: Callable[[Any], bool]


def _are_numbers(values: object) -> bool:
    try:
        array = np.asarray(values)
    except Exception:  # a foreign object may refuse in any way
        return False
    return array.dtype.kind in "iuf" or array.size == 0


Count = Annotated[int, Rule("a whole number from 1", lambda value: value >= 1)]
"""A number of channels, layers, pixels and the like."""
FilePath = Annotated[str | PathLike[str], Rule("a path", lambda value: str(value) != "" and "\0" not in str(value))]
"""Where a file or folder is or shall be."""
Index = Annotated[int, Rule("a whole number from 0", lambda value: value >= 0)]
"""A number of nodes, stages and the like that may be 0."""
OddCount = Annotated[int, Rule("an odd whole number from 1", lambda value: value >= 1 and value % 2 == 1)]
"""The side of a convolution that keeps the size."""
Kernel = Annotated[
    int | tuple[int, int],
    Rule(
        "an odd whole number from 1, or two of them",
        lambda value: all(side >= 1 and side % 2 == 1 for side in (value if isinstance(value, tuple) else (value,))),
    ),
]
"""Height and width of a convolution that keeps the size; one number is both."""
Padding = Index
"""Zeros around an image, in pixels."""
Positive = Annotated[float, Rule("a finite number above 0", lambda value: value > 0)]
"""A factor or a time."""
Probability = Annotated[float, Rule("a number from 0 to 1", lambda value: 0 <= value <= 1)]
"""How likely something is."""
Repeats = Annotated[int, Rule("a whole number from 1 to 10000", lambda value: 1 <= value <= 10_000)]
"""How often something random is drawn."""
Steps = Annotated[int, Rule("a whole number from 0 to 10**9", lambda value: 0 <= value <= 10**9)]
"""How long a search goes on."""
Share = Annotated[float, Rule("above 0 and at most 1", lambda value: 0 < value <= 1)]
"""A part of a whole, which is not nothing."""
NonNegative = Annotated[float, Rule("a finite number of at least 0", lambda value: value >= 0)]
"""A penalty or a cost."""
Rate = Annotated[float, Rule("from 0 and below 1", lambda value: 0 <= value < 1)]
"""A probability, as of a dropout."""
Numbers = Annotated[ArrayLike, Rule("a number or an array of numbers", _are_numbers)]
"""What numpy makes an array of numbers of."""
Seed = Annotated[int, Rule("a whole number from 0", lambda value: value >= 0)] | np.random.Generator
"""What random numbers are drawn from: a seed, or a generator that goes on."""
