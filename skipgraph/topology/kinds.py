"""The vocabulary of nodes: their kinds and how they join what they read."""

from enum import IntEnum

__all__ = ["Aggregation", "NodeKind", "Scalar"]

Scalar = str | int | float | bool | None


class NodeKind(IntEnum):
    """What a node does with the features it reads."""

    INPUT = 0
    LAYER = 1
    MERGE = 2
    TRANSITION = 3
    OUTPUT = 4


class Aggregation(IntEnum):
    """How a node joins the features it reads."""

    CONCAT = 0
    SUM = 1
    MEAN = 2
    WEIGHTED = 3
    GATED = 4
