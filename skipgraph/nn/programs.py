"""The bytes of a network as a program: of torch, or of ONNX; equal networks have equal bytes."""

import importlib.util
import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.export import Dim, ExportedProgram

from skipgraph.errors import ArgumentError
from skipgraph.nn.check_inputs import wanted_shape
from skipgraph.plan import NetworkPlan

__all__ = ["onnx_bytes", "torch_program_bytes"]

_NEEDS = "a network as .onnx needs onnx and onnxscript: pip install 'skipgraph[onnx]'"


def torch_program_bytes(net: nn.Module, plan: NetworkPlan) -> bytes:
    """Return a network in eval mode as `torch.export.load` reads it.

    Parameters
    ----------
    net : torch.nn.Module
        The network; it is left in the mode it is in.
    plan : NetworkPlan
        Of the network.

    Returns
    -------
    bytes
        A zip archive whose one folder is called ``archive``, whatever the file's name.
    """
    program = io.BytesIO()  # torch's writer ends the process where the disk is full
    torch.export.save(_exported(net, plan), program)
    return program.getvalue()


def onnx_bytes(net: nn.Module, plan: NetworkPlan) -> bytes:
    """Return a network in eval mode as an ONNX model.

    Parameters
    ----------
    net : torch.nn.Module
        The network; it is left in the mode it is in.
    plan : NetworkPlan
        Of the network.

    Returns
    -------
    bytes
        The model, with its weights. The outputs are called ``logits``, or ``logits_1``, ``logits_2`` and so on.

    Raises
    ------
    ArgumentError
        If the extra ``[onnx]`` is not installed, or ONNX has no operation for a module.
    """
    if not all(importlib.util.find_spec(name) for name in ("onnx", "onnxscript")):
        raise ArgumentError(_NEEDS)
    n_outputs = sum(step.kind == "head" for step in plan.program)
    names = ["logits"] if n_outputs == 1 else [f"logits_{number}" for number in range(1, n_outputs + 1)]
    with _quiet():
        try:
            model: Any = torch.onnx.export(
                _exported(net, plan), (), output_names=names, dynamo=True, external_data=False, verbose=False
            )
        except ImportError as error:  # of a version that is too old
            raise ArgumentError(f"{_NEEDS}: {error}") from error
        except torch.onnx.OnnxExporterError as error:
            reason = str(error.__cause__ or error).partition("\n")[0]
            raise ArgumentError(f"the network cannot be written as .onnx: {reason}") from error
    data: bytes = model.model_proto.SerializeToString(deterministic=True)
    return data


def _exported(net: nn.Module, plan: NetworkPlan) -> ExportedProgram:
    """Return the program of a network for a batch of any size, and for sides of any size where it takes any."""
    n_inputs = sum(step.kind == "stem" for step in plan.steps)
    device = next(net.parameters()).device
    # two images, as a batch of one would be taken for a constant
    images = tuple(torch.zeros(2, *plan.spec.input.shape, device=device) for _ in range(n_inputs))
    sides = {axis: Dim.AUTO for axis, side in enumerate(wanted_shape(plan), 1) if isinstance(side, str)}
    sizes = {0: Dim("batch", min=1), **sides}
    further = (tuple(sizes for _ in images[1:]),) if n_inputs > 1 else ()  # one entry for *more_images
    was_training = net.training
    try:
        return torch.export.export(net.eval(), images, dynamic_shapes=(sizes, *further))
    finally:
        net.train(was_training)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep torch from telling what it lacks and what it will change: none of it is about the network."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
