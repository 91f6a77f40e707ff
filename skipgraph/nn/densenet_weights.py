"""Weights of published DenseNets, for networks with all or only some of their edges."""

import re
from collections.abc import Mapping

import torch
from torch import Tensor

from skipgraph.errors import FormatError
from skipgraph.nn.check_state import nearest_fit
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import NodePlan

__all__ = ["load_densenet_state"]

_OLD = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$")
_LAYER = re.compile(r"^features\.denseblock(\d+)\.denselayer(\d+)\.norm1\.weight$")
_STATISTICS = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
_SHOWN = 6


def load_densenet_state(net: SkipNetwork, state_dict: Mapping[str, Tensor]) -> None:
    """Load the weights of a DenseNet, by edges where the network has fewer of them.

    Parameters
    ----------
    net : SkipNetwork
        A network of as many layers in each stage as the DenseNet has in each block, with transition nodes
        between stages. It may read less than all: of what a layer, transition or head joins, the channels
        that come along edges that are gone are sliced out of its norm and its convolution.
    state_dict : mapping of str to Tensor
        With the keys of torchvision and timm, the old ones with ``norm.1`` included. Counts of batches
        may be missing.

    Raises
    ------
    FormatError
        If the weights are of another network: it says which keys are missing, are left over or have
        another shape, how many, and what the two networks look like. The network is left as it was.

    Notes
    -----
    With all edges, the network then computes what the DenseNet does. With fewer, it is that DenseNet with
    the weights of the other edges set to zero, up to its statistics.
    """
    given = {_renamed(key): tensor for key, tensor in state_dict.items()}
    blocks = _blocks_of(given)
    ours = _blocks_of_plan(net)
    if blocks != ours:
        raise FormatError(
            f"the weights are of a DenseNet with {_listed(blocks)} layers in its blocks ({len(given)} keys), "
            f"this network has {_listed(ours)} layers in its stages; they fit {nearest_fit(given)}"
        )
    members = _members(net)
    loaded: dict[str, Tensor] = {}
    faults: list[str] = []
    used: set[str] = set()
    own = net.state_dict()
    for step in net.plan.steps:
        if step.kind not in ("stem", "layer", "transition", "head"):
            faults.append(f"step {step.key} is a {step.kind}, which no DenseNet has")
            continue
        channels = _channels(net, step, members, given)
        for name, source, sliced in _parts(step, members[step.key]):
            for key, tensor in _entries(own, f"{step.key}.{name}", source):
                used.add(tensor)
                if tensor not in given:
                    if not tensor.endswith("num_batches_tracked"):
                        faults.append(f"{tensor} is missing")
                    continue
                value = given[tensor]
                if sliced and channels is not None and key != f"{step.key}.linear.bias":
                    value = _sliced(value, channels)
                if value.shape != own[key].shape:
                    faults.append(f"{tensor} has shape {tuple(value.shape)}, {key} takes {tuple(own[key].shape)}")
                loaded[key] = value
    faults += [f"{key} has no place" for key in given if key not in used]
    if faults:
        shown = "; ".join(faults[:_SHOWN]) + (f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else "")
        raise FormatError(
            f"the weights do not fit this network, {len(faults)} of {len(given)} keys: {shown}. "
            f"They fit {nearest_fit(given)}"
        )
    net.load_state_dict({**own, **loaded})


def _sliced(value: Tensor, channels: Tensor) -> Tensor:
    axis = 1 if value.ndim > 1 else 0
    if value.ndim == 0 or value.shape[axis] <= int(channels.max()):
        return value  # a count, or of another network, which its shape will tell
    return value.index_select(axis, channels.to(value.device))


def _renamed(key: str) -> str:
    match = _OLD.match(key)
    return match[1] + match[2] if match else key


def _blocks_of(given: Mapping[str, Tensor]) -> tuple[int, ...]:
    sizes: dict[int, int] = {}
    for key in given:
        match = _LAYER.match(key)
        if match:
            sizes[int(match[1])] = max(sizes.get(int(match[1]), 0), int(match[2]))
    return tuple(sizes[block] for block in sorted(sizes))


def _blocks_of_plan(net: SkipNetwork) -> tuple[int, ...]:
    stages = [step.stage for step in net.plan.steps if step.kind == "layer"]
    return tuple(stages.count(stage) for stage in sorted(set(stages)))


def _listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes)) or "no"


def _members(net: SkipNetwork) -> dict[str, tuple[int, int]]:
    """Return block and place in it, counted from 1 and 0, of each step; the block's input has place 0."""
    stages = sorted({step.stage for step in net.plan.steps if step.kind == "layer"})
    members: dict[str, tuple[int, int]] = {}
    counts = dict.fromkeys(stages, 0)
    for step in net.plan.steps:
        if step.kind == "layer":
            counts[step.stage] += 1
            members[step.key] = (stages.index(step.stage) + 1, counts[step.stage])
        else:
            block = stages.index(step.stage) + 1 if step.stage in stages else len(stages)
            members[step.key] = (block, 0)
    return members


def _parts(step: NodePlan, member: tuple[int, int]) -> list[tuple[str, str, bool]]:
    """Return each of a step's modules with weights, its prefix in the DenseNet, and whether it takes the join."""
    block, place = member
    if step.kind == "stem":
        return [("conv", "features.conv0", False), ("norm", "features.norm0", False)]
    if step.kind == "transition":
        prefix = f"features.transition{block - 1}"
        return [("norm", f"{prefix}.norm", True), ("conv", f"{prefix}.conv", True)]
    if step.kind == "head":
        return [("norm", "features.norm5", True), ("linear", "classifier", True)]  # 5 for any number of blocks
    prefix = f"features.denseblock{block}.denselayer{place}"
    return [(name, f"{prefix}.{name}", name.endswith("1")) for name in ("norm1", "conv1", "norm2", "conv2")]


def _entries(own: Mapping[str, Tensor], module: str, source: str) -> list[tuple[str, str]]:
    return [(f"{module}.{name}", f"{source}.{name}") for name in _STATISTICS if f"{module}.{name}" in own]


def _channels(
    net: SkipNetwork, step: NodePlan, members: Mapping[str, tuple[int, int]], given: Mapping[str, Tensor]
) -> Tensor | None:
    """Return which of the channels that a DenseNet joins here come along the edges there are."""
    if not step.reads:
        return None
    ranges = []
    for read in step.reads:
        block, place = members[net.plan.steps[read].key]
        entry = given.get(f"features.denseblock{block}.denselayer{place or 1}.norm1.weight")
        if entry is None:
            return None  # listed as missing by the layer that takes it
        before = entry.numel()
        # layer i joins all before it, so what it makes comes behind what it joins
        start, width = (0, before) if place == 0 else (before, net.plan.steps[read].shape[0])
        ranges.append(torch.arange(start, start + width))
    return torch.cat(ranges)
