"""Check the inputs of a network before it computes anything."""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import torch
from torch import Tensor, fx, nn

from skipgraph.errors import ArgumentError
from skipgraph.plan import NetworkPlan, PlanStep
from skipgraph.plan.operations import BatchNorm
from skipgraph.plan.planner import plan_steps

__all__ = ["InputCheck", "is_followed", "wanted_shape"]


def is_followed(given: object) -> bool:
    """Return whether a tool traces the network instead of running it, so that shapes may be unknown."""
    is_traced: bool = torch.jit.is_tracing()  # type: ignore[attr-defined,no-untyped-call]  # torch's own
    return torch.compiler.is_compiling() or is_traced or isinstance(given, fx.Proxy)


class InputCheck:
    """Refuses inputs that a network does not take; the answer for each size of images is kept.

    Parameters
    ----------
    plan : NetworkPlan
        Of the network.
    """

    def __init__(self, plan: NetworkPlan) -> None:
        self.plan = plan
        self.labels = [step.label for step in plan.steps if step.kind == "stem"]
        self.shape = wanted_shape(plan)
        self._lone_norms: dict[tuple[int, ...], tuple[str, ...]] = {}  # by the shape of an example

    def check(self, net: nn.Module, inputs: Sequence[object]) -> None:
        """Raise an error unless the network takes its inputs in the mode it is in.

        Parameters
        ----------
        net : torch.nn.Module
            The network.
        inputs : sequence
            What it is given, one for each input node.

        Raises
        ------
        ArgumentError
            If there are more or fewer inputs, or of another kind or shape; if images are too small, or their sides
            cannot be halved as often as stages need; or if a batch norm would have to train on a single number of each
            channel.
        """
        faults = self._faults(inputs)
        if faults:
            raise ArgumentError("; ".join(faults))
        first = inputs[0]
        if not isinstance(first, Tensor):  # none is, or there would be faults
            return
        shape = tuple(first.shape[1:])
        if shape not in self._lone_norms:
            self._lone_norms[shape] = self._judged(shape)
        if net.training and len(first) == 1 and self._lone_norms[shape]:
            modules = dict(net.named_modules())
            for name in self._lone_norms[shape]:
                norm = modules.get(name)  # the user's block may have none
                if isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d) and norm.training:
                    raise ArgumentError(
                        f"the batch norm {name} sees one value per channel; batch statistics need more: give more than "
                        "one example, larger images or use eval mode"
                    )

    def _faults(self, inputs: Sequence[object]) -> list[str]:
        if len(inputs) != len(self.labels):
            count = f"{len(self.labels)} input{'s' if len(self.labels) > 1 else ''}"
            return [f"the network takes {count} (node {', '.join(map(repr, self.labels))}), got {len(inputs)}"]
        faults = []
        for label, given in zip(self.labels, inputs, strict=True):
            faults += [f"the input of node {label!r} must {fault}" for fault in self._faults_of_one(given)]
        shapes = {tuple(given.shape) for given in inputs if isinstance(given, Tensor)}
        if not faults and len(shapes) > 1:
            faults.append(f"all inputs must have one shape, got {', '.join(map(str, sorted(shapes)))}")
        return faults

    def _faults_of_one(self, given: object) -> list[str]:
        if not isinstance(given, Tensor):
            return [f"be a tensor, got {type(given).__name__}"]
        faults = []
        shape = tuple(given.shape)
        fits = len(shape) == 1 + len(self.shape) and all(
            side > 0 if isinstance(wanted, str) else side == wanted
            for wanted, side in zip(self.shape, shape[1:], strict=True)
        )
        if not fits:
            faults.append(f"have shape (N, {', '.join(map(str, self.shape))}), got {shape}")
        if not given.is_floating_point():
            faults.append(f"hold floating-point numbers, got {given.dtype}")
        return faults

    def _judged(self, shape: tuple[int, ...]) -> tuple[str, ...]:
        """Refuse inputs of a shape that does not fit; return the batch norms that see one pixel of each."""
        steps: Sequence[PlanStep] = self.plan.steps
        example = self.plan.spec.input.resized(shape)
        if example != self.plan.spec.input:
            steps, unfit = plan_steps(self.plan.topology, replace(self.plan.spec, input=example))
            if unfit:
                sides = "x".join(map(str, shape[1:]))
                raise ArgumentError(f"{example.name()} of {sides} pixels do not fit the network: {'; '.join(unfit)}")
        return tuple(
            f"{step.key}.{name}"
            for step in steps
            for (name, operation), shape in zip(step.operations, step.shapes[:-1], strict=True)
            if isinstance(operation, BatchNorm) and prod(shape[1:]) == 1
        )


def wanted_shape(plan: NetworkPlan) -> tuple[int | str, ...]:
    """Return the shape of an example, with a letter for each side that may be another than planned."""
    stem = next(step for step in plan.steps if step.kind == "stem")
    fixed = any(operation.fixes_size for _, operation in stem.operations)
    return plan.spec.input.shape if fixed else plan.spec.input.free_shape
