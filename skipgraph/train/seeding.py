"""The same numbers each time: seeds, deterministic algorithms and a fixed number of threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import numpy as np
import torch

from skipgraph.arguments import Index, Rule, checked, shown
from skipgraph.errors import ArgumentError

__all__ = ["deterministic", "seeded", "threads"]

Threads = Annotated[int, Rule("a whole number from 1 to 1024", lambda value: 1 <= value <= 1024)]
"""Threads of torch, which takes any number and then fails to start them."""


@checked
@contextmanager
def seeded(*seeds: Index, device: torch.device | str = "cpu") -> Iterator[None]:
    """Seed torch's global generators for a while, then put them back where they stood.

    Parameters
    ----------
    *seeds : int
        One or more numbers, mixed into one seed.
    device : torch.device or str
        A device whose generator is seeded too, next to that of the CPU.

    Yields
    ------
    None
        Inside, torch's global generators draw the same numbers for the same `seeds`.

    Examples
    --------
    >>> with seeded(7):
    ...     first = torch.rand(2)
    >>> with seeded(7):
    ...     second = torch.rand(2)
    >>> torch.equal(first, second)
    True
    """
    try:
        device = torch.device(device)
    except RuntimeError as error:  # torch's error explains itself in many lines
        raise ArgumentError(f"device must be one of torch's, got {shown(device)}") from error
    seed = int(np.random.SeedSequence(seeds).generate_state(1, np.uint64)[0] >> np.uint64(1))
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        torch.default_generator.manual_seed(seed)
        for gpu in cuda:
            with torch.cuda.device(gpu):
                torch.cuda.manual_seed(seed)
        yield


@checked
@contextmanager
def deterministic(device: torch.device) -> Iterator[None]:
    """Let torch use only algorithms that give the same bits each time.

    Parameters
    ----------
    device : torch.device
        Where the work is done. Off the CPU, an operation without such an algorithm warns instead of failing.

    Yields
    ------
    None
        Inside, the flag is set; afterwards it is as before.
    """
    before = torch.are_deterministic_algorithms_enabled()
    only_warned = torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True, warn_only=device.type != "cpu")
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before, warn_only=only_warned)


@checked
@contextmanager
def threads(number: Threads) -> Iterator[None]:
    """Let torch use this many threads on the CPU for a while.

    Parameters
    ----------
    number : int
        At least 1. Sums are made in another order on another number of threads, so their last bits differ.

    Yields
    ------
    None
        Inside, torch uses `number` threads; afterwards as many as before.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
