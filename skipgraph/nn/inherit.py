"""From a trained network to one with fewer edges: what came along the edges that are gone is sliced out."""

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import assert_never

import torch
from torch import Tensor

from skipgraph.arguments import checked
from skipgraph.errors import FormatError
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import NetworkPlan, PlanStep
from skipgraph.plan.operations import Operation, Operations, channels_of
from skipgraph.topology import Aggregation

__all__ = ["inherit_weights"]

_SHOWN = 6


@checked
def inherit_weights(net: SkipNetwork, trained: SkipNetwork) -> None:
    """Give a network the weights of a trained one that has all its edges and more.

    Parameters
    ----------
    net : SkipNetwork
        What gets the weights. Each of its steps stands under the same key in `trained`, which follows from
        the labels of nodes, and reads some of what it reads there.
    trained : SkipNetwork
        What has them; left as it is.

    Raises
    ------
    FormatError
        If a step has no counterpart, reads what its counterpart does not, joins or works in another way,
        or has other widths; the message lists the steps. `net` is left as it was.

    See Also
    --------
    skipgraph.topology.edit.sparsify : Take edges out of a topology.
    skipgraph.nn.densenet_weights.load_densenet_state : The same from the published weights of a DenseNet.

    Notes
    -----
    After a concat, the channels of edges that are gone are sliced out of the norm that follows and of the
    convolution or matrix that takes them. In eval mode `net` then computes what `trained` would if its
    convolutions and matrices had zero weights for these channels; but a layer norm, as of a transformer, normalizes
    by the channels that are left. A sum has fewer terms, a weighted or
    gated join keeps what belongs to the edges that are left; a single one is passed on without a weight.

    Examples
    --------
    >>> from skipgraph.nn import compile
    >>> from skipgraph.patterns import densenet, log_densenet
    >>> from skipgraph.plan import NetworkSpec
    >>> trained = compile(densenet(3), NetworkSpec(growth_rate=4))
    >>> net = compile(log_densenet(3), NetworkSpec(growth_rate=4))
    >>> inherit_weights(net, trained)  # layer 3 reads the layers 1 and 2, but not the 8 channels of the input
    >>> torch.equal(net.node3.conv1.weight, trained.node3.conv1.weight[:, 8:])
    True
    """
    twins = {step.key: step for step in trained.plan.steps}
    given, own = trained.state_dict(), net.state_dict()
    weights: dict[str, Tensor] = {}
    faults: list[str] = []
    for step in net.plan.steps:
        found = _faults(net.plan, step, trained.plan, twins.get(step.key))
        faults += found
        if not found:
            weights.update(_step_weights(net.plan, step, trained.plan, twins[step.key], given))
    if not faults:
        faults += [f"{key} is missing" for key in own if key not in weights]
        faults += [f"{key} has no place" for key in weights if key not in own]
        faults += [
            f"{key} has shape {tuple(value.shape)}, here {tuple(own[key].shape)}"
            for key, value in weights.items()
            if key in own and value.shape != own[key].shape
        ]
    if faults:
        shown = "; ".join(faults[:_SHOWN]) + (f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else "")
        raise FormatError(f"the network cannot inherit from the trained one: {shown}")
    net.load_state_dict(weights)


def _sources(plan: NetworkPlan, step: PlanStep) -> list[str]:
    return [plan.steps[read].key for read in step.reads]


def _faults(plan: NetworkPlan, step: PlanStep, trained: NetworkPlan, twin: PlanStep | None) -> list[str]:
    if twin is None:
        return [f"{step.key} is not in it"]
    if _ways(step.operations) != _ways(twin.operations):
        return [f"{step.key} has different operations in the trained network"]
    if len(step.reads) > 1 and step.aggregation != twin.aggregation:
        return [f"{step.key} joins by {twin.aggregation.name.lower()} there, here by {step.aggregation.name.lower()}"]
    if step.join_weights and step.aggregation == Aggregation.WEIGHTED:
        here, there = step.edge_weights, twin.edge_weights
        if here != there:
            return [f"{step.key} has weights that are {there} there, here {here}"]
    faults = _read_faults(plan, step, trained, twin)
    if not faults and _loses_channels(step, twin) and any(op.splits_channels for op in _up_to_taken(step)):
        faults.append(f"{step.key} takes what it reads in groups of channels, so no channel can be removed")
    return faults


def _read_faults(plan: NetworkPlan, step: PlanStep, trained: NetworkPlan, twin: PlanStep) -> list[str]:
    """Return what a step reads that its counterpart does not read."""
    theirs = dict(zip(_sources(trained, twin), _parts(trained, twin), strict=True))
    faults = []
    for source, part in zip(_sources(plan, step), _parts(plan, step), strict=True):
        if source not in theirs:
            faults.append(f"{step.key} does not read {source} there")
        elif theirs[source] != part:
            faults.append(f"{step.key} reads other channels of {source} there")
    carry = _sources(trained, twin)[:1]
    if step.joins and step.aggregation == Aggregation.GATED and _sources(plan, step)[:1] != carry:
        faults.append(f"{step.key} has gates that depend on {carry[0]} there, which it does not read")
    return faults


def _ways(operations: Operations) -> list[tuple[object, ...]]:
    """Return what operations do, whatever their numbers of channels, which the shapes of weights tell."""
    return [(name, type(operation), *operation.settings, *_ways(operation.inner)) for name, operation in operations]


def _parts(plan: NetworkPlan, step: PlanStep) -> list[tuple[int, int]]:
    """Return which channels of each of its reads a step takes."""
    return [part or (0, channels_of(plan.steps[read].shape)) for read, part in zip(step.reads, step.parts, strict=True)]


def _loses_channels(step: PlanStep, twin: PlanStep) -> bool:
    return twin.aggregation == Aggregation.CONCAT and len(step.reads) < len(twin.reads)


def _up_to_taken(step: PlanStep) -> Iterator[Operation]:
    """Yield the operations up to the first one that mixes the channels of the join."""
    for _, operation in step.operations:
        yield operation
        if operation.mixes_channels:
            return


def _step_weights(
    plan: NetworkPlan, step: PlanStep, trained: NetworkPlan, twin: PlanStep, given: Mapping[str, Tensor]
) -> Iterator[tuple[str, Tensor]]:
    """Yield the weights of a step, by the keys of both networks."""
    theirs = _sources(trained, twin)
    places = torch.tensor([theirs.index(source) for source in _sources(plan, step)], dtype=torch.int64)
    kept = None  # the channels of the join that are left, where some are not
    if _loses_channels(step, twin):
        ends = list(accumulate((end - start for start, end in _parts(trained, twin)), initial=0))
        kept = torch.cat([torch.arange(ends[place], ends[place + 1]) for place in places.tolist()])
    for key, value in given.items():
        if key.startswith(f"{step.key}.join."):
            if len(step.reads) > 1:
                yield key, _join_weights(step.aggregation, value, places.to(value.device), len(theirs))
        elif key.startswith(f"{step.key}.") and kept is None:
            yield key, value
    if kept is None:
        return
    taken = False  # whether a convolution or matrix has taken the join in
    for name, operation in step.operations:
        for key, value in given.items():
            if not key.startswith(f"{step.key}.{name}."):
                continue
            tensor = key.removeprefix(f"{step.key}.{name}.")
            axis = None if taken else operation.input_axis(tensor, value.ndim)
            yield key, value if axis is None else value.index_select(axis, kept.to(value.device))
        taken |= operation.mixes_channels


def _join_weights(aggregation: Aggregation, value: Tensor, places: Tensor, n_reads: int) -> Tensor:
    """Return what belongs to the edges at `places`."""
    match aggregation:
        case Aggregation.CONCAT | Aggregation.SUM | Aggregation.MEAN:
            return value  # they have no weights
        case Aggregation.WEIGHTED:
            return value.index_select(0, places)
        case Aggregation.GATED:
            # the first edge carries, so it has no gate of its own
            return value.view(n_reads - 1, -1, *value.shape[1:]).index_select(0, places[1:] - 1).flatten(0, 1)
        case _:
            assert_never(aggregation)
