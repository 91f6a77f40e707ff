"""What a plan takes from the attributes of nodes and edges."""

import math
from functools import cached_property
from typing import get_args

from skipgraph.plan.spec import BLOCKS_OF, Block, Features
from skipgraph.topology import Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["Attributes", "Part"]

Part = tuple[int, int]
"""The channels of a feature that an edge carries: the first one, and the one behind the last."""

_COUNTS = ("width", "growth", "inner_width", "kernel", "groups")
_SIDES = ("first", "last")
_LARGEST = 2.0**127  # a float32


class Attributes:
    """The attributes of a topology that a plan understands.

    Of nodes: ``width``, ``growth``, ``inner_width``, ``kernel``, ``groups``, ``block`` and, where the features are
    sequences, ``sublayer``. Of edges: ``channels``,
    how many of the source's channels the edge carries; or ``share``, which share of them; and ``side``, whether these
    are the first or the last ones; and ``initial_weight``, where the weight of the edge starts in a weighted join. All
    others are left alone.

    Parameters
    ----------
    topology : Topology
        The graph.
    features : {"images", "vectors", "sequences"}
        What nodes make, which says the blocks there are.
    """

    def __init__(self, topology: Topology, features: Features = "images") -> None:
        self.topology, self.features = topology, features

    def count(self, key: str, node: int) -> int | None:
        """Return the whole number that a node has for `key`, if any."""
        column = self.topology.node_attributes.get(key)
        value = None if column is None else column[node]
        return value if isinstance(value, int) else None

    def block(self, node: int) -> Block | None:
        """Return the block of a layer, if it has its own."""
        for key in ("block", "sublayer") if self.features == "sequences" else ("block",):
            column = self.topology.node_attributes.get(key)
            if column is not None and column[node] is not None:
                return column[node]  # type: ignore[return-value]  # once checked
        return None

    def part(self, source: int, node: int, width: int) -> Part | None:
        """Return which of the `width` channels of `source` an edge to `node` carries; None for all.

        A share is rounded to whole channels, half a channel up for the first ones and down for the last, so that shares
        that sum to one split a feature; at least one channel is carried.
        """
        place = self._places.get((source, node))
        if place is None:
            return None
        edges = self.topology.edge_attributes
        channels, share, side = (edges[key][place] if key in edges else None for key in ("channels", "share", "side"))
        last = side == "last"
        if isinstance(channels, int):
            count = channels
        elif isinstance(share, int | float):
            # rounded first, as 1 - 0.9 is not quite 0.1
            count = width - _half_up((1 - share) * width) if last else _half_up(share * width)
            count = max(1, count)
        else:
            return None
        if count == width:
            return None
        return (width - count, width) if last else (0, count)

    def initial_weights(self, node: int) -> tuple[float, ...] | None:
        """Return where the weights of the edges into a node start; None where none of them says so.

        An edge that does not say starts as in a mean.
        """
        column = self.topology.edge_attributes.get("initial_weight")
        if column is None:
            return None
        start, stop = self.topology.indptr[node : node + 2].tolist()
        values = column[start:stop]
        if all(value is None for value in values):
            return None
        return tuple(float(value) if isinstance(value, int | float) else 1 / len(values) for value in values)

    @cached_property
    def _places(self) -> dict[tuple[int, int], int]:
        """Where each edge stands in the columns, if there are any for it to be read from."""
        if not {"channels", "share"} & set(self.topology.edge_attributes):
            return {}
        return {(source, node): place for place, (source, node) in enumerate(self.topology.edges().tolist())}

    def faults(self, *, softmax: bool = False) -> list[str]:
        """Return what is wrong with the attributes of live nodes and of the edges into them.

        Where weights are a `softmax`, they start above zero.
        """
        live = self.topology.live.tolist()
        nodes, edges = self.topology.node_attributes, self.topology.edge_attributes
        found = []
        for key in _COUNTS:
            for node, value in enumerate(nodes.get(key, ())):
                if live[node] and value is not None and not _is_count(value):
                    found.append(f"{self._name(node)} has {key} {value!r}: must be a whole number from 1")
                elif live[node] and key == "kernel" and isinstance(value, int) and value % 2 == 0:
                    found.append(f"{self._name(node)} has kernel {value!r}: must be odd")
        for key in ("block", "sublayer") if self.features == "sequences" else ("block",):
            for node, block in enumerate(nodes.get(key, ())):
                if live[node] and block is not None and block not in BLOCKS_OF[self.features]:
                    rule = f"must be one of {_listed(BLOCKS_OF[self.features])}"
                    if block in get_args(Block):
                        rule += f", as the features are {self.features}"
                    found.append(f"{self._name(node)} has {key} {block!r}: {rule}")
        for key, holds, rule in (
            ("channels", _is_count, "a whole number from 1"),
            ("share", _is_share, "above 0 and at most 1"),
            ("side", lambda value: value in _SIDES, f"one of {_listed(_SIDES)}"),
            (
                "initial_weight",
                _is_positive if softmax else _is_number,
                "a number above 0, as edge_weights are a softmax" if softmax else "a finite number",
            ),
        ):
            for (source, node), value in zip(self.topology.edges().tolist(), edges.get(key, ()), strict=False):
                if live[node] and value is not None and not holds(value):
                    edge = f"the edge from {self._name(source)} to {self._name(node)}"
                    found.append(f"{edge} has {key} {value!r}: must be {rule}")
        return found

    def _name(self, node: int) -> str:
        label = self.topology.labels[node]
        return f"node {node}" if label == node else f"node {node} ({label!r})"


def _half_up(value: float) -> int:
    return math.floor(round(value, 6) + 0.5)


def _is_count(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_share(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST  # not so if nan


def _is_positive(value: Scalar) -> bool:
    return isinstance(value, int | float) and _is_number(value) and value > 0


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(map(repr, choices))
