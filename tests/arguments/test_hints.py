"""Hints as rules: what fits, what is said of what does not."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from skipgraph.arguments import FilePath, Numbers, OddCount, Positive, Probability, Rate, Share, fits, rule_of
from skipgraph.arguments.showing import shown
from skipgraph.topology import NodeKind


@pytest.mark.parametrize(
    ("hint", "right", "wrong"),
    [
        (Share, [1, 0.1], [0, 1.1, "1", None]),
        (Rate, [0, 0.9], [1, -0.1, float("nan")]),
        (Probability, [0, 1], [-0.1, 1.1]),
        (Positive, [3, 1e-9], [0, float("inf"), True]),
        (OddCount, [1, 3], [2, -1, 3.0]),
        (Numbers, [3, [1.5, 2], np.zeros(3)], ["x", None, [[1], [1, 2]], object()]),
        (FilePath, ["a", Path("a")], ["", "a\0b", 3, b"a"]),
        (str | PathLike[str], ["", Path("a")], [None, b"a"]),
        (tuple[int, int], [(1, 2), [1, 2]], [(1,), (1, "2"), 3]),
        (tuple[int, ...], [(1, 2), [1]], [(), "12", (1.5,)]),
        (dict[str, int], [{}, {"a": 1}], [{"a": "b"}, {1: 1}, []]),
        (Mapping[str, Any], [{"a": object()}], [3, [("a", 1)]]),
        (Callable[[int], int], [len, int], [3, "len"]),
        (type[int], [int, bool], [str, 3]),
        (NDArray[np.int64], [np.array([1]), np.array([1], np.int8)], [[1], np.array([1.5])]),
        (NDArray[np.float64], [np.array([1.5]), np.array([1])], [np.array(["a"])]),
        (Literal[18, 34], [18, np.int64(34)], [18.0, True, "18"]),
        (NodeKind, [NodeKind.MERGE, 2, np.uint8(2)], [5, True, "merge", 2.0]),
        (Sequence[int] | None, [None, [], (1,), range(3)], [3, "1", {1: 2}, {1}]),
        (Any, [object(), None], []),
    ],
)
def test_what_fits(hint, right, wrong):
    assert [value for value in right if not fits(value, hint)] == []
    assert [value for value in wrong if fits(value, hint)] == []


@pytest.mark.parametrize(
    ("hint", "rule"),
    [
        (int | None, "a whole number or None"),
        (Sequence[Share], "a sequence, each above 0 and at most 1"),
        (Sequence[Any], "a sequence"),
        (tuple[int, int], "2 values, each a whole number"),
        (Literal["a", 3], "one of a, 3"),
        (Callable[[int], int] | None, "a function or None"),
        (str | PathLike[str], "a string or a path"),
        (Mapping[str, int], "a mapping"),
        (type[NodeKind], "a class of NodeKind"),
        (NDArray[np.int64], "an array of numbers"),
        (np.random.Generator, "a Generator"),
    ],
)
def test_rules_in_words(hint, rule):
    assert rule_of(hint) == rule


def test_what_a_message_shows_of_a_value():
    class Loud:
        def __repr__(self):
            raise RuntimeError

    assert shown("x" * 200) == "'" + "x" * 96 + "..."
    assert shown(np.zeros((2, 2))) == "array([[0., 0.], [0., 0.]])"
    assert (shown(Loud()), shown(Loud), shown(-(10**5000))) == ("a Loud", "the class Loud", "a number of over 64 bits")
