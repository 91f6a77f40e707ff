"""SkipNetwork: a planned network with weights."""

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import torch
from torch import Tensor, nn

from skipgraph.errors import ArgumentError
from skipgraph.nn.check_inputs import InputCheck, is_followed
from skipgraph.nn.check_state import check_fit
from skipgraph.nn.recompute import run_recomputed
from skipgraph.nn.step_module import StepModule
from skipgraph.plan import NetworkPlan
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
        Name of the module of each node, by the node's label. Names depend on labels alone, so a node
        more renames nothing.
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
            The weights.
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
        check_fit(self.state_dict(), state_dict, strict=strict)
        return super().load_state_dict(state_dict, strict, assign)

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
            If the inputs are of another number, kind or shape than the network takes, if images are too small for it,
            or if a batch norm would have to train on a single number of each channel.
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


def _cut(pixels: Tensor, height: int, width: int) -> Tensor:
    """Return the first rows and columns; a program picks them, as a view would ask whether its size is the whole."""
    if torch.compiler.is_exporting():
        rows = pixels.index_select(2, torch.arange(height, device=pixels.device))
        return rows.index_select(3, torch.arange(width, device=pixels.device))
    return pixels[:, :, :height, :width]
