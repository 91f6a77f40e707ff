"""Capture the run of a module: what its forward pass makes, and of what."""

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from skipgraph.errors import FormatError
from skipgraph.tracing.exported_graph import run_by_export
from skipgraph.tracing.graph_values import leaves
from skipgraph.tracing.kept_state import cloned, keep_state, seed_all
from skipgraph.tracing.run_values import Run
from skipgraph.tracing.symbolic_graph import run_by_symbols

__all__ = ["capture_module"]


def capture_module(
    module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], whole: frozenset[str] = frozenset()
) -> Run:
    """Capture a module's forward pass in eval mode, by torch.fx or, where that fails, by torch.export.

    Parameters
    ----------
    module : torch.nn.Module
        It is left as it was, also after an error.
    args, kwargs
        What it takes; they are left as they were.
    whole : frozenset of str
        Qualified names of modules that the run does not look into; `torch.export` looks into them nevertheless.

    Returns
    -------
    Run
        Of that pass.

    Raises
    ------
    FormatError
        If the module does not take its arguments, or neither can follow it.
    """
    name = type(module).__name__
    lazy = [key for key, parameter in module.named_parameters() if is_lazy(parameter)]
    if lazy:
        raise FormatError(f"{name} has parameters without a shape ({', '.join(lazy[:4])}): call it once before")
    with _in_eval_mode(module):
        wanted = _returned(module, args, kwargs)
    try:
        with _in_eval_mode(module):
            run, returned = run_by_symbols(module, args, kwargs, whole)
            _check(returned, wanted)
    except Exception as error:  # fx lets through whatever the module raises
        reason = _first_line(error)
    else:
        return run
    try:
        with _in_eval_mode(module):
            run, returned = run_by_export(module, args, kwargs)
            _check(returned, wanted)
    except Exception as error:  # so does export
        raise FormatError(
            f"{name} has no single path to trace: torch.fx says {reason!r}, torch.export {_first_line(error)!r}"
        ) from error
    return run


@contextlib.contextmanager
def _in_eval_mode(module: nn.Module) -> Iterator[None]:
    """Let a pass begin where the others began, and leave nothing."""
    with keep_state(module), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the user's module and of torch's own
        module.eval()
        yield


def _returned(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Tensor]:
    """Return the tensors that the module itself returns."""
    seed_all()
    try:
        return list(leaves(module(*cloned(args), **cloned(dict(kwargs))), Tensor))
    except Exception as error:  # the module is the user's and may raise anything
        shapes = ", ".join(str(tuple(tensor.shape)) for tensor in leaves((args, dict(kwargs)), Tensor))
        given = f"inputs of shape {shapes}" if shapes else "these inputs"
        raise FormatError(f"{type(module).__name__} does not take {given}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _check(returned: Any, wanted: list[Tensor]) -> None:
    made = list(leaves(returned, Tensor))
    if len(made) != len(wanted) or not all(map(_is_same, made, wanted)):
        raise ValueError("what was followed makes other numbers than the module")


def _is_same(made: Tensor, wanted: Tensor) -> bool:
    if made.shape != wanted.shape or made.dtype != wanted.dtype:
        return False
    # tensors on the meta device have a shape and no numbers
    return made.is_meta or torch.allclose(made, wanted, rtol=1e-3, atol=1e-5, equal_nan=True)
