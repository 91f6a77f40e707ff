"""What a network keeps in memory: tensors alive at each moment of a forward and of a backward pass."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from skipgraph.plan.nodeplan import NodePlan
from skipgraph.plan.operations import BatchNorm, Relu
from skipgraph.plan.schedule import last_uses
from skipgraph.topology import Aggregation

__all__ = ["BYTES_PER_VALUE", "peak_inference_bytes", "peak_training_bytes", "works_in_place"]

BYTES_PER_VALUE = 4
"""Bytes of a float32."""


def works_in_place(step: NodePlan, place: int) -> bool:
    """Return whether operation `place` of a step may overwrite its input: a ReLU behind a norm, which nobody saves."""
    operations = step.operations
    return place > 0 and isinstance(operations[place][1], Relu) and isinstance(operations[place - 1][1], BatchNorm)


def joins(step: NodePlan) -> bool:
    """Return whether a step makes a tensor of what it reads, not merely passes one on."""
    return len(step.reads) > 1


def peak_inference_bytes(steps: Sequence[NodePlan]) -> int:
    """Return the most bytes alive during a forward pass without gradients.

    Parameters
    ----------
    steps : sequence of NodePlan
        In execution order.

    Returns
    -------
    int
        For one example in float32: what the network makes, without its weights, the image and the
        workspace of a convolution.
    """
    roots = _roots(steps)
    last = list(last_uses([step.reads for step in steps]))
    for position in range(len(steps) - 1, -1, -1):  # who merely passes a tensor on keeps it alive
        last[roots[position]] = max(last[roots[position]], last[position])
    alive = peak = 0
    sizes = [0] * len(steps)
    ends: list[list[int]] = [[] for _ in range(len(steps) + 1)]
    for position in range(len(steps)):
        if roots[position] == position:
            ends[last[position]].append(position)
    for position, step in enumerate(steps):
        shapes = step.shapes
        dropped = sum(sizes[done] for done in ends[position] if done != position)
        if joins(step):  # what is read here last is dropped once it is joined
            current = tensor_bytes(shapes[0])
            peak = max(peak, alive + current)
        else:  # and what is not joined is dropped once the first operation is done
            current = dropped
        alive -= dropped
        peak = max(peak, alive + current)
        for place, shape in enumerate(shapes[1:]):
            if works_in_place(step, place) or step.operations[place][1].only_training:
                continue
            made = tensor_bytes(shape)
            peak = max(peak, alive + current + made)
            current = made
        sizes[position] = current
        alive += current
    return peak


@dataclass
class _Storage:
    size: int
    saved: bool = False


def peak_training_bytes(steps: Sequence[NodePlan]) -> int:
    """Return the most bytes alive during a forward and a backward pass.

    Parameters
    ----------
    steps : sequence of NodePlan
        In execution order.

    Returns
    -------
    int
        For one example in float32: what the backward pass needs, the gradients of features and the
        gradients of weights, without the weights, the image and the workspace of a convolution.
    """
    roots = _roots(steps)
    own = _forward_storages(steps)
    kept = sum(storage.size for row in own for storage in row if storage.saved)
    output_size = [tensor_bytes(step.shape) for step in steps]
    gradients: dict[int, int] = {
        position: output_size[position] for position, step in enumerate(steps) if step.kind == "head"
    }
    alive = kept + sum(gradients.values())
    peak = alive
    for position in range(len(steps) - 1, -1, -1):
        step = steps[position]
        if roots[position] != position:  # passes its gradient on
            arriving = gradients.pop(position, 0)
            root = roots[position]
            alive += 0 if root not in gradients else -arriving
            gradients.setdefault(root, arriving)
            continue
        current = gradients.pop(position, 0)
        for place in range(len(step.operations) - 1, -1, -1):
            _, operation = step.operations[place]
            # nobody asks for the gradient of an image
            made = 0 if step.kind == "stem" and place == 0 else tensor_bytes(step.shapes[place])
            weights = operation.n_parameters * BYTES_PER_VALUE
            peak = max(peak, alive + made + weights)
            alive += made + weights - current
            current = made
        alive -= sum(storage.size for storage in own[position] if storage.saved)
        alive -= current
        shares = {
            source: output_size[source] for source in {roots[read] for read in step.reads} if source not in gradients
        }
        peak = max(peak, alive + current + sum(shares.values()))
        alive += sum(shares.values())
        gradients.update(shares)
    return peak


def _forward_storages(steps: Sequence[NodePlan]) -> list[list[_Storage]]:
    """Return the tensors that each step makes and whether the backward pass needs them."""
    outputs: list[_Storage] = []
    made_by: list[list[_Storage]] = []
    for step in steps:
        made: list[_Storage] = []
        if joins(step):
            if step.aggregation in (Aggregation.WEIGHTED, Aggregation.GATED):
                for read in step.reads:
                    outputs[read].saved = True
            made.append(_Storage(tensor_bytes(step.joined_shape)))
            current = made[0]
        else:
            # a stem reads the image, which is not the network's
            current = outputs[step.reads[0]] if step.reads else _Storage(0)
        for place, (_, operation) in enumerate(step.operations):
            current.saved |= operation.saves_input
            if not works_in_place(step, place):
                made.append(_Storage(tensor_bytes(step.shapes[place + 1])))
                current = made[-1]
            current.saved |= operation.saves_output
            if operation.saves_mask:
                made.append(_Storage(current.size, saved=True))
        outputs.append(current)
        made_by.append(made)
    return made_by


def _roots(steps: Sequence[NodePlan]) -> list[int]:
    """Return, for each step, the step whose tensor it passes on, itself in general."""
    roots: list[int] = []
    for position, step in enumerate(steps):
        passes = len(step.reads) == 1 and not step.operations
        roots.append(roots[step.reads[0]] if passes else position)
    return roots


def tensor_bytes(shape: tuple[int, ...]) -> int:
    """Return the bytes of a tensor of this shape, in float32."""
    return BYTES_PER_VALUE * math.prod(shape)
