"""The manifest of a run: all that its numbers depend on, and what differs between two runs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from skipgraph.arguments import checked
from skipgraph.nn import SkipNetwork
from skipgraph.plan import spec_to_values
from skipgraph.topology import Aggregation, NodeKind, Topology, fingerprint
from skipgraph.train.dataset import ImageData
from skipgraph.train.recipe import Recipe

__all__ = ["differences", "run_manifest", "weights_digest"]

_PACKAGES = ("skipgraph", "torch", "numpy")
_SHOWN = 6
# told only where nothing else differs, as a digest says little
_DIGESTS = ("network.weights", "data.digest", "topology.fingerprint", "topology.edges")


@checked
def run_manifest(
    net: nn.Module, data: ImageData, recipe: Recipe, about: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return all that the numbers of a run depend on.

    Parameters
    ----------
    net : torch.nn.Module
        The network. Of a compiled one, topology and spec are described too.
    data : ImageData
        What it learns.
    recipe : Recipe
        How it is trained.
    about : mapping of str to value, optional
        Further facts; values are JSON scalars.

    Returns
    -------
    dict
        Ready for JSON: the sections ``recipe``, ``data``, ``network``, ``versions``, ``about``, and of a compiled
        network ``topology`` and ``spec``.
    """
    manifest: dict[str, Any] = {
        "recipe": _plain(asdict(recipe)),
        "data": {"name": data.name, "digest": data.digest()},
        "network": {"weights": _shapes_digest(net)},
        "versions": {package: version(package) for package in _PACKAGES},
        "about": _plain(about or {}),
    }
    if isinstance(net, SkipNetwork):
        manifest["topology"] = _describe_topology(net.topology)
        manifest["spec"] = spec_to_values(net.plan.spec)
    return manifest


def differences(found: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """Return what differs between two manifests.

    Parameters
    ----------
    found, asked : mapping
        The manifest of a run in a folder, and of the run that is asked for.

    Returns
    -------
    list of str
        One entry for each fact, such as ``recipe.seed 0, not 1``; digests only where no other fact differs.
    """
    first, second = _flat(found), _flat(asked)
    differing = [key for key in {**second, **first} if first.get(key) != second.get(key)]
    telling = [key for key in differing if key not in _DIGESTS] or differing
    told = [f"{key} {first.get(key)!r}, not {second.get(key)!r}" for key in telling[:_SHOWN]]
    if len(telling) > _SHOWN:
        told.append(f"{len(telling) - _SHOWN} more differences")
    return told


def weights_digest(weights: Mapping[str, torch.Tensor]) -> str:
    """Return a digest of tensors by name.

    Parameters
    ----------
    weights : mapping of str to Tensor
        On any device.

    Returns
    -------
    str
        64 hexadecimal digits; another bit in any tensor gives another digest.
    """
    digest = hashlib.sha256()
    for key in sorted(weights):
        tensor = weights[key].detach().cpu().contiguous()
        digest.update(f"{key} {tuple(tensor.shape)} {tensor.dtype};".encode())
        # as bytes, since numpy has no bfloat16
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
    return digest.hexdigest()


def _describe_topology(topology: Topology) -> dict[str, Any]:
    return {
        "name": topology.name,
        "layers": topology.n_layers,
        "edges": _digest(topology.edges()),
        "fingerprint": fingerprint(topology),
        "kinds": _counted(topology.kinds, NodeKind),
        "stages": _digest(topology.stages),
        "aggregations": _counted(topology.aggregations, Aggregation),
        **{
            f"{whose}_attributes": {key: _digest(list(values)) for key, values in attributes.items()}
            for whose, attributes in (("node", topology.node_attributes), ("edge", topology.edge_attributes))
        },
    }


def _counted(codes: NDArray[np.uint8], names: type[NodeKind] | type[Aggregation]) -> str:
    """Return how many nodes have each code, and a digest that says which."""
    counts = [f"{int((codes == code).sum())} {code.name.lower()}" for code in names if (codes == code).any()]
    return f"{', '.join(counts)} ({_digest(codes)})"


def _shapes_digest(net: nn.Module) -> str:
    return _digest([f"{key} {tuple(tensor.shape)}" for key, tensor in net.state_dict().items()])


def _digest(value: NDArray[Any] | list[Any]) -> str:
    if isinstance(value, np.ndarray):
        content = f"{value.shape} {value.dtype};".encode() + value.tobytes()
    else:
        content = repr([item.item() if isinstance(item, np.generic) else item for item in value]).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def _plain(value: object) -> Any:
    """Return a value made of mappings, lists and JSON scalars."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return getattr(value, "__qualname__", repr(value))  # a function tells its name, not where in memory it is


def _flat(manifest: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return the facts of a manifest by their path, such as ``spec.dropout``."""
    flat: dict[str, Any] = {}
    for key, value in manifest.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat
