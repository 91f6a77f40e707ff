"""Recompute in the backward pass what would take memory to keep, exactly, whatever modules a step is made of."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from skipgraph.errors import ArgumentError
from skipgraph.nn.module_state import ModuleState, RandomState
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
        What ``module(features)`` gives, bit for bit; gradients, buffers and generators of random numbers too.

    Raises
    ------
    ArgumentError
        If the state of a module is out of reach, or a program of `torch.compile` runs it as it stands.

    Notes
    -----
    The second run sees the attributes, parameters and buffers that the modules had before the first, and the random
    numbers that this drew; afterwards all is as it was. So it does not matter which modules these are.
    """
    start = partial(module.start, n_operations=n_operations)
    if torch.compiler.is_compiling():
        # a compiled program keeps what it writes into buffers, and what it draws, apart from what it recomputes
        made: Tensor = checkpoint(_traced, start, *features, use_reentrant=False)
    else:
        replay = _Replay(ModuleState(dict(_parts(module, n_operations))), RandomState(features))
        made = checkpoint(start, *features, use_reentrant=False, preserve_rng_state=False, context_fn=replay.contexts)
        replay.settle()
    return module.finish(made, skip=n_operations)


def _parts(module: StepModule, n_operations: int) -> Iterator[tuple[str, nn.Module]]:
    """Yield the modules that a second run goes through, each once, by their names in the network."""
    key = module.step.key
    yield key, module
    seen: set[nn.Module] = set()
    for name in ("join", *module.names[:n_operations]):
        yield from module.get_submodule(name).named_modules(seen, f"{key}.{name}")


class _Replay:
    """The second run of a step, which may be made again, as a graph that is retained is gone through again."""

    def __init__(self, state: ModuleState, random: RandomState) -> None:
        self._state = state
        self._drawn: RandomState | None = random
        self._now: list[RandomState] = []

    def contexts(self) -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
        """Return what the first run and the second one run in."""
        return nullcontext(), self

    def settle(self) -> None:
        """After the first run, drop the random state if it drew nothing."""
        if self._drawn is not None and not self._drawn.has_moved():
            self._drawn = None

    def __enter__(self) -> None:
        self._state.enter()
        if self._drawn is not None:
            self._now.append(self._drawn.again())
            self._drawn.put_back()

    def __exit__(self, *_: object) -> None:
        if self._drawn is not None:
            self._now.pop().put_back()
        self._state.leave()


def _traced(start: Any, *features: Tensor) -> Tensor:
    first: Tensor = torch.ops.skipgraph.only_traced(features[0])
    made: Tensor = start(first, *features[1:])
    return made


class _NotTracedError(ArgumentError):
    """Says one line, whatever a program adds."""

    def __str__(self) -> str:
        return (
            "recompute needs a backend of torch.compile that traces the backward pass too, such as 'inductor' or "
            "'aot_eager': 'eager' would change buffers and draw random numbers twice"
        )


def _only_traced(feature: Tensor) -> Tensor:
    if type(feature) is Tensor:  # the numbers themselves, and not what stands for them while a backend traces
        raise _NotTracedError
    return feature


# an operator is in the program wherever it is run, and it is no more there once a backend has traced it
_LIBRARY = torch.library.Library("skipgraph", "FRAGMENT")  # type: ignore[no-untyped-call]
_LIBRARY.define("only_traced(Tensor(a) feature) -> Tensor(a)")  # type: ignore[no-untyped-call]
_LIBRARY.impl("only_traced", _only_traced, "CompositeImplicitAutograd")  # type: ignore[no-untyped-call]
