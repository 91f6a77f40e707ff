"""Load the weights of published DenseNets into networks with all or only some of their edges."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from skipgraph.arguments import checked
from skipgraph.errors import FormatError
from skipgraph.nn.check_state import nearest_fit
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import PlanStep

__all__ = ["load_densenet_state"]

_OLD = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$")
_LAYER = re.compile(r"^features\.denseblock(\d+)\.denselayer(\d+)\.norm1\.weight$")
_STATISTICS = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
_KINDS = ("stem", "layer", "transition", "head")
_SHOWN = 6


@checked
def load_densenet_state(net: SkipNetwork, state_dict: Mapping[str, Tensor]) -> None:
    """Load the weights of a DenseNet; where the network has fewer edges, only the weights of those edges.

    Parameters
    ----------
    net : SkipNetwork
        A network of as many layers in each stage as the DenseNet has in each block, with transition nodes
        between stages. It may have fewer edges: the channels of a missing edge are then left out of the norm and the
        convolution that would read them.
    state_dict : mapping of str to Tensor
        With the keys of torchvision and timm, also their old ones with ``norm.1``. ``num_batches_tracked`` may be
        missing.

    Raises
    ------
    FormatError
        If the weights are of another network. The message names the keys that are missing, left over or of another
        shape, says how many, and describes both networks. The network is left as it was.

    Notes
    -----
    With all edges, the network then computes what the DenseNet does. With fewer, it computes in eval mode what the
    DenseNet does when the weights of the missing edges are zero.
    """
    given = {_renamed(key): tensor for key, tensor in state_dict.items()}
    blocks = _blocks_of(given)
    ours = _blocks_of_plan(net)
    if blocks != ours:
        raise FormatError(
            f"the weights are of a DenseNet with {_listed(blocks)} layers in its blocks ({len(given)} keys), "
            f"this network has {_listed(ours)} layers in its stages; they fit {nearest_fit(given)}"
        )
    own = net.state_dict()
    pairs = list(_pairs(net, given))
    loaded, unfit = _compared(pairs, own, given)
    theirs = {pair.theirs for pair in pairs}
    faults = [
        *(
            f"step {step.key} is a {step.kind}, which no DenseNet has"
            for step in net.plan.steps
            if step.kind not in _KINDS
        ),
        *unfit,
        *(f"{key} has no place" for key in given if key not in theirs),
    ]
    if faults:
        shown = "; ".join(faults[:_SHOWN]) + (f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else "")
        raise FormatError(
            f"the weights do not fit this network, {len(faults)} of {len(given)} keys: {shown}. "
            f"They fit {nearest_fit(given)}"
        )
    net.load_state_dict({**own, **loaded})


class _Pair(NamedTuple):
    """A tensor of the network, the one of the DenseNet that it takes, and which of its channels if not all."""

    ours: str
    theirs: str
    channels: Tensor | None


def _pairs(net: SkipNetwork, given: Mapping[str, Tensor]) -> Iterator[_Pair]:
    members = _members(net)
    own = net.state_dict()
    for step in net.plan.steps:
        if step.kind not in _KINDS:
            continue
        channels = _channels(net, step, members, given)
        for name, prefix, takes_join in _parts(step, members[step.key]):
            for statistic in _STATISTICS:
                ours = f"{step.key}.{name}.{statistic}"
                if ours in own:
                    is_sliced = takes_join and ours != f"{step.key}.linear.bias"
                    yield _Pair(ours, f"{prefix}.{statistic}", channels if is_sliced else None)


def _compared(
    pairs: Sequence[_Pair], own: Mapping[str, Tensor], given: Mapping[str, Tensor]
) -> tuple[dict[str, Tensor], list[str]]:
    """Return the tensors to load by our names, and what is missing or has another shape."""
    loaded: dict[str, Tensor] = {}
    faults = []
    for pair in pairs:
        if pair.theirs in given:
            value = given[pair.theirs] if pair.channels is None else _sliced(given[pair.theirs], pair.channels)
            loaded[pair.ours] = value
            shape, wanted = tuple(value.shape), tuple(own[pair.ours].shape)
            if shape != wanted:
                faults.append(f"{pair.theirs} has shape {shape}, {pair.ours} takes {wanted}")
        elif not pair.theirs.endswith("num_batches_tracked"):
            faults.append(f"{pair.theirs} is missing")
    return loaded, faults


def _sliced(value: Tensor, channels: Tensor) -> Tensor:
    axis = 1 if value.ndim > 1 else 0
    if value.ndim == 0 or value.shape[axis] <= int(channels.max()):
        return value  # a count, or the weights of another network, whose shape does not fit either
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
    """Return for each step its block, counted from 1, and its place there; the block's input has place 0."""
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


def _parts(step: PlanStep, member: tuple[int, int]) -> list[tuple[str, str, bool]]:
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


def _channels(
    net: SkipNetwork, step: PlanStep, members: Mapping[str, tuple[int, int]], given: Mapping[str, Tensor]
) -> Tensor | None:
    """Return which of the channels that a DenseNet joins here come along the edges of the network."""
    if not step.reads:
        return None
    ranges = []
    for read in step.reads:
        block, place = members[net.plan.steps[read].key]
        entry = given.get(f"features.denseblock{block}.denselayer{place or 1}.norm1.weight")
        if entry is None:
            return None  # the layer that takes it lists it as missing
        before = entry.numel()
        # layer i joins all before it, so what it makes comes after what it joins
        start, width = (0, before) if place == 0 else (before, net.plan.steps[read].shape[0])
        ranges.append(torch.arange(start, start + width))
    return torch.cat(ranges)
