"""From a trained network to one with other edges, layers or heads: what both have is taken, channel by channel."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, assert_never

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from skipgraph.arguments import checked
from skipgraph.errors import FormatError
from skipgraph.nn.joined_channels import ChannelNames, Read, joins_by_concat, named_reads
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import PlanStep
from skipgraph.plan.operations import Operation, Operations, channels_of
from skipgraph.topology import Aggregation

__all__ = ["Inherited", "inherit_weights"]

_SHOWN = 6
_GROUPED = "takes what it reads in groups of channels, so no channel can be removed"


class Inherited(NamedTuple):
    """What a network has inherited, by the keys of its state dict, in their order.

    Parameters
    ----------
    taken : tuple of str
        Tensors that are those of the trained network, bit for bit.
    sliced : tuple of str
        Tensors of which the slices for edges of both networks were taken. What belongs to further edges is as it was.
    left : tuple of str
        Tensors that are as they were.
    """

    taken: tuple[str, ...]
    sliced: tuple[str, ...]
    left: tuple[str, ...]


@checked
def inherit_weights(net: SkipNetwork, trained: SkipNetwork, *, partial: bool = False) -> Inherited:
    """Give a network the weights of a trained one.

    Parameters
    ----------
    net : SkipNetwork
        What gets the weights. Its steps inherit from those under the same key in `trained`, which follows from the
        labels of nodes: an edit of the topology keeps them.
    trained : SkipNetwork
        What has them; left as it is.
    partial : bool
        Whether `net` may have layers, edges, heads, widths or classes that `trained` has not. These keep the weights
        that they have.

    Returns
    -------
    Inherited
        Which tensors were taken, sliced and left. Without `partial`, none is left.

    Raises
    ------
    FormatError
        If, without `partial`, a step has no counterpart, reads what its counterpart does not, joins or works in
        another way, or has other widths; the message lists the steps. `net` is left as it was.

    See Also
    --------
    skipgraph.topology.edit : Take nodes and edges out of a topology, or add some.
    skipgraph.nn.SkipNetwork.reset_head : Another number of classes.
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
    >>> inherited = inherit_weights(net, trained)
    >>> inherited.sliced  # layer 3 reads the layers 1 and 2, but not the 8 channels of the input
    ('node3.norm1.weight', ..., 'head.linear.weight')
    >>> torch.equal(net.node3.conv1.weight, trained.node3.conv1.weight[:, 8:])
    True

    A layer more, on top:

    >>> longer = compile(densenet(4), NetworkSpec(growth_rate=4))
    >>> inherit_weights(longer, trained, partial=True).left
    ('node4.norm1.weight', ..., 'node4.conv1.weight')
    """
    pairs, faults = _paired(net, trained)
    if not partial:
        _refuse(faults)
    weights: dict[str, Tensor] = {}
    sliced: set[str] = set()
    for pair in pairs:
        for key, found in pair.weights():
            if isinstance(found, str):
                faults.append(found)
                continue
            weights[key] = found
            if found is not pair.given[key]:
                sliced.add(key)
    if not partial:
        _refuse(faults)
    net.load_state_dict(weights, strict=False)
    keys = net.state_dict()
    return Inherited(
        tuple(key for key in keys if key in weights and key not in sliced),
        tuple(key for key in keys if key in sliced),
        tuple(key for key in keys if key not in weights),
    )


def _refuse(faults: list[str]) -> None:
    faults = list(dict.fromkeys(faults))
    if faults:
        shown = "; ".join(faults[:_SHOWN]) + (f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else "")
        raise FormatError(f"the network cannot inherit from the trained one: {shown}")


def _paired(net: SkipNetwork, trained: SkipNetwork) -> tuple[list["_Pair"], list[str]]:
    """Return the steps that can inherit, each with its counterpart, and what is wrong with steps and their reads."""
    names = ChannelNames()
    here, there = named_reads(net.plan, names), named_reads(trained.plan, names)
    own, given = _by_step(net.state_dict()), _by_step(trained.state_dict())
    twins = {step.key: step for step in trained.plan.steps}
    pairs: list[_Pair] = []
    faults: list[str] = []
    for step in net.plan.steps:
        twin = twins.get(step.key)
        if twin is None:
            faults.append(f"{step.key} is not in it")
            continue
        fault = _fault(step, twin)
        if fault:
            faults.append(fault)
            continue
        pair = _Pair(step, twin, here[step.key], there[step.key], own[step.key], given[step.key])
        faults += pair.read_faults()
        pairs.append(pair)
    return pairs, faults


def _by_step(state: Mapping[str, Tensor]) -> Mapping[str, dict[str, Tensor]]:
    """Return the tensors of each step by their whole keys."""
    steps: dict[str, dict[str, Tensor]] = defaultdict(dict)
    for key, tensor in state.items():
        steps[key.partition(".")[0]][key] = tensor
    return steps


def _fault(step: PlanStep, twin: PlanStep) -> str | None:
    """Return why a step can take nothing of its counterpart, if so."""
    if step.label != twin.label and "head" not in (step.key, twin.key):  # two objects of one repr
        return f"{step.key} is another node in the trained network"
    if _ways(step.operations) != _ways(twin.operations):
        return f"{step.key} has different operations in the trained network"
    if step.joins and twin.joins and step.aggregation != twin.aggregation:
        return f"{step.key} joins by {twin.aggregation.name.lower()} there, here by {step.aggregation.name.lower()}"
    if step.join_weights and twin.join_weights and step.aggregation == Aggregation.WEIGHTED:
        here, there = step.edge_weights, twin.edge_weights
        if here != there:
            return f"{step.key} has weights that are {there} there, here {here}"
    return None


def _ways(operations: Operations) -> list[tuple[object, ...]]:
    """Return what operations do, whatever their numbers of channels, which the shapes of weights tell."""
    return [(name, type(operation), *operation.settings, *_ways(operation.inner)) for name, operation in operations]


@dataclass(frozen=True)
class _Pair:
    """A step, and its counterpart in the trained network."""

    step: PlanStep
    twin: PlanStep
    here: tuple[Read, ...]
    there: tuple[Read, ...]
    own: Mapping[str, Tensor]
    given: Mapping[str, Tensor]

    def read_faults(self) -> Iterator[str]:
        """Yield what the step reads that its counterpart does not read."""
        theirs = {read.key: read.names for read in self.there}
        for key, names in self.here:
            if key not in theirs:
                yield f"{self.step.key} does not read {key} there"
            elif not np.isin(names, theirs[key]).all():
                yield f"{self.step.key} reads other channels of {key} there"
        if self.step.aggregation == Aggregation.GATED and self.step.joins and not self._has_same_carry:
            yield f"{self.step.key} has gates that depend on {self.there[0].key} there, which it does not read"

    def weights(self) -> Iterator[tuple[str, Tensor | str]]:
        """Yield what each tensor of the step inherits, or why it inherits nothing."""
        operations = dict(self.step.operations)
        taking = set(_up_to_taken(self.step.operations))
        is_same = self._channels is None
        for key, own in self.own.items():
            _, part, tensor = key.split(".", 2)
            value = self.given.get(key)
            if value is None:
                yield key, f"{key} is missing"
                continue
            if part == "join":
                found = self._join_weights(own, value)
            elif is_same or (part in operations and part not in taking):
                found = value
            elif part not in operations or any(_is_grouped(operations[name]) for name in taking):
                found = None
            else:
                found = self._sliced(own, value, operations[part].input_axis(tensor, value.ndim))
            if found is None:
                yield key, f"{self.step.key} {_GROUPED}" if part in operations else f"{key} fits other reads there"
            elif found.shape != own.shape:
                yield key, f"{key} has shape {tuple(found.shape)}, here {tuple(own.shape)}"
            else:
                yield key, found
        for key in self.given:
            if key not in self.own and (self.step.joins or not key.startswith(f"{self.step.key}.join.")):
                yield key, f"{key} has no place"

    @cached_property
    def _channels(self) -> NDArray[np.int64] | None:
        """The place in the counterpart's join of each channel of the join, -1 where it has none; None if all agree."""
        if not (joins_by_concat(self.step) and joins_by_concat(self.twin)):
            return None  # a stem, or a join whose channels are those of each read
        starts = np.cumsum([0, *(read.names.size for read in self.there)])
        theirs = {read.key: (start, read.names) for start, read in zip(starts.tolist(), self.there, strict=False)}
        places = np.concatenate([_places(read.names, *theirs.get(read.key, (0, read.names[:0]))) for read in self.here])
        is_same = places.size == starts[-1] and np.array_equal(places, np.arange(places.size))
        return None if is_same else places

    def _sliced(self, own: Tensor, value: Tensor, axis: int | None) -> Tensor | None:
        if axis is None or self._channels is None:
            return value
        return _filled(own, value, self._channels, axis)

    @property
    def _has_same_carry(self) -> bool:
        return self.here[0].key == self.there[0].key

    def _join_weights(self, own: Tensor, value: Tensor) -> Tensor | None:
        """Return what belongs to the edges of both."""
        theirs = {read.key: place for place, read in enumerate(self.there)}
        places = np.array([theirs.get(read.key, -1) for read in self.here])
        match self.step.aggregation:
            case Aggregation.CONCAT | Aggregation.SUM | Aggregation.MEAN:
                return value  # they have no weights
            case Aggregation.WEIGHTED:
                return _filled(own, value, places, 0)
            case Aggregation.GATED:
                width = channels_of(self.step.joined_shape)
                if not self._has_same_carry or width != channels_of(self.twin.joined_shape):
                    return None
                # the first edge carries, so it has no gate of its own
                rows = (np.maximum(places[1:], 0)[:, None] - 1) * width + np.arange(width)
                return _filled(own, value, np.where(places[1:, None] < 0, -1, rows).ravel(), 0)
            case _:
                assert_never(self.step.aggregation)


def _is_grouped(operation: Operation) -> bool:
    return operation.splits_channels or bool(operation.inner)


def _up_to_taken(operations: Operations) -> Iterable[str]:
    """Yield the names of operations up to the first one that mixes the channels of the join."""
    for name, operation in operations:
        yield name
        if operation.mixes_channels:
            return


def _places(names: NDArray[np.int64], start: int, theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each name stands among `theirs`, counted from `start`; -1 for a name that does not."""
    if not theirs.size:
        return np.full(names.size, -1)
    order = np.argsort(theirs)
    found = order[np.minimum(np.searchsorted(theirs, names, sorter=order), theirs.size - 1)]
    return np.where(theirs[found] == names, found + start, -1)


def _filled(own: Tensor, value: Tensor, places: NDArray[np.int64], axis: int) -> Tensor | None:
    """Return the slices of `value` at `places` along an axis; those of `own` where a place is -1, if not at all."""
    has_place = places >= 0
    if not has_place.any():
        return None
    if np.array_equal(places, np.arange(value.shape[axis])):
        return value
    taken = value.index_select(axis, torch.from_numpy(places[has_place]).to(value.device))
    if has_place.all():
        return taken
    shape = list(own.shape)
    shape[axis] = taken.shape[axis]
    if list(taken.shape) != shape:
        return taken  # its shape tells why it does not fit
    into = torch.from_numpy(np.flatnonzero(has_place)).to(own.device)
    return own.index_copy(axis, into, taken.to(own))
