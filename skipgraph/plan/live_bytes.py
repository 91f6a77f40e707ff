"""What a network keeps in memory: tensors alive at each moment of a forward and of a backward pass."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from skipgraph.plan.operations import Operation, Shape
from skipgraph.plan.recompute import Recompute, recomputed_operations
from skipgraph.plan.schedule import last_uses
from skipgraph.plan.step import PlanStep, works_in_place
from skipgraph.topology import Aggregation

__all__ = ["BYTES_PER_VALUE", "live_bytes_inference", "live_bytes_training", "roots_of", "tensor_bytes"]

BYTES_PER_VALUE = 4
"""Bytes of a float32."""


def live_bytes_inference(program: Sequence[PlanStep]) -> tuple[int, ...]:
    """Return the most bytes alive while each step of a forward pass without gradients runs.

    Parameters
    ----------
    program : sequence of PlanStep
        In execution order.

    Returns
    -------
    tuple of int
        For one example in float32: what the network makes, without its weights, the image and the
        workspace of a convolution.
    """
    roots = roots_of(program)
    last = list(last_uses([step.reads for step in program]))
    for position in range(len(program) - 1, -1, -1):  # who merely passes a tensor on keeps it alive
        last[roots[position]] = max(last[roots[position]], last[position])
    alive = 0
    most: list[int] = []
    sizes = [0] * len(program)
    ends: list[list[int]] = [[] for _ in range(len(program) + 1)]
    for position in range(len(program)):
        if roots[position] == position:
            ends[last[position]].append(position)
    for position, step in enumerate(program):
        shapes = step.shapes
        peak = 0
        dropped = sum(sizes[done] for done in ends[position] if done != position)
        if step.joins:  # what is read here last is dropped once it is joined
            current = tensor_bytes(shapes[0])
            # a gated join makes a number and then a gate for each that it reads; others add up in place
            peak = alive + current * (2 * len(step.reads) if step.aggregation == Aggregation.GATED else 1)
        else:  # and what is not joined is dropped once the first operation is done
            current = dropped
        alive -= dropped
        peak = max(peak, alive + current)
        for place, shape in enumerate(shapes[1:]):
            if works_in_place(step, place) or step.operations[place][1].only_training:
                continue
            made = tensor_bytes(shape)
            inside = BYTES_PER_VALUE * step.operations[place][1].n_inside(shapes[place])
            peak = max(peak, alive + current + made + inside)
            current = made
        sizes[position] = current
        alive += current
        most.append(peak)
    return tuple(most)


@dataclass
class _Storage:
    """A tensor; `until` is the first operation of its step that saved it: the backward pass of that one drops it."""

    size: int
    saved: bool = False
    until: int = sys.maxsize  # only later steps saved it


@dataclass
class _Kept:
    """The tensors that a step makes in the forward pass, and those that it recomputes in the backward pass."""

    made: list[_Storage] = field(default_factory=list)
    again: list[_Storage] = field(default_factory=list)

    def save(self, storage: _Storage, place: int) -> None:
        storage.saved = True
        if any(own is storage for own in (*self.made, *self.again)):
            storage.until = min(storage.until, place)


def live_bytes_training(program: Sequence[PlanStep], recompute: Recompute | None = None) -> tuple[int, ...]:
    """Return the most bytes alive while the backward pass is at each step.

    Parameters
    ----------
    program : sequence of PlanStep
        In execution order.
    recompute : {"concat", "block"} or None
        What the backward pass recomputes instead of keeping it.

    Returns
    -------
    tuple of int
        For one example in float32: what the backward pass needs, the gradients of features and the
        gradients of weights, without the weights, the image and the workspace of a convolution.
    """
    roots = roots_of(program)
    n_again = recomputed_operations(program, recompute)
    learns = _learning(program)
    own = _forward_storages(program, n_again, learns)
    gradients = _Gradients([tensor_bytes(step.shape) for step in program])
    gradients.grow(sum(storage.size for step in own for storage in step.made if storage.saved))
    for position, step in enumerate(program):
        if step.kind == "head":
            gradients.arrive(roots[position])  # itself, unless it passes features on
    most = [gradients.alive] * len(program)
    for position in range(len(program) - 1, -1, -1):
        step = program[position]
        gradients.peak = gradients.alive
        if roots[position] == position:  # else its gradient goes to the root at once
            joined = _through_operations(gradients, position, step, n_again[position], own[position], learns[position])
            apart = step.aggregation in (Aggregation.WEIGHTED, Aggregation.GATED) and step.joins
            for read, part in zip(step.reads, step.parts, strict=True):
                if not learns[read][-1]:
                    continue
                # sums and concats hand on one gradient, whole or in views; a slice is put among zeros
                gradients.arrive(roots[read], None if apart or part is not None else joined)
            gradients.release(joined)
        most[position] = gradients.peak
    return tuple(most)


@dataclass
class _Gradient:
    size: int
    n_holders: int = 0


class _Gradients:
    """The gradients that wait for steps in a backward pass, and all bytes alive."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.alive = self.peak = 0
        self._sizes = sizes
        self._waiting: dict[int, _Gradient] = {}

    def grow(self, n_bytes: int) -> None:
        self.alive += n_bytes
        self.peak = max(self.peak, self.alive)

    def make(self, size: int) -> _Gradient:
        self.grow(size)
        return _Gradient(size, 1)

    def release(self, gradient: _Gradient) -> None:
        gradient.n_holders -= 1
        self.alive -= 0 if gradient.n_holders else gradient.size

    def arrive(self, position: int, gradient: _Gradient | None = None) -> None:
        """Add a gradient to what waits for a step: one that others may hold too, or one made only for it."""
        size = self._sizes[position]
        before = self._waiting.get(position)
        if before is None:
            if gradient is None:
                gradient = self.make(size)
            else:
                gradient.n_holders += 1
            self._waiting[position] = gradient
        elif before.n_holders > 1 or before.size > size:  # a view of more, so the sum is a tensor of its own
            self._waiting[position] = self.make(size)
            self.release(before)

    def taken(self, position: int) -> _Gradient:
        return self._waiting.pop(position) if position in self._waiting else _Gradient(0, 1)


def _through_operations(
    gradients: _Gradients, position: int, step: PlanStep, n_again: int, kept: _Kept, learns: Sequence[bool]
) -> _Gradient:
    """Take the gradient of a step's output back to what it joins, and return that one."""
    held = [storage for storage in kept.made if storage.saved]
    again = [storage for storage in kept.again if storage.saved]
    n_operations = len(step.operations)
    current = gradients.taken(position)
    gradients.grow(-sum(storage.size for storage in held if storage.until >= n_operations))
    for place in range(n_operations - 1, -1, -1):
        if place == n_again - 1:
            gradients.grow(sum(storage.size for storage in again))
            held += again
        _, operation = step.operations[place]
        gradients.grow(operation.n_parameters * BYTES_PER_VALUE)
        # nobody asks for the gradient of an image
        made = gradients.make(tensor_bytes(step.shapes[place]) if learns[place] else 0)
        inside = BYTES_PER_VALUE * operation.n_inside(step.shapes[place])
        gradients.grow(inside)
        gradients.grow(-inside)
        gradients.release(current)
        gradients.grow(-sum(storage.size for storage in held if storage.until == place))
        current = made
    gradients.grow(step.join_weights * BYTES_PER_VALUE)
    if step.aggregation == Aggregation.GATED and step.joins:  # those of gates, before and after their softmax
        inside = 2 * len(step.reads) * tensor_bytes(step.joined_shape)
        gradients.grow(inside)
        gradients.grow(-inside)
    gradients.grow(-sum(storage.size for storage in held if storage.until < 0))
    return current


def _learning(program: Sequence[PlanStep]) -> list[list[bool]]:
    """Return for each step whether the input of each operation, and last its output, has a gradient."""
    learns: list[list[bool]] = []
    for step in program:
        first = step.join_weights > 0 or any(learns[read][-1] for read in step.reads)
        weights = (operation.n_parameters > 0 for _, operation in step.operations)
        learns.append(list(accumulate(weights, lambda before, has: before or has, initial=first)))
    return learns


def _forward_storages(
    program: Sequence[PlanStep], n_again: Sequence[int], learns: Sequence[Sequence[bool]]
) -> list[_Kept]:
    """Return the tensors that each step makes and whether the backward pass needs them."""
    outputs: list[_Storage] = []
    kept: list[_Kept] = []
    for step, count, learning in zip(program, n_again, learns, strict=True):
        own = _Kept()
        if count or step.join_saves_reads:
            for read in step.reads:  # what is recomputed is made of them
                outputs[read].saved = True
        joined = _joined(step, outputs, own.again if count else own.made)
        outputs.append(_after_operations(step, joined, own, count, learning))
        kept.append(own)
    return kept


def _joined(step: PlanStep, outputs: Sequence[_Storage], row: list[_Storage]) -> _Storage:
    """Return the tensor of a step's join, and add what the join makes to `row`."""
    if not step.joins:
        # a stem reads the image, which is not the network's
        return outputs[step.reads[0]] if step.reads else _Storage(0)
    joined = _Storage(tensor_bytes(step.joined_shape))
    row.append(joined)
    if step.aggregation == Aggregation.GATED:  # one gate for each number that is read
        row.append(_Storage(len(step.reads) * joined.size, saved=True, until=-1))
    return joined


def _after_operations(step: PlanStep, current: _Storage, own: _Kept, count: int, learning: Sequence[bool]) -> _Storage:
    """Return the tensor that the operations of a step make of its join, and add what they make to `own`."""
    row = own.again if count else own.made
    for place, (_, operation) in enumerate(step.operations):
        learns = learning[place + 1]
        if operation.saves_input and learns:
            own.save(current, place)
        if not works_in_place(step, place):
            current = _Storage(tensor_bytes(step.shapes[place + 1]))
            row.append(current)
        if operation.saves_output and learns:
            own.save(current, place)
        row += [_Storage(inside, saved=learns, until=place) for inside in _saved_inside(operation, step.shapes[place])]
        if place + 1 == count:  # what is kept of all that is recomputed
            current, row = _Storage(current.size), own.made
            row.append(current)
    return current


def _saved_inside(operation: Operation, shape: Shape) -> tuple[int, int]:
    """Return the bytes that an operation keeps besides its input and output: of what it makes inside, and of a mask."""
    mask = tensor_bytes(operation.output_shape(shape)) if operation.saves_mask else 0
    return BYTES_PER_VALUE * operation.n_saved_inside(shape), mask


def roots_of(program: Sequence[PlanStep]) -> list[int]:
    """Return, for each step, the step whose tensor it passes on; itself if it makes a tensor."""
    roots: list[int] = []
    for position, step in enumerate(program):
        passes = len(step.reads) == 1 and not step.operations
        roots.append(roots[step.reads[0]] if passes else position)
    return roots


def tensor_bytes(shape: tuple[int, ...]) -> int:
    """Return the bytes of a tensor of this shape, in float32."""
    return BYTES_PER_VALUE * math.prod(shape)
