"""What a forward pass may change in a module and around it, and how it is put back."""

import contextlib
import random
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

__all__ = ["cloned", "keep_state", "seed_all"]

_CONTAINERS = (list, dict, OrderedDict, set)


@contextlib.contextmanager
def keep_state(module: nn.Module) -> Iterator[None]:
    """Put a module and the random generators back as they were, also after an error.

    Parameters
    ----------
    module : torch.nn.Module
        Its attributes, the lists, dicts and sets among them, its modes and the numbers in its buffers are kept, and
        those of all modules inside.

    Yields
    ------
    None
        Once, with all kept.

    Notes
    -----
    Takes as much memory again as the buffers. The numbers in parameters are not kept.
    """
    attributes = [(child, dict(vars(child))) for child in module.modules()]
    containers = [
        (held, held.copy()) for _, names in attributes for held in names.values() if type(held) in _CONTAINERS
    ]
    buffers = [(one, one.clone()) for one in module.buffers() if not (one.is_meta or one.is_inference())]
    plain, numpys = random.getstate(), np.random.get_state()  # noqa: NPY002  # the module may draw from it
    devices = range(torch.cuda.device_count()) if _uses_cuda() else ()
    try:
        with torch.random.fork_rng(devices=devices):
            yield
    finally:
        random.setstate(plain)
        np.random.set_state(numpys)  # noqa: NPY002
        for child, names in attributes:
            vars(child).clear()
            vars(child).update(names)
        for held, before in containers:
            _put_back(held, before)
        with torch.no_grad():
            for buffer, numbers in buffers:
                if not torch.equal(buffer, numbers):  # a write would spoil the backward pass of an earlier forward
                    buffer.copy_(numbers)


def _put_back(held: Any, before: Any) -> None:
    held.clear()
    if isinstance(held, list):
        held.extend(before)
    else:
        held.update(before)


def _uses_cuda() -> bool:
    is_initialized: bool = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]  # torch's own
    return is_initialized


def seed_all() -> None:
    """Let all generators of torch start at the same place, so that two passes draw the same numbers."""
    torch.default_generator.manual_seed(0)
    if _uses_cuda():
        torch.cuda.manual_seed_all(0)


def cloned(example: Any) -> Any:
    """Return an example with tensors of its own, so that a pass may write into them.

    Parameters
    ----------
    example : object
        Tuples, lists and dicts are followed; anything else but tensors is returned as it is.

    Returns
    -------
    object
        Of the same types.

    Examples
    --------
    >>> cloned({"x": (1, [torch.ones(1)])})
    {'x': (1, [tensor([1.])])}
    """
    if isinstance(example, Tensor):
        return example.clone()
    if type(example) is dict:
        return {key: cloned(value) for key, value in example.items()}
    if type(example) in (list, tuple):
        return type(example)(map(cloned, example))
    return example
