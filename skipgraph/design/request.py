"""What is asked of a designed topology: limits, the wish, and whether both can be had."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import check_choice, resolve_blocks
from skipgraph.design.bounds import Bound, min_edges, min_live, min_max_distance, min_mean_distance
from skipgraph.errors import ArgumentError
from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count, mean_backprop_distance
from skipgraph.topology import Topology

__all__ = ["Measures", "Request", "Wish", "check_request", "measure_topology"]

Wish = Literal["mbd", "mean", "edges", "live"]

_ORDER: dict[str, tuple[str, ...]] = {
    "mbd": ("mbd", "mean", "edges", "live"),
    "mean": ("mean", "mbd", "edges", "live"),
    "edges": ("edges", "mbd", "mean", "live"),
    "live": ("live", "mbd", "mean", "edges"),
}


@dataclass(frozen=True)
class Measures:
    """What limits and wishes are about.

    Parameters
    ----------
    edges, mbd : int
        Edges, and the largest BD in layers.
    mean : float
        Mean BD in layers.
    live, in_degree : int
        Most nodes alive at once, and most nodes that a layer reads.
    """

    edges: int
    mbd: int
    mean: float
    live: int
    in_degree: int


def measure_topology(topology: Topology) -> Measures:
    """Measure a topology of one input and layers in which all pairs are joined.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    Measures
        By a fresh sweep.
    """
    return Measures(
        edges=topology.n_edges,
        mbd=max_backprop_distance(topology),
        mean=mean_backprop_distance(topology),
        live=max_live_count(topology),
        in_degree=int(in_degrees(topology).max()),
    )


@dataclass(frozen=True)
class Request:
    """Limits and a wish, checked by `check_request`.

    Parameters
    ----------
    n_layers : int
        Number of layers.
    max_edges, max_mbd, max_in_degree, max_live : int or None
        Limits; None is no limit.
    blocks : tuple of int
        Layers at each stage.
    across : {"free", "forbid"}
        Whether layers may read over the border of a block, other than the last node before it.
    regular : bool
        Whether every layer reads at the same offsets.
    minimise : {"mbd", "mean", "edges", "live"}
        The wish; ties go to the smaller MBD, mean BD, edges and live set in turn.
    """

    n_layers: int
    max_edges: int | None = None
    max_mbd: int | None = None
    max_in_degree: int | None = None
    max_live: int | None = None
    blocks: tuple[int, ...] = ()
    across: Literal["free", "forbid"] = "free"
    regular: bool = False
    minimise: Wish = "mbd"

    @property
    def width(self) -> int:
        """The largest in-degree that the limits on in-degree and live set leave."""
        return min(limit for limit in (self.max_in_degree, self.max_live, self.n_layers) if limit is not None)

    def first_readable(self) -> NDArray[np.int64]:
        """Return the earliest node that each may read: where borders are closed, the last before its block."""
        first = np.zeros(self.n_layers + 1, np.int64)
        if self.across == "forbid" and self.blocks:
            first[1:] = np.repeat(np.cumsum([0, *self.blocks[:-1]]), self.blocks)
        return first

    def allows(self, measures: Measures) -> bool:
        """Return whether all limits on measures are kept."""
        return not self._exceeded(measures)

    def broken_limits(self, topology: Topology, measures: Measures) -> list[str]:
        """Return a sentence for each limit that a topology breaks, closed borders and regular offsets too."""
        broken = self._exceeded(measures)
        edges = topology.edges()
        over = edges[edges[:, 0] < self.first_readable()[edges[:, 1]]]
        broken += [f"node {i} reads node {j} over the border of its block" for j, i in over.tolist()]
        if self.regular:
            offsets = set((edges[:, 1] - edges[:, 0]).tolist())
            n_regular = sum(self.n_layers + 1 - offset for offset in offsets)
            if n_regular != len(edges):
                broken.append(f"{len(edges)} edges where the offsets {sorted(offsets)} give {n_regular}")
        return broken

    def _exceeded(self, measures: Measures) -> list[str]:
        return [
            f"{name} {value} is above {limit}"
            for name, value, limit in (
                ("edges", measures.edges, self.max_edges),
                ("MBD", measures.mbd, self.max_mbd),
                ("in-degree", measures.in_degree, self.max_in_degree),
                ("live set", measures.live, self.max_live),
            )
            if limit is not None and value > limit
        ]

    def rank(self, measures: Measures) -> tuple[float, ...]:
        """Return a key that is smaller for the better topology."""
        return tuple(getattr(measures, name) for name in _ORDER[self.minimise])

    def bound(self) -> Bound:
        """Return what no topology within the limits goes below."""
        n, limits = self.n_layers, (self.max_edges, self.max_in_degree, self.max_live)
        if self.minimise == "mbd":
            bound = min_max_distance(n, max_edges=limits[0], max_in_degree=limits[1], max_live=limits[2])
            return max(bound, _min_hops(self.blocks, self.across), key=lambda each: each.value)
        if self.minimise == "mean":
            return min_mean_distance(n, max_edges=limits[0], max_in_degree=limits[1], max_live=limits[2])
        return (min_edges if self.minimise == "edges" else min_live)(n, self.max_mbd or n)


def _min_hops(blocks: tuple[int, ...], across: str) -> Bound:
    """Return the least MBD that closed borders allow."""
    n_hops = len(blocks) if across == "forbid" and blocks else 1
    return Bound(n_hops, f"each of {n_hops} blocks takes a hop from the last node before it")


def check_request(
    n_layers: int,
    *,
    max_edges: int | None,
    max_mbd: int | None,
    max_in_degree: int | None,
    max_live: int | None,
    blocks: Sequence[int] | None,
    across: Literal["free", "forbid"],
    regular: bool,
    minimise: Wish,
) -> Request:
    """Check a request, and refuse with a proof what no topology can do.

    Parameters
    ----------
    n_layers, max_edges, max_mbd, max_in_degree, max_live, blocks, across, regular, minimise
        As in `skipgraph.design.design_topology`.

    Returns
    -------
    Request
        The same, checked.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule or the limits contradict each other; all contradictions are listed.
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_choice("minimise", minimise, tuple(_ORDER))
    check_choice("across", across, ("free", "forbid"))
    chain = "each layer must read the node before it, or some distance is infinite"
    limits = {"max_edges": max_edges, "max_mbd": max_mbd, "max_in_degree": max_in_degree, "max_live": max_live}
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer | None):
            raise ArgumentError(f"{name} must be None or a whole number, got {value!r}")
    least = {"max_edges": n_layers, "max_mbd": 1, "max_in_degree": 1, "max_live": 1}
    faults = [
        f"{name} {limit} is below {least[name]}: {chain}"
        for name, limit in limits.items()
        if limit is not None and limit < least[name]
    ]
    if not faults and max_mbd is not None:
        for name, needed in (
            ("max_edges", min_edges(n_layers, max_mbd)),
            ("max_live", min_live(n_layers, max_mbd)),
        ):
            limit = limits[name]
            if limit is not None and limit < needed.value:
                faults.append(f"max_mbd {max_mbd} needs {name} of at least {needed.value}, got {limit}: {needed.proof}")
        hops = _min_hops(tuple(sizes), across)
        if hops.value > max_mbd:
            faults.append(f"across='forbid' allows no MBD below {hops.value}: {hops.proof}")
        if max_in_degree is not None:
            moore = min_max_distance(n_layers, max_in_degree=max_in_degree)
            if moore.value > max_mbd:
                faults.append(f"max_in_degree {max_in_degree} allows no MBD below {moore.value}: {moore.proof}")
    if regular and (across == "forbid" and len(sizes) > 1):
        faults.append("regular offsets cannot stop at the border of a block: drop regular or across='forbid'")
    if faults:
        raise ArgumentError(f"no topology of {n_layers} layers does this: " + "; ".join(faults))
    return Request(n_layers, max_edges, max_mbd, max_in_degree, max_live, sizes, across, regular, minimise)
