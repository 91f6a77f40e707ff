"""Networks in files: a torch program, or weights with all it takes to build the network again."""

import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError, FormatError, PlanError
from skipgraph.files import atomic_write
from skipgraph.nn.compiling import Factory
from skipgraph.nn.compiling import compile as compile_network
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan.part import Part
from skipgraph.plan.spec_values import spec_from_values, spec_to_values
from skipgraph.topology.store import topology_from_json, topology_to_json

__all__ = ["export_network", "load_network"]

_FORMAT = "skipgraph network"
_VERSION = "2"
_VERSIONS = ("1", "2")


@checked
def export_network(net: SkipNetwork, path: str | os.PathLike[str]) -> None:
    """Write a network to a file, whole or not at all.

    Parameters
    ----------
    net : SkipNetwork
        What to write.
    path : str or path-like
        ``.pt2`` holds the program in eval mode for any batch size, as `torch.export.load` reads it.
        ``.safetensors`` holds the weights and, in its metadata, topology and spec, so that
        `load_network` makes the network again; the same two stand in a ``.json`` file beside it.

    Raises
    ------
    FormatError
        If the ending is another, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix not in (".pt2", ".safetensors"):
        raise FormatError(f"{path}: ending {path.suffix!r} cannot be written: must be one of .pt2, .safetensors")
    if not path.parent.is_dir():
        raise FormatError(f"{path}: cannot be written: there is no folder {path.parent}")
    try:
        if path.suffix == ".pt2":
            program = io.BytesIO()  # torch's writer ends the process where the disk is full
            torch.export.save(_program(net), program)
            with atomic_write(path) as scratch:
                scratch.write_bytes(program.getbuffer())
            return
        document = {
            "format": _FORMAT,
            "version": _VERSION,
            "topology": json.loads(topology_to_json(net.topology)),
            "spec": spec_to_values(net.plan.spec),
        }
        weights = {key: tensor.detach().cpu().contiguous() for key, tensor in net.state_dict().items()}
        with atomic_write(path.with_suffix(".json")) as beside, atomic_write(path) as scratch:
            beside.write_text(json.dumps(document, indent=1) + "\n")
            # one key, as the order of several changes from run to run
            scratch.write_bytes(save(weights, metadata={_FORMAT: json.dumps(document)}))
    except OSError as error:
        raise FormatError(f"{path}: cannot be written: {error.strerror or error}") from error


def _program(net: SkipNetwork) -> torch.export.ExportedProgram:
    spec = net.plan.spec
    n_inputs = sum(step.kind == "stem" for step in net.plan.steps)
    device = next(net.parameters()).device
    # two images, as a batch of one would be taken for a constant
    images = tuple(torch.zeros(2, *spec.input.shape, device=device) for _ in range(n_inputs))
    batch = torch.export.Dim("batch", min=1)
    further = (tuple({0: batch} for _ in images[1:]),) if n_inputs > 1 else ()  # one entry for *more_images
    shapes = ({0: batch}, *further)
    was_training = net.training
    try:
        return torch.export.export(net.eval(), images, dynamic_shapes=shapes)
    finally:
        net.train(was_training)


@checked
def load_network(
    path: str | os.PathLike[str], *, factory: Factory | None = None, parts: Sequence[type[Part]] = ()
) -> SkipNetwork:
    """Read a network that `export_network` wrote as ``.safetensors``.

    Parameters
    ----------
    path : str or path-like
        The file; the one beside it is not needed.
    factory : callable, optional
        What made the modules of layers, as in `compile`, for a network that was made by one: no file keeps it.
    parts : sequence of type
        Classes of your own that the spec is made of, such as a `skipgraph.Block`; no file is trusted to import them.

    Returns
    -------
    SkipNetwork
        The same network with the same weights, on the CPU.

    Raises
    ------
    FormatError
        If there is no such file, or it holds no network of skipgraph.
    """
    path = Path(path)
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            weights = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # no dict
    except (OSError, SafetensorError) as error:
        raise FormatError(f"{path}: cannot be read: {error}") from error
    try:
        document = _document(metadata)
        spec = spec_from_values(document["spec"], parts=parts)
        topology = topology_from_json(json.dumps(document["topology"]), place=f"{path}, topology")
    except (KeyError, TypeError, json.JSONDecodeError, ArgumentError) as error:
        raise FormatError(f"{path}: its metadata holds no topology and spec: {error}") from error
    with torch.random.fork_rng(devices=[]):  # the weights drawn first are replaced
        try:
            net = compile_network(topology, spec, factory=factory)
        except PlanError as error:
            raise FormatError(f"{path}: its topology and spec do not fit: {error}") from error
    try:
        net.load_state_dict(weights)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
    return net


def _document(metadata: Mapping[str, str]) -> dict[str, Any]:
    """Return what the metadata of a file say of its network, whichever version wrote them."""
    if _FORMAT in metadata:
        document: dict[str, Any] = json.loads(metadata[_FORMAT])
    elif metadata.get("format") == _FORMAT:  # version 1, a key for each
        document = {**metadata, "topology": json.loads(metadata["topology"]), "spec": json.loads(metadata["spec"])}
    else:
        raise ArgumentError(f"they name no {_FORMAT}")
    if document.get("version") not in _VERSIONS:
        raise ArgumentError(f"version must be {' or '.join(_VERSIONS)}, got {document.get('version')!r}")
    return document
