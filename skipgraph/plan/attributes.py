"""What a plan takes from the attributes of nodes and edges."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

from skipgraph.arguments import Kernel, Padding, Share, fits, hints_of, rule_of
from skipgraph.plan import blocks
from skipgraph.plan.blocks import Block
from skipgraph.plan.part import Part, like, part_name
from skipgraph.plan.spec import NetworkSpec
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["Attributes", "ChannelRange"]

ChannelRange = tuple[int, int]
"""The channels of a feature that an edge carries: the number of the first one, and the number after the last one."""

_WIDTHS = ("width", "growth")
# these override fields of a layer's block, or of the stem
_OVERRIDES = ("inner_width", "kernel", "padding", "dilation", "groups")
_P = TypeVar("_P", bound=Part)
_Rule = tuple[str, Callable[[Scalar], bool], str]
_SIDES = ("first", "last")
_LARGEST = 2.0**127  # a float32


class Attributes:
    """The attributes of a topology that a plan understands.

    Nodes have ``width``, ``growth``, ``inner_width``, ``kernel``, ``padding``, ``dilation``, ``groups``, ``block`` and,
    where the features are sequences, ``sublayer``. Edges have ``channels``, how many of the source's channels the edge
    carries, or ``share``, which share of them; ``side``, whether these are the first or the last ones; and
    ``initial_weight``, where the weight of the edge starts in a weighted join. A plan ignores all other attributes.

    Parameters
    ----------
    topology : Topology
        The graph.
    spec : NetworkSpec
        What they override.
    """

    def __init__(self, topology: Topology, spec: NetworkSpec) -> None:
        self.topology, self.spec = topology, spec
        self._of_nodes = {
            key: column for key, column in topology.node_attributes.items() if any(v is not None for v in column)
        }

    def count(self, key: str, node: int) -> int | None:
        """Return the whole number that a node has for `key`, if any."""
        column = self._of_nodes.get(key)
        value = None if column is None else column[node]
        return value if isinstance(value, int) else None

    def block(self, node: int) -> Block:
        """Return the block of a layer: the one it names or else the spec's, with the fields that it overrides."""
        return self.overridden(self._named_block(node), node)

    def _named_block(self, node: int) -> Block:
        name = self._block_name(node)
        return self.spec.block if name is None else like(blocks.CATALOG[str(name)], self.spec.block)

    def overridden(self, part: _P, node: int) -> _P:
        """Return a part of the spec with the fields that a node overrides."""
        changes = {
            key: value for key in _OVERRIDES if part.has(key) and (value := self._override(key, node)) is not None
        }
        return replace(part, **changes) if changes else part

    def _override(self, key: str, node: int) -> int | tuple[int, int] | None:
        column = self._of_nodes.get(key)
        value = None if column is None else _sides(column[node])
        return value if isinstance(value, int | tuple) else None

    def _block_name(self, node: int) -> Scalar:
        for key in self.spec.features.block_attributes:
            column = self._of_nodes.get(key)
            if column is not None and column[node] is not None:
                return column[node]
        return None

    def part(self, source: int, node: int, width: int) -> ChannelRange | None:
        """Return which of the `width` channels of `source` an edge to `node` carries; None for all.

        A share is rounded to whole channels, half a channel up on the first side and down on the last, so that two
        shares that sum to one split a feature. An edge carries at least one channel.
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
        """The position of each edge in the columns of attributes; empty where no edge carries a part of its source."""
        if not {"channels", "share"} & set(self.topology.edge_attributes):
            return {}
        return {(source, node): place for place, (source, node) in enumerate(self.topology.edges().tolist())}

    def faults(self) -> list[str]:
        """Return what is wrong with the attributes of live nodes and of the edges into them."""
        live = self.topology.live.tolist()
        found = [
            f"{self._name(node)} has {key} {value!r}: must be {rule}"
            for key, holds, rule in self._node_rules()
            for node, value in enumerate(self._of_nodes.get(key, ()))
            if live[node] and value is not None and not holds(value)
        ]
        found += self._kernel_faults(live)
        for key, holds, rule in self._edge_rules():
            column = self.topology.edge_attributes.get(key, ())
            for (source, node), value in zip(self.topology.edges().tolist(), column, strict=False):
                if live[node] and value is not None and not holds(value):
                    edge = f"the edge from {self._name(source)} to {self._name(node)}"
                    found.append(f"{edge} has {key} {value!r}: must be {rule}")
        return found or list(self._left_out(live))

    def _node_rules(self) -> Iterator[_Rule]:
        """Yield each attribute of nodes, whether a value follows its rule, and the rule in words."""
        for key in (*_WIDTHS, "inner_width", "dilation", "groups"):
            yield key, _is_count, "a whole number from 1"
        yield "padding", lambda value: fits(value, Padding), rule_of(Padding)
        features = self.spec.features
        names = [name for name, kind in blocks.CATALOG.items() if features in kind.features]
        for key in features.block_attributes:
            yield key, names.__contains__, f"one of {_listed(names)}, as the features are {features.name()}"

    def _kernel_faults(self, live: list[bool]) -> Iterator[str]:
        """Yield the kernels that break the rule of the part that they override."""
        for node, value in enumerate(self._of_nodes.get("kernel", ())):
            if not live[node] or value is None:
                continue
            rule = self._kernel_rule(node)
            if not fits(_sides(value), rule):
                yield f"{self._name(node)} has kernel {value!r}: must be {rule_of(rule)}"

    def _kernel_rule(self, node: int) -> Any:
        part: Part | None = None
        if self.topology.kinds[node] == NodeKind.INPUT:
            part = self.spec.stem
        elif self._block_name(node) in (None, *blocks.CATALOG):
            part = self._named_block(node)
        if part is None:
            return Kernel
        kind: type = type(part)
        return hints_of(kind).get("kernel", Kernel)

    def _edge_rules(self) -> Iterator[_Rule]:
        """Yield the same for the attributes of edges."""
        yield "channels", _is_count, "a whole number from 1"
        yield "share", lambda value: fits(value, Share), rule_of(Share)
        yield "side", _SIDES.__contains__, f"one of {_listed(_SIDES)}"
        if self.spec.join.edge_weights == "softmax":
            yield "initial_weight", _is_positive, "a number above 0, as edge_weights are a softmax"
        else:
            yield "initial_weight", _is_number, "a finite number"

    def _left_out(self, live: list[bool]) -> Iterator[str]:
        """Yield the overrides of fields that a layer's block does not have."""
        keys = [key for key in _OVERRIDES if key in self._of_nodes]
        layers = self.topology.nodes_of_kind(NodeKind.LAYER).tolist() if keys else []
        for node in filter(live.__getitem__, layers):
            block = self.block(node)
            for key in keys:
                value = self._of_nodes[key][node]
                if value is not None and not block.has(key):
                    kind = part_name(type(block))
                    yield f"{self._name(node)} has {key} {value!r}: its block {kind} has no such field"

    def _name(self, node: int) -> str:
        label = self.topology.labels[node]
        return f"node {node}" if label == node else f"node {node} ({label!r})"


def _sides(value: Scalar) -> Scalar | tuple[int, int]:
    """Return the height and width that a word such as ``"1x7"`` says; all else as it is."""
    sides = re.fullmatch(r"(\d+)x(\d+)", value) if isinstance(value, str) else None
    return value if sides is None else (int(sides[1]), int(sides[2]))


def _half_up(value: float) -> int:
    return math.floor(round(value, 6) + 0.5)


def _is_count(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST  # false for nan


def _is_positive(value: Scalar) -> bool:
    return isinstance(value, int | float) and _is_number(value) and value > 0


def _listed(choices: Sequence[str]) -> str:
    return ", ".join(map(repr, choices))
