"""The words of a topology: kinds of nodes, ways to join features, attribute values and provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

__all__ = ["Aggregation", "NodeKind", "Provenance", "Scalar"]

Scalar = str | int | float | bool | None


class NodeKind(IntEnum):
    """What a node does with the features it reads."""

    INPUT = 0
    LAYER = 1
    MERGE = 2
    TRANSITION = 3
    OUTPUT = 4


class Aggregation(IntEnum):
    """How a node joins the features that it reads."""

    CONCAT = 0
    SUM = 1
    MEAN = 2
    WEIGHTED = 3
    GATED = 4


@dataclass(frozen=True)
class Provenance:
    """Where a topology came from.

    Parameters
    ----------
    pattern : str
        Name of the rule that drew the edges.
    arguments : mapping of str to value
        The arguments of that rule; values are JSON scalars or tuples of them.
    paper : str
        Citation of the rule.
    """

    pattern: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    paper: str = ""
