"""What the joins of a network share: joins of the same features are made once, and joins go on from earlier ones."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from skipgraph.plan.attributes import Part
from skipgraph.plan.live_bytes import roots_of
from skipgraph.plan.operations import Operations, Scale, channels_of, with_channels
from skipgraph.plan.step import PlanStep
from skipgraph.topology import Aggregation

__all__ = ["share_joins"]

Operand = tuple[int, Part | None]
"""A step that is read, and which of its channels."""

_WEIGHTLESS = (Aggregation.CONCAT, Aggregation.SUM, Aggregation.MEAN)
_ADDED = (Aggregation.SUM, Aggregation.MEAN)


def share_joins(steps: Sequence[PlanStep], *, concats: bool = True) -> tuple[PlanStep, ...]:
    """Return steps that do the same with fewer joins.

    Parameters
    ----------
    steps : sequence of PlanStep
        In execution order.
    concats : bool
        Whether concats are shared too. Where the backward pass recomputes joins instead of keeping them, that would
        take more memory, not less.

    Returns
    -------
    tuple of PlanStep
        The same steps in the same order, and before the first reader of each join that is shared a step of
        kind ``join`` that makes it.

    Notes
    -----
    Two kinds of joins are shared. First, equal joins: steps that concatenate, sum or average the same features. Each
    step would make its own copy, and keep it for the backward pass. Second, beginnings: several joins begin with the
    same features. If layer i sums all layers before it, it adds one feature to the sum of layer i - 1, so that L layers
    cost L additions instead of ``L**2 / 2``. If it concatenates them, it appends one feature to that of the layer
    before. That copies as many bytes, and keeps as many for a backward pass. But without a backward pass, a concat
    takes the place of the features in it, so that a third less is alive in a DenseNet.

    A shared beginning takes no memory if it replaces features of its size that nothing else reads later: for a sum, any
    one of its features; for a concat, all of them. A sum is also shared if it is a whole join itself, and all sums up
    to its last reader begin with it. Then at most one more tensor is alive.

    Sums are made from the first feature to the last either way, so results are the same bits. Gradients are added up in
    another order, so they are the same up to rounding.

    ``O(n_edges)``, and the length of each beginning.
    """
    shared = _running(_identical_once(steps, concats=concats), _ADDED, Aggregation.SUM)
    return _running(shared, (Aggregation.CONCAT,), Aggregation.CONCAT) if concats else shared


class _Program:
    """The steps of a program, and the position in it of each step that was given."""

    def __init__(self) -> None:
        self.steps: list[PlanStep] = []
        self._places: list[int] = []

    def moved(self, step: PlanStep) -> list[Operand]:
        """Return what a step reads, by its place among the steps that run."""
        return [(self._places[read], part) for read, part in _operands(step)]

    def add(self, step: PlanStep, operands: Sequence[Operand]) -> None:
        """Add a step that was given."""
        self._places.append(len(self.steps))
        self.steps.append(_reading(step, operands))

    def join(
        self,
        key: str,
        step: PlanStep,
        operands: Sequence[Operand],
        aggregation: Aggregation,
        operations: Operations = (),
    ) -> Operand:
        """Add a join that `step` is the first to read, and return what it reads of it."""
        shape = step.joined_shape
        if aggregation == Aggregation.CONCAT:
            widths = [part[1] - part[0] if part else channels_of(self.steps[read].shape) for read, part in operands]
            shape = with_channels(shape, sum(widths))
        made = replace(
            _reading(step, operands),
            key=key,
            kind="join",
            node=None,
            stage=self.steps[operands[0][0]].stage,
            aggregation=aggregation,
            operations=operations,
            joined_shape=shape,
        )
        self.steps.append(made)
        return len(self.steps) - 1, None


def _operands(step: PlanStep) -> tuple[Operand, ...]:
    return tuple(zip(step.reads, step.parts, strict=True))


def _reading(step: PlanStep, operands: Sequence[Operand]) -> PlanStep:
    return replace(step, reads=tuple(read for read, _ in operands), parts=tuple(part for _, part in operands))


def _identical_once(steps: Sequence[PlanStep], *, concats: bool) -> tuple[PlanStep, ...]:
    """Return steps that make each weightless join once."""
    alike = _WEIGHTLESS if concats else _ADDED
    joins = [
        (step.aggregation, _operands(step)) if len(step.reads) > 1 and step.aggregation in alike else None
        for step in steps
    ]
    counts = Counter(joins)
    program = _Program()
    made: dict[tuple[Aggregation, tuple[Operand, ...]], Operand] = {}
    for step, join in zip(steps, joins, strict=True):
        operands = program.moved(step)
        if join is not None and counts[join] > 1:
            if join not in made:
                made[join] = program.join(f"join_{step.key}", step, operands, step.aggregation)
            operands = [made[join]]
        program.add(step, operands)
    return tuple(program.steps)


def _running(
    steps: Sequence[PlanStep], joins: tuple[Aggregation, ...], aggregation: Aggregation
) -> tuple[PlanStep, ...]:
    """Return steps whose `joins` go on from shared beginnings, which are joins by `aggregation`."""
    beginnings = _Beginnings(steps, joins)
    program = _Program()
    made: dict[int, Operand] = {}
    for position, step in enumerate(steps):
        operands = program.moved(step)
        done, so_far = 0, operands[:0]
        for length, beginning in beginnings.shared(position):
            if beginning not in made:
                terms = [*so_far, *operands[done:length]]
                made[beginning] = program.join(f"join{length}_{step.key}", step, terms, aggregation)
            done, so_far = length, [made[beginning]]
        rest = [*so_far, *operands[done:]]
        if so_far and step.aggregation == Aggregation.MEAN:
            scale: Operations = (("scale", Scale(len(operands))),)
            rest = [program.join(f"mean_{step.key}", step, rest, Aggregation.SUM, scale)]
        program.add(step, rest)
    return tuple(program.steps)


class _Beginnings:
    """The beginnings of joins as a tree: each has a number, and its parent is one feature shorter."""

    def __init__(self, steps: Sequence[PlanStep], joins: tuple[Aggregation, ...]) -> None:
        self.paths: dict[int, list[int]] = {}  # for each join, its beginnings from one feature to all
        self.n_joins: list[int] = []  # how many joins begin so
        self.last_joins: list[int] = []  # and which is the last of them, counting joins
        children: dict[tuple[int, Operand], int] = {}
        self.roots = roots_of(steps)
        self.readers: dict[int, list[int]] = {}  # of each tensor, also those of steps that pass it on
        for position, step in enumerate(steps):
            for read in step.reads:
                self.readers.setdefault(self.roots[read], []).append(position)
            if len(step.reads) < 2 or step.aggregation not in joins:
                continue
            path: list[int] = []
            for operand in _operands(step):
                number = children.setdefault((path[-1] if path else -1, operand), len(self.n_joins))
                if number == len(self.n_joins):
                    self.n_joins.append(0)
                    self.last_joins.append(0)
                self.n_joins[number] += 1
                self.last_joins[number] = len(self.paths)
                path.append(number)
            self.paths[position] = path
        self.steps = steps
        self._counts = {position: count for count, position in enumerate(self.paths)}
        self._judged: dict[int, bool] = {}

    def shared(self, position: int) -> list[tuple[int, int]]:
        """Return length and number of each shared beginning of the step at `position`, shortest first."""
        path = self.paths.get(position, [])
        found = []
        for length, number in enumerate(path[1:], 2):
            # of beginnings that the same joins share, the longest
            longest = length == len(path) or self.n_joins[path[length]] < self.n_joins[number]
            if longest and self.n_joins[number] > 1 and self._judge(number, length, position):
                found.append((length, number))
        return found

    def _judge(self, number: int, length: int, first: int) -> bool:
        """Return whether a beginning, which the step at `first` has first, is worth its memory."""
        if number not in self._judged:
            self._judged[number] = self._replaces(number, length, first) or self._runs(number, length, first)
        return self._judged[number]

    def _replaces(self, number: int, length: int, first: int) -> bool:
        """Return whether it replaces features of its size that nothing else reads later."""
        later = self.n_joins[number] - 1
        go = (
            len(readers) - bisect_right(readers, first) == later
            for readers in (self.readers[self.roots[read]] for read in reversed(self.steps[first].reads[:length]))
        )
        return all(go) if self.steps[first].aggregation == Aggregation.CONCAT else any(go)

    def _runs(self, number: int, length: int, first: int) -> bool:
        """Return whether it is a whole sum with which the sums right after it begin."""
        if self.steps[first].aggregation == Aggregation.CONCAT:
            return False
        count = self._counts[first]
        return length == len(self.paths[first]) and self.last_joins[number] - count == self.n_joins[number] - 1
