"""The run of an exported program: the graph that torch.export made of a module."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch._ops import HigherOrderOperator
from torch.export import ExportedProgram

from skipgraph.errors import FormatError
from skipgraph.tracing.graph_values import ValueCollector, function_name
from skipgraph.tracing.kept_state import cloned, seed_all
from skipgraph.tracing.layer_modules import class_path, is_layer_path
from skipgraph.tracing.run_values import Run, Value

__all__ = ["classes_of_program", "run_by_export", "run_of_program"]

_BRANCHES = {"cond", "while_loop", "scan", "map_impl", "associative_scan"}


def run_by_export(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Run, Any]:
    """Run a module by torch.export.

    Parameters
    ----------
    module : torch.nn.Module
        In eval mode.
    args, kwargs
        What it takes.

    Returns
    -------
    run : Run
        Of that pass.
    returned : object
        What the exported program returns for `args` and `kwargs`.
    """
    with contextlib.redirect_stderr(io.StringIO()), _unlogged():  # where it cannot, it prints its graph
        program = torch.export.export(module, cloned(args), cloned(dict(kwargs)), strict=False)
    seed_all()
    return run_of_program(program), program.module()(*cloned(args), **cloned(dict(kwargs)))


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """Keep torch from logging what the error says as well."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def classes_of_program(program: ExportedProgram) -> dict[str, list[str]]:
    """Return the full name of the class of each module in a program, by the module's qualified name.

    Parameters
    ----------
    program : torch.export.ExportedProgram
        It says which module made each of its nodes.

    Returns
    -------
    dict of str to list of str
        One class for each module, as a program does not say its bases.
    """
    calls = [call for node in program.graph.nodes for call in (node.meta.get("nn_module_stack") or {}).values()]
    return {name: [kind if isinstance(kind, str) else class_path(kind)] for name, kind in calls}


def run_of_program(program: ExportedProgram) -> Run:
    """Read the run of an exported program.

    Parameters
    ----------
    program : torch.export.ExportedProgram
        What `torch.export.load` reads.

    Returns
    -------
    Run
        Of the program with all writes in place undone.

    Raises
    ------
    FormatError
        If the program branches or loops by its data, so that it has no single topology.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own
        program = program.run_decompositions({})
    signature = program.graph_signature
    inputs, parameters = set(signature.user_inputs), set(signature.inputs_to_parameters)
    classes = classes_of_program(program)
    layers = frozenset(name for name, paths in classes.items() if any(map(is_layer_path, paths)))
    collector = ValueCollector(layers)
    for node in program.graph.nodes:
        if node.op != "output":
            name, made = _name_of(node, inputs), node.meta.get("val")
            if isinstance(node.target, HigherOrderOperator) and name in _BRANCHES:
                raise FormatError(f"the program has no single topology: its {name!r} branches or loops by its data")
            is_tensor = isinstance(made, Tensor)
            # a symbolic size counts as the one it was seen with; an input that is no tensor has no size
            shape = tuple(map(_size_of, made.shape)) if is_tensor else (() if name == "input" else None)
            is_complex = is_tensor and made.is_complex()
            seen = Value(name, shape=shape, is_learned=node.name in parameters, is_complex=is_complex)
            collector.collect(node, seen)
    return collector.run(program.graph, set(signature.user_outputs))


def _name_of(node: fx.Node, inputs: set[str]) -> str:
    if node.op == "placeholder":
        return "input" if node.name in inputs else "weight"
    if node.op == "get_attr":
        return "weight"
    if isinstance(node.meta.get("val"), torch.SymInt | torch.SymFloat | torch.SymBool):
        return "plain"  # as of a size that is left open
    return function_name(node.target)


def _size_of(size: Any) -> int:
    hint = getattr(getattr(size, "node", None), "hint", size)
    return int(hint) if hint is not None else 0
