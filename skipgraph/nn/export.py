"""Networks in files: a program of torch or ONNX, or weights with all it takes to build the network again."""

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
from skipgraph.nn.programs import onnx_bytes, torch_program_bytes
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.plan.part import Part
from skipgraph.plan.spec_values import spec_from_values, spec_to_values
from skipgraph.topology import Topology
from skipgraph.topology.store import topology_from_json, topology_to_json

__all__ = ["export_network", "load_network"]

_FORMAT = "skipgraph network"
_VERSION = "2"
_VERSIONS = ("1", "2")
_SMALL = 2**24  # parameters that do no harm
_PROGRAMS = {".pt2": torch_program_bytes, ".onnx": onnx_bytes}
ENDINGS = (*_PROGRAMS, ".safetensors")


@checked
def export_network(net: SkipNetwork, path: str | os.PathLike[str]) -> None:
    """Write a network to a file, whole or not at all.

    Parameters
    ----------
    net : SkipNetwork
        What to write.
    path : str or path-like
        ``.pt2`` holds the program in eval mode, as `torch.export.load` reads it; ``.onnx`` the same for other
        programs (extra ``[onnx]``). Both take a batch of any size, and images of any height and width or sequences
        of any length where the network does. ``.safetensors`` holds the weights and, in its metadata, topology and
        spec, so that `load_network` makes the network again; the same two are also in a ``.json`` file next to it.

    Raises
    ------
    ArgumentError
        If the extra ``[onnx]`` is not installed, or ONNX has no operation for a module.
    FormatError
        If the ending is another, the file cannot be written, or ``.safetensors`` would hold weights that are no
        longer those of the plan.

    Notes
    -----
    Equal networks give equal bytes.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FormatError(f"{path}: ending {path.suffix!r} cannot be written: must be one of {', '.join(ENDINGS)}")
    if not path.parent.is_dir():
        raise FormatError(f"{path}: cannot be written: there is no folder {path.parent}")
    try:
        if ending in _PROGRAMS:
            program = _PROGRAMS[ending](net, net.plan)
            with atomic_write(path) as scratch:
                scratch.write_bytes(program)
            return
        try:
            net.check_planned()
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from error
        document = {
            "format": _FORMAT,
            "version": _VERSION,
            "topology": json.loads(topology_to_json(net.topology)),
            "spec": spec_to_values(net.plan.spec),
        }
        weights = {key: tensor.detach().cpu().contiguous() for key, tensor in net.state_dict().items()}
        with atomic_write(path.with_suffix(".json")) as copy, atomic_write(path) as scratch:
            copy.write_text(json.dumps(document, indent=1) + "\n")
            # one key, as the order of several changes from run to run
            scratch.write_bytes(save(weights, metadata={_FORMAT: json.dumps(document)}))
    except OSError as error:
        raise FormatError(f"{path}: cannot be written: {error.strerror or error}") from error


@checked
def load_network(
    path: str | os.PathLike[str], *, factory: Factory | None = None, parts: Sequence[type[Part]] = ()
) -> SkipNetwork:
    """Read a network that `export_network` wrote as ``.safetensors``.

    Parameters
    ----------
    path : str or path-like
        The ``.safetensors`` file; the ``.json`` file next to it is not needed.
    factory : callable, optional
        What made the modules of layers, if the network was compiled with a `factory`: no file keeps it.
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
    if path.is_dir():
        found = sorted(entry for entry in path.glob("*.safetensors") if not entry.name.startswith("checkpoint"))
        raise FormatError(f"{path}: is a folder: give {found[0] if found else 'a file ending in .safetensors'}")
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
    try:
        if factory is None:
            _check_size(topology, spec, weights)
        with torch.random.fork_rng(devices=[]):  # the weights drawn first are replaced
            net = compile_network(topology, spec, factory=factory)
    except PlanError as error:
        raise FormatError(f"{path}: its topology and spec do not fit: {error}") from error
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
    try:
        net.load_state_dict(weights)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
    return net


def _check_size(topology: Topology, spec: NetworkSpec, weights: Mapping[str, torch.Tensor]) -> None:
    """Refuse a network that has more parameters than the file has numbers, before any memory is taken for them."""
    n_numbers = sum(tensor.numel() for tensor in weights.values())
    n_parameters = plan_network(topology, spec).n_parameters
    if n_parameters > max(n_numbers, _SMALL):  # below, the check of each weight says more
        raise FormatError(f"its network has {n_parameters:,} parameters, its weights are {n_numbers:,} numbers")


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
