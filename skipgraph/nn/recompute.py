"""Make again in the backward pass what would take memory to keep, with exact statistics of batch norms."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from skipgraph.nn.blocks import StepModule

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
        How many of its operations, the first ones, are made again with the join.

    Returns
    -------
    Tensor
        What ``module(features)`` gives, bit for bit; gradients and buffers too.
    """
    again = [part for operation in module.operations()[:n_operations] for part in operation.modules()]
    random = any(isinstance(part, nn.Dropout) for part in again)
    norms = [part for part in again if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d)]

    def contexts() -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
        return nullcontext(), _statistics_kept(norms)

    made: Tensor = checkpoint(
        partial(module.start, n_operations=n_operations),
        *features,
        use_reentrant=False,
        context_fn=contexts,
        preserve_rng_state=random,  # what was dropped is dropped again
    )
    return module.finish(made, skip=n_operations)


@contextmanager
def _statistics_kept(norms: Sequence[nn.BatchNorm1d | nn.BatchNorm2d]) -> Iterator[None]:
    """Let batch norms normalize by their batch and learn nothing from it, as they have seen it already."""
    # a norm that tracks nothing would save fewer tensors than before, which checkpoint refuses
    before = [(norm.momentum, norm.num_batches_tracked) for norm in norms]
    counts = [None if count is None else count.clone() for _, count in before]
    for norm in norms:
        norm.momentum = 0.0
    try:
        yield
    finally:
        for norm, (momentum, tracked), count in zip(norms, before, counts, strict=True):
            norm.momentum = momentum
            if tracked is not None and count is not None:
                tracked.copy_(count)
