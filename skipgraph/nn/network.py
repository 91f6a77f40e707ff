"""SkipNetwork: a planned network with weights."""

from collections.abc import Hashable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, NoReturn

import torch
from torch import Tensor, nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn.check_inputs import InputCheck, is_followed
from skipgraph.nn.check_state import check_fit
from skipgraph.nn.recompute import run_recomputed
from skipgraph.nn.step_module import StepModule
from skipgraph.plan import NetworkPlan, plan_network
from skipgraph.plan.recompute import recomputed_operations
from skipgraph.topology import Topology

__all__ = ["SkipNetwork"]


class SkipNetwork(nn.Module):
    """A network that runs the program of a plan, one module for each step.

    Each tensor is dropped after the last step that reads it.

    Parameters
    ----------
    plan : NetworkPlan
        What to build. Weights are drawn from torch's global generator: call ``torch.manual_seed`` first
        for the same ones again.
    blocks : mapping of str to torch.nn.Module
        Modules that stand in for the operations of layers, by the layers' keys.

    Attributes
    ----------
    plan : NetworkPlan
        What was built.
    keys : mapping of hashable to str
        Name of the module of each node, by the node's label. A name depends only on the label, so one more node renames
        nothing.
    labels : mapping of str to hashable
        The inverse of `keys`.
    """

    def __init__(
        self,
        plan: NetworkPlan,
        *,
        blocks: Mapping[str, nn.Module] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self.plan = plan
        self.keys: Mapping[Hashable, str] = dict(plan.keys)
        self.labels: Mapping[str, Hashable] = {key: label for label, key in plan.keys.items()}
        for step in plan.program:
            self.add_module(step.key, StepModule(step, blocks.get(step.key)))
        free: list[list[int]] = [[] for _ in range(len(plan.program) + 1)]
        for position, use in enumerate(plan.last_uses):
            free[use].append(position)
        n_again = recomputed_operations(plan.program, plan.recompute)
        # understood once: which module, what it reads, what is dropped after it, how much of it is recomputed
        self._program = tuple(
            (step.key, step.reads, tuple(free[at]), 0 if step.key in blocks else n_again[at])
            for at, step in enumerate(plan.program)
        )
        self._inputs = InputCheck(plan)
        self._results = tuple(at for at, step in enumerate(plan.program) if step.kind == "head")
        self._shapes = self._state_shapes()  # those of the plan

    def _state_shapes(self) -> dict[str, tuple[int, ...]]:
        return {key: tuple(tensor.shape) for key, tensor in self.state_dict().items()}

    @property
    def topology(self) -> Topology:
        """Who reads whom."""
        return self.plan.topology

    def __prepare_scriptable__(self) -> NoReturn:
        """Refuse `torch.jit.script`, which calls this; it cannot take any number of inputs, as a network does."""
        raise ArgumentError(
            "torch.jit.script cannot take a network of skipgraph: use torch.jit.trace, torch.export or "
            "skipgraph.nn.export_network(net, 'net.pt2')"
        )

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Load weights, as any torch module does, or say what they fit.

        Parameters
        ----------
        state_dict : mapping of str to Tensor
            The weights. Those of a single head are found under ``head``, too, as earlier versions named it.
        strict : bool
            Whether no key may be missing or left over.
        assign : bool
            Whether to take the tensors themselves instead of copying them.

        Returns
        -------
        NamedTuple
            The keys that were missing and those that had no place.

        Raises
        ------
        FormatError
            If the weights are of another network; this one is left as it was.
        """
        state_dict = _with_todays_heads(self.plan, state_dict)
        check_fit(self.state_dict(), state_dict, strict=strict)
        return super().load_state_dict(state_dict, strict, assign)

    def check_planned(self) -> None:
        """Refuse a network whose weights are no longer those of its plan, as a file of both could not be read.

        Raises
        ------
        FormatError
            If a tensor of the state has another shape than the plan says, is missing or has no place there.
        """
        now, planned = self._state_shapes(), self._shapes
        faults = [
            f"{key} has shape {now[key]}, by the plan {planned[key]}"
            if key in now and key in planned
            else f"{key} is {'not in the plan' if key in now else 'missing'}"
            for key in {**planned, **now}
            if now.get(key) != planned.get(key)
        ]
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise FormatError(
                f"the weights are no longer those of the plan: {faults[0]}{more}; reset_head gives other classes"
            )

    def reset_head(self, classes: int) -> None:
        """Give each head a new classifier for another number of classes, as for learning another task.

        Topology, spec and plan stay true, so files of the network can be read. What of a head does not depend on
        the classes, such as its norm, keeps its weights.

        Parameters
        ----------
        classes : int
            Number of logits, or of those of each pixel or token.

        Raises
        ------
        ArgumentError
            If `classes` is below 1, or the spec's head makes no classes.

        See Also
        --------
        skipgraph.nn.inherit_weights : From one network to another, also of other classes.

        Examples
        --------
        >>> from skipgraph.nn import compile
        >>> from skipgraph.patterns import densenet
        >>> from skipgraph.plan import NetworkSpec
        >>> net = compile(densenet(3), NetworkSpec(growth_rate=4))
        >>> net.reset_head(3)
        >>> net.head.linear, net.plan.spec.head.classes
        (Linear(in_features=20, out_features=3, bias=True), 3)
        """
        plan, other = _with_classes(self.plan, classes), _with_classes(self.plan, classes + 1)
        for at in self._results:
            step = plan.program[at]
            old: Any = self._modules[step.key]
            head = StepModule(step)
            self._shapes |= {f"{step.key}.{key}": tuple(tensor.shape) for key, tensor in head.state_dict().items()}
            like = next(self.parameters())
            head.to(device=like.device, dtype=like.dtype).train(old.training)
            head.join = old.join
            for (name, operation), (_, changed) in zip(step.operations, other.program[at].operations, strict=True):
                if operation == changed:
                    head.add_module(name, old.get_submodule(name))
            self.add_module(step.key, head)
        self.plan = plan
        self._inputs = InputCheck(plan)

    def forward(self, images: Tensor, *more_images: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Return the logits of images, vectors or sequences.

        Parameters
        ----------
        images : Tensor
            Shape (N, C, H, W), (N, C) or (N, tokens, C): N and ``spec.input.shape``.
        *more_images : Tensor
            One for each further input node of the topology, in their order.

        Returns
        -------
        Tensor or tuple of Tensor
            Logits of shape (N, classes), (N, classes, H, W) for segmentation or (N, tokens, classes) for tokens, or
            features of any shape where the spec's head is `PassedOn`; a tuple of them where the topology has several
            output nodes.

        Raises
        ------
        ArgumentError
            If there are more or fewer inputs than the network takes, or of another kind or shape; if images are too
            small for it; or if a batch norm would have to train on a single number of each channel.
        """
        if not is_followed(images):
            self._inputs.check(self, (images, *more_images))
        values: list[Tensor | None] = []
        n_inputs = 0
        recomputes = self.training and torch.is_grad_enabled()
        for key, reads, free, n_again in self._program:
            module = self._modules[key]
            if reads:
                features = [values[read] for read in reads]
            else:
                features = [images if n_inputs == 0 else more_images[n_inputs - 1]]
                n_inputs += 1
            for position in free:
                values[position] = None
            if n_again and recomputes:
                values.append(run_recomputed(module, features, n_operations=n_again))  # type: ignore[arg-type]
            else:
                values.append(module(features))  # type: ignore[misc]  # each key is a module
        logits = tuple(values[position] for position in self._results)
        if self.plan.spec.head.per_pixel:  # what stems pad is cut off
            height, width = images.shape[2], images.shape[3]
            logits = tuple(_cut(pixels, height, width) for pixels in logits)  # type: ignore[arg-type]
        return logits[0] if len(logits) == 1 else logits  # type: ignore[return-value]  # results are never dropped


def _with_todays_heads(plan: NetworkPlan, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a state with the names of heads of today, where it has those of version 0.1.

    These did not depend on labels alone: a single head was ``head``, and one of several ``head_`` and the node's key.
    """
    heads = [step for step in plan.steps if step.kind == "head"]
    there = {key.partition(".")[0] for key in state}
    named = {"head" if len(heads) == 1 else f"head_{plan.keys[step.label]}": step.key for step in heads}
    named = {old: new for old, new in named.items() if old in there and new not in there}
    if not named:
        return state
    parts = [(*key.partition("."), tensor) for key, tensor in state.items()]
    return {f"{named.get(head, head)}{dot}{rest}": tensor for head, dot, rest, tensor in parts}


def _with_classes(plan: NetworkPlan, classes: int) -> NetworkPlan:
    head = plan.spec.head
    if "classes" not in {field.name for field in fields(head)}:
        raise ArgumentError(f"the head {type(head).__name__} has no number of classes to reset")
    spec = replace(plan.spec, head=replace(head, classes=classes))  # type: ignore[call-arg]  # as it has this field
    return plan_network(plan.topology, spec, recompute=plan.recompute)


def _cut(pixels: Tensor, height: int, width: int) -> Tensor:
    """Return the first rows and columns; a program picks them, as a view would ask whether its size is the whole."""
    if torch.compiler.is_exporting():
        rows = pixels.index_select(2, torch.arange(height, device=pixels.device))
        return rows.index_select(3, torch.arange(width, device=pixels.device))
    return pixels[:, :, :height, :width]
