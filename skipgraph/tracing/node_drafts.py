"""Drafts of nodes: the layers and merges of a run, before those of a chosen module become one."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from torch import nn

from skipgraph.nn.step_module import StepModule
from skipgraph.plan import PlanStep
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.tracing.operation_names import DIVISIONS, GATES, LAYERS, PASSING, PRODUCTS, SUMS
from skipgraph.tracing.run_values import Run, Value, module_of

__all__ = ["Draft", "draft_nodes"]

_OWN = object()  # the label of what is named after its module; any other value may be a label


@dataclass(slots=True)
class Draft:
    """A node in the making: a layer, a merge or an input of a run.

    Parameters
    ----------
    kind : NodeKind
        An input, a layer, a merge or, from a compiled network, any.
    label : hashable
        What it will be called.
    reads : set of int
        Drafts, by position.
    aggregation : Aggregation
        How it joins what it reads.
    calls : tuple of str
        The calls of modules it stands in, outermost first.
    size : int or None
        Pixels of what it makes; None for a vector or a sequence.
    stage : int or None
        Where a compiled network says it.
    """

    kind: NodeKind
    label: Hashable
    reads: set[int] = field(default_factory=set)
    aggregation: Aggregation = Aggregation.CONCAT
    calls: tuple[str, ...] = ()
    size: int | None = None
    stage: int | None = None


class _Held(NamedTuple):
    """What a value holds.

    Parameters
    ----------
    drafts : tuple of int
        The drafts whose features it holds, ascending; none if it is a weight or no tensor.
    is_weight : bool
        Whether it is made of weights only, be they learned or constant.
    is_learned : bool
        Whether there are parameters among those weights.
    origin : int
        The value that joined the drafts, if there are several.
    stacked : int or None
        The dimension along which they are stacked.
    """

    drafts: tuple[int, ...] = ()
    is_weight: bool = False
    is_learned: bool = False
    origin: int = -1
    stacked: int | None = None


def draft_nodes(
    run: Run,
    is_layer: Callable[[Value], bool],
    unit_of: Callable[[tuple[str, ...]], tuple[str, ...]],
    compiled: frozenset[str],
) -> tuple[list[Draft], list[int]]:
    """Draft the layers and merges of a run, and who reads whom.

    What is concatenated is read piece by piece, so a concat is a node only where a sum, a product or nothing reads it.

    Parameters
    ----------
    run : Run
        What a forward pass made.
    is_layer : callable
        Whether a value is a layer, whatever its name.
    unit_of : callable
        The calls down to the one that becomes one node, if there is such a one among them.
    compiled : frozenset of str
        Qualified names of compiled networks, whose joins stand in their steps; ``""`` is the module itself.

    Returns
    -------
    drafts : list of Draft
        Each after what it reads.
    results : list of int
        Those that hold what the pass returns.
    """
    drafter = _Drafter(run, is_layer, unit_of, compiled)
    for position, value in enumerate(run.values):
        drafter.channels_last.append(drafter.puts_channels_last(value))
        drafter.held.append(drafter.draft(position))
    if "" in compiled:
        # dead nodes were left out when it was compiled
        return drafter.drafts, [place for place, draft in enumerate(drafter.drafts) if draft.stage is not None]
    results = [drafter.single(drafter.held[position]) for position in run.results if drafter.held[position].drafts]
    return drafter.drafts, list(dict.fromkeys(results))


class _Drafter:
    def __init__(
        self,
        run: Run,
        is_layer: Callable[[Value], bool],
        unit_of: Callable[[tuple[str, ...]], tuple[str, ...]],
        compiled: frozenset[str],
    ) -> None:
        self.run, self.is_layer, self.unit_of, self.compiled = run, is_layer, unit_of, compiled
        self.drafts: list[Draft] = []
        self.held: list[_Held] = []
        self.channels_last: list[bool] = []  # whether the pixels of a value stand before its channels
        self.made: dict[int, int] = {}  # value that made a merge -> the merge
        self.concats: dict[tuple[int, ...], int] = {}
        self.n_readers = Counter(run.results)
        for value in run.values:
            self.n_readers.update(value.made_of)

    def draft(self, position: int) -> _Held:
        """Return what the value at `position` holds, and draw the node that it is, if it is one."""
        value = self.run.values[position]
        parts = [self.held[source] for source in value.made_of]
        held = tuple(sorted({one for part in parts for one in part.drafts}))
        if isinstance(value.module, StepModule):
            return self._step(position, value.module.step, held)
        if value.name == "input":
            return self._add(NodeKind.INPUT, position, (), label=value.label)
        if not held:
            return _Held(
                is_weight=value.name == "weight" or (bool(parts) and all(part.is_weight for part in parts)),
                is_learned=value.is_learned or any(part.is_learned for part in parts),
            )
        if self.is_layer(value) or self._transforms(value, parts):
            return self._add(NodeKind.LAYER, position, held)
        if self._is_in_compiled(value):
            return _Held(held, origin=position)
        different = {part.drafts for part in parts if part.drafts}
        if len(different) > 1:
            return self._join(position, value, parts, held)
        return self._pass(position, value, next(part for part in parts if part.drafts))

    def puts_channels_last(self, value: Value) -> bool:
        """Whether the channels of a value are its last dimension, as those of a matrix are."""
        if value.name == "linear" or isinstance(value.module, nn.Linear):
            return True
        n_dims = len(value.shape or ())
        before = [
            self.channels_last[source]
            for source in value.made_of
            if self.held[source].drafts and len(self.run.values[source].shape or ()) == n_dims
        ]
        is_last = bool(before) and before[0] and not isinstance(value.module, nn.modules.conv._ConvNd)
        if value.name == "permute" and value.dim is not None:
            return value.dim % n_dims == (n_dims - 1 if is_last else 1)
        return is_last

    def pixels(self, position: int) -> int | None:
        """Return how many pixels the images of a value have, if it is of images; a single pixel is a vector."""
        shape = self.run.values[position].shape
        if shape is None or len(shape) not in (4, 5):
            return None
        n_pixels = prod(shape[1:-1] if self.channels_last[position] else shape[2:])
        return n_pixels if n_pixels > 1 else None

    def single(self, held: _Held) -> int:
        """Return one draft for what a value holds: if it holds several, a merge of them."""
        if len(held.drafts) == 1:
            return held.drafts[0]
        if held.drafts not in self.concats:
            self.concats[held.drafts] = self._add(NodeKind.MERGE, held.origin, held.drafts).drafts[0]
        return self.concats[held.drafts]

    def _transforms(self, value: Value, parts: list[_Held]) -> bool:
        """Whether a value is made of features by weights, so that it is a layer."""
        has_weight, is_learned = any(part.is_weight for part in parts), any(part.is_learned for part in parts)
        if value.name in LAYERS:
            return True
        if value.name == "scaled_dot_product_attention":  # of three features, what is left to be a weight is the mask
            return has_weight and sum(bool(part.drafts) for part in parts) < 3
        if value.name in PRODUCTS:
            return has_weight
        if value.name in GATES:
            return is_learned and value.is_complex  # a product of spectra is a convolution
        return is_learned and value.name not in PASSING

    def _is_in_compiled(self, value: Value) -> bool:
        return "" in self.compiled or any(module_of(call) in self.compiled for call in value.calls)

    def _join(self, position: int, value: Value, parts: list[_Held], held: tuple[int, ...]) -> _Held:
        if value.name in SUMS:
            aggregation = Aggregation.SUM
        elif value.name in GATES or value.name in PRODUCTS:
            aggregation = Aggregation.GATED
        else:
            stacked = (value.dim or 0) % len(value.shape or (1,)) if value.name == "stack" else None
            return _Held(held, origin=position, stacked=stacked)
        reads: set[int] = set()
        for source, part in zip(value.made_of, parts, strict=True):
            if not part.drafts:
                continue
            earlier = self._part_of(source, aggregation, value)
            if earlier is None:
                reads.add(self.single(part))
            else:  # a + b + c is one merge of three
                reads |= self.drafts[earlier].reads
                self.drafts[earlier].reads = set()
        made = self._add(NodeKind.MERGE, position, tuple(reads), aggregation=aggregation)
        self.made[position] = made.drafts[0]
        return made

    def _part_of(self, source: int, aggregation: Aggregation, value: Value) -> int | None:
        """Return the merge at `source` if it is only a part of the one that `value` makes."""
        merge = self.made.get(source)
        if merge is None or self.n_readers[source] > 1:
            return None
        draft = self.drafts[merge]
        return merge if draft.aggregation == aggregation and draft.calls == value.calls else None

    def _pass(self, position: int, value: Value, part: _Held) -> _Held:
        """Pass on what one value holds; a stack or a sum may turn out to be a mean."""
        source = next(source for source in value.made_of if self.held[source].drafts == part.drafts)
        shape = self.run.values[source].shape
        if value.name in ("mean", "sum") and value.dim is not None and shape and value.dim % len(shape) == part.stacked:
            aggregation = Aggregation.MEAN if value.name == "mean" else Aggregation.SUM
            made = self._add(NodeKind.MERGE, position, part.drafts, aggregation=aggregation)
            self.made[position] = made.drafts[0]
            return made
        merge = self.made.get(source)
        if merge is not None and self.n_readers[source] == 1:
            self._turn(position, value, merge)
        size = self.pixels(position)
        if len(part.drafts) == 1 and size is not None:
            draft, unit = self.drafts[part.drafts[0]], self.unit_of(value.calls)
            # what the same call of a module makes of it later, as by pooling
            if draft.kind == NodeKind.LAYER and unit and self.unit_of(draft.calls) == unit:
                draft.size = size
        return _Held(part.drafts, origin=part.origin)

    def _turn(self, position: int, value: Value, merge: int) -> None:
        """Turn a sum that is divided by the number of its terms into a mean; look for more factors of a product."""
        draft = self.drafts[merge]
        if draft.aggregation == Aggregation.GATED:  # softmax(q @ k) @ v is one
            self.made[position] = merge
        share = 1 / value.number if value.name in DIVISIONS and value.number else value.number
        is_scaled = value.name in GATES and draft.aggregation == Aggregation.SUM
        if is_scaled and share and abs(share * len(draft.reads) - 1) < 1e-6:
            draft.aggregation = Aggregation.MEAN

    def _step(self, position: int, step: PlanStep, held: tuple[int, ...]) -> _Held:
        if step.kind == "head" and "" not in self.compiled:  # in a larger network, others may read it
            return self._head_inside(position, step, held)
        if step.node is None:  # a transport or a projection passes a feature on; a head without a node ends it
            return _Held(held, origin=position)
        kinds: dict[str, NodeKind] = {
            "stem": NodeKind.INPUT,
            "layer": NodeKind.LAYER,
            "merge": NodeKind.MERGE,
            "transition": NodeKind.TRANSITION,
            "head": NodeKind.OUTPUT,
        }
        kind = kinds[step.kind]
        if kind == NodeKind.INPUT:
            # the input of a compiled network is its stem; after other layers, the stem is a layer
            if all(self.drafts[one].kind == NodeKind.INPUT for one in held):
                held = ()
            else:
                kind = NodeKind.LAYER
        made = self._add(kind, position, held, label=step.label, aggregation=step.aggregation)
        self.drafts[-1].stage = step.stage
        return made

    def _head_inside(self, position: int, step: PlanStep, held: tuple[int, ...]) -> _Held:
        label = self.run.values[position].calls[-1]
        if step.operations:
            return self._add(NodeKind.LAYER, position, held, label=label, aggregation=step.aggregation)
        if len(held) > 1 and step.aggregation != Aggregation.CONCAT:
            return self._add(NodeKind.MERGE, position, held, label=label, aggregation=step.aggregation)
        return _Held(held, origin=position)

    def _add(
        self,
        kind: NodeKind,
        position: int,
        reads: tuple[int, ...],
        *,
        label: Hashable = _OWN,
        aggregation: Aggregation = Aggregation.CONCAT,
    ) -> _Held:
        value = self.run.values[position]
        if label is _OWN:
            owner = module_of(value.calls[-1]) if value.calls else ""
            is_layer = owner in self.run.layers or value.name == "layer"
            label = owner if owner and is_layer else f"{owner}.{value.name}".lstrip(".")
        self.drafts.append(Draft(kind, label, set(reads), aggregation, value.calls, self.pixels(position)))
        return _Held((len(self.drafts) - 1,))
