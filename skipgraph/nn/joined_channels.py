"""Names of channels: which channels of a join in one network are those of another, whatever lies between."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skipgraph.plan import NetworkPlan, PlanStep
from skipgraph.plan.operations import channels_of
from skipgraph.topology import Aggregation

__all__ = ["ChannelNames", "Read", "joins_by_concat", "named_reads"]


class Read(NamedTuple):
    """What a step takes of one that it reads.

    Parameters
    ----------
    key : str
        Key of the step that is read.
    names : ndarray of int64
        The names of the channels taken, each different.
    """

    key: str
    names: NDArray[np.int64]


class ChannelNames:
    """Numbers as names of channels, the same for the same channels of several networks."""

    def __init__(self) -> None:
        self._first: dict[tuple[object, ...], int] = {}
        self._n_named = 0

    def block(self, width: int, *owner: object) -> NDArray[np.int64]:
        """Return the names of the `width` channels of an owner, who is told by its parts and the width."""
        owner = (*owner, width)
        if owner not in self._first:
            self._first[owner] = self._n_named
            self._n_named += width
        first = self._first[owner]
        return np.arange(first, first + width)


def named_reads(plan: NetworkPlan, channel_names: ChannelNames) -> dict[str, tuple[Read, ...]]:
    """Return what each step of a network takes of each of its reads.

    Parameters
    ----------
    plan : NetworkPlan
        The network.
    channel_names : ChannelNames
        Shared by networks that are compared.

    Returns
    -------
    dict of str to tuple of Read
        For each key of a step, its reads in their order.

    Notes
    -----
    A channel is that of the step whose convolution, matrix or sum made it, and keeps its name where a concat, pool or
    norm passes it on. ``O(n)`` for the ``n`` channels of all joins together, and ``O(n log n)`` where joins are nested.
    """
    made: list[NDArray[np.int64]] = []
    reads: dict[str, tuple[Read, ...]] = {}
    for step in plan.steps:
        taken = []
        for read, part in zip(step.reads, step.parts, strict=True):
            names = made[read] if part is None else made[read][part[0] : part[1]]
            taken.append(Read(plan.steps[read].key, names))
        reads[step.key] = tuple(taken)
        made.append(_made_names(step, taken, channel_names))
    return reads


def joins_by_concat(step: PlanStep) -> bool:
    """Return whether the channels of a step's join are those of its reads, one read after the other."""
    return len(step.reads) == 1 or (len(step.reads) > 1 and step.aggregation == Aggregation.CONCAT)


def _made_names(step: PlanStep, reads: list[Read], channel_names: ChannelNames) -> NDArray[np.int64]:
    # a sum makes channels of its own also where a single summand is left, so that its readers know them again
    if not (reads and step.aggregation == Aggregation.CONCAT and _passes_channels_on(step)):
        return channel_names.block(channels_of(step.shape), step.key)
    names = np.concatenate([read.names for read in reads])
    if len(reads) == 1 or np.unique(names).size == names.size:
        return names
    # a channel that comes along two edges is named by its edge
    return np.concatenate(
        [channel_names.block(read.names.size, step.key, read.key, read.names.tobytes()) for read in reads]
    )


def _passes_channels_on(step: PlanStep) -> bool:
    width = channels_of(step.joined_shape)
    return all(channels_of(shape) == width for shape in step.shapes) and not any(
        operation.mixes_channels or operation.splits_channels or operation.inner for _, operation in step.operations
    )
