"""Recompute in the backward pass what would take memory to keep, with exact statistics of batch norms."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from skipgraph.nn.step_module import StepModule

__all__ = ["run_recomputed"]


def run_recomputed(module: StepModule, features: list[Tensor], *, n_operations: int) -> Tensor:
    """Run a step, and keep of it only what the backward pass cannot make again.

    Parameters
    ----------
    module : StepModule
        The step.
    features : list of Tensor
        What the step reads.
    n_operations : int
        How many of its operations, the first ones, are recomputed with the join.

    Returns
    -------
    Tensor
        What ``module(features)`` gives, bit for bit; gradients and buffers too.
    """
    again = [part for operation in module.operations()[:n_operations] for part in operation.modules()]
    random = any(isinstance(part, nn.Dropout) for part in again)
    norms = [part for part in again if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d)]

    if torch.compiler.is_compiling():
        # a compiled program keeps what it writes into buffers apart from what it recomputes
        made: Tensor = checkpoint(
            partial(module.start, n_operations=n_operations), *features, use_reentrant=False, preserve_rng_state=random
        )
    else:
        made = checkpoint(
            partial(module.start, n_operations=n_operations),
            *features,
            use_reentrant=False,
            context_fn=lambda: (nullcontext(), _StatisticsKept(norms)),
            preserve_rng_state=random,  # what was dropped is dropped again
        )
    return module.finish(made, skip=n_operations)


class _StatisticsKept:
    """Lets batch norms normalize by their batch and learn nothing from it, as they have seen it already.

    It may be entered again, as a graph that is retained is gone through again.
    """

    def __init__(self, norms: Sequence[nn.BatchNorm1d | nn.BatchNorm2d]) -> None:
        self.norms = norms
        self.before: list[tuple[float | None, Tensor | None]] = []

    def __enter__(self) -> None:
        # a norm that tracks nothing would save fewer tensors than before, which checkpoint refuses
        for norm in self.norms:
            count = norm.num_batches_tracked
            self.before.append((norm.momentum, None if count is None else count.clone()))
            norm.momentum = 0.0

    def __exit__(self, *_: object) -> None:
        for norm, (momentum, count) in zip(self.norms, self.before, strict=True):
            norm.momentum = momentum
            if count is not None and norm.num_batches_tracked is not None:
                norm.num_batches_tracked.copy_(count)
        self.before.clear()
