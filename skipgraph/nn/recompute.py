"""Make again in the backward pass what would take memory to keep, with exact statistics of batch norms."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Literal

from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from skipgraph.nn.blocks import StepModule

__all__ = ["Recompute", "run_recomputed"]

Recompute = Literal["concat", "block"]

_HEAVY = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def run_recomputed(module: StepModule, recompute: Recompute, features: list[Tensor]) -> Tensor:
    """Run a step, and keep of it only what the backward pass cannot make again.

    Parameters
    ----------
    module : StepModule
        The step.
    recompute : {"concat", "block"}
        Make again the join up to the first convolution or matrix, or the whole step.
    features : list of Tensor
        What the step reads.

    Returns
    -------
    Tensor
        What ``module(features)`` gives, bit for bit; gradients and buffers too.
    """
    operations = [child for name, child in module.named_children() if name != "join"]
    heavy = [place for place, child in enumerate(operations) if isinstance(child, _HEAVY)]
    if not heavy or (recompute == "concat" and len(features) == 1):
        return module(features)  # type: ignore[no-any-return]  # modules return any
    n_operations = len(operations) if recompute == "block" else heavy[0] + 1
    random = any(isinstance(child, nn.Dropout) for child in operations[:n_operations])
    norms = [child for child in operations[:n_operations] if isinstance(child, nn.BatchNorm2d)]

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
def _statistics_kept(norms: list[nn.BatchNorm2d]) -> Iterator[None]:
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
