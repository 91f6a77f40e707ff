"""A design problem: limits, an objective, and whether any topology keeps the limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, assert_never, get_args

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import check_choice, checked, resolve_blocks
from skipgraph.design.bounds import Bound, min_edges, min_live, min_max_distance, min_mean_distance
from skipgraph.errors import ArgumentError
from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count, mean_backprop_distance
from skipgraph.topology import Topology

__all__ = ["Across", "Measures", "Objective", "Problem", "check_problem", "measure_topology"]

Objective = Literal["mbd", "mean", "edges", "live"]
Across = Literal["free", "forbid"]

# what breaks ties
_ORDER: dict[Objective, tuple[Objective, ...]] = {
    "mbd": ("mbd", "mean", "edges", "live"),
    "mean": ("mean", "mbd", "edges", "live"),
    "edges": ("edges", "mbd", "mean", "live"),
    "live": ("live", "mbd", "mean", "edges"),
}


@dataclass(frozen=True)
class Measures:
    """The numbers of a topology that limits and objectives are about.

    Parameters
    ----------
    edges, mbd : int
        Edges, and the largest BD in layers.
    mean : float
        Mean BD in layers.
    live, in_degree : int
        Most nodes alive at once, and most nodes that a layer reads.

    Examples
    --------
    >>> from skipgraph.patterns import log_densenet
    >>> measure_topology(log_densenet(4))
    Measures(edges=8, mbd=2, mean=1.2, live=3, in_degree=3)
    """

    edges: int
    mbd: int
    mean: float
    live: int
    in_degree: int


@checked
def measure_topology(topology: Topology) -> Measures:
    """Measure the numbers that limits and objectives are about.

    Parameters
    ----------
    topology : Topology
        Of one input and layers, with all pairs joined.

    Returns
    -------
    Measures
        By a fresh sweep.

    Raises
    ------
    ArgumentError
        If it is no topology, or has no two joined nodes.

    Examples
    --------
    >>> from skipgraph.patterns import chain
    >>> measure_topology(chain(3)).mbd
    3
    """
    return Measures(
        edges=topology.n_edges,
        mbd=max_backprop_distance(topology),
        mean=mean_backprop_distance(topology),
        live=max_live_count(topology),
        in_degree=int(in_degrees(topology).max()),
    )


@dataclass(frozen=True)
class Problem:
    """Limits and an objective, checked by `check_problem`.

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
        The objective; ties are broken by MBD, mean BD, edges and live set in turn.
    """

    n_layers: int
    max_edges: int | None = None
    max_mbd: int | None = None
    max_in_degree: int | None = None
    max_live: int | None = None
    blocks: tuple[int, ...] = ()
    across: Across = "free"
    regular: bool = False
    minimise: Objective = "mbd"

    @property
    def width(self) -> int:
        """The largest in-degree that the limits on in-degree and live set allow."""
        return min(limit for limit in (self.max_in_degree, self.max_live, self.n_layers) if limit is not None)

    def first_readable(self) -> NDArray[np.int64]:
        """Return the earliest node that each may read: node 0; where borders are closed, the last before its block."""
        first = np.zeros(self.n_layers + 1, np.int64)
        if self.across == "forbid" and self.blocks:
            first[1:] = np.repeat(np.cumsum([0, *self.blocks[:-1]]), self.blocks)
        return first

    def allows(self, measures: Measures) -> bool:
        """Return whether all limits on measures are kept."""
        return not self._exceeded(measures)

    def broken_limits(self, topology: Topology, measures: Measures) -> list[str]:
        """Return a sentence for each limit that a topology breaks, also closed borders and regular offsets."""
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
        """Return a lower bound on the objective within the limits, and its proof."""
        n, most_hops = self.n_layers, self.max_mbd or self.n_layers
        limits = _Limits(max_edges=self.max_edges, max_in_degree=self.max_in_degree, max_live=self.max_live)
        match self.minimise:
            case "mbd":
                bounds = [min_max_distance(n, **limits), _min_hops(self.blocks, self.across)]
                return max(bounds, key=lambda bound: bound.value)
            case "mean":
                return min_mean_distance(n, **limits)
            case "edges":
                return min_edges(n, most_hops)
            case "live":
                return min_live(n, most_hops)
            case _:
                assert_never(self.minimise)


class _Limits(TypedDict):
    max_edges: int | None
    max_in_degree: int | None
    max_live: int | None


def _min_hops(blocks: tuple[int, ...], across: Across) -> Bound:
    """Return the least MBD that closed borders allow."""
    n_hops = len(blocks) if across == "forbid" and blocks else 1
    return Bound(n_hops, f"each of {n_hops} blocks takes a hop from the last node before it")


def check_problem(
    n_layers: int,
    *,
    max_edges: int | None,
    max_mbd: int | None,
    max_in_degree: int | None,
    max_live: int | None,
    blocks: Sequence[int] | None,
    across: Across,
    regular: bool,
    minimise: Objective,
) -> Problem:
    """Check a problem, and refuse with a proof what no topology can do.

    Parameters
    ----------
    n_layers, max_edges, max_mbd, max_in_degree, max_live, blocks, across, regular, minimise
        As in `skipgraph.design.design_topology`.

    Returns
    -------
    Problem
        The same, checked.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule or the limits contradict each other; all contradictions are listed.
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_choice("minimise", minimise, get_args(Objective))
    check_choice("across", across, get_args(Across))
    check_choice("regular", regular, (False, True))
    limits = {"max_edges": max_edges, "max_mbd": max_mbd, "max_in_degree": max_in_degree, "max_live": max_live}
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer | None):
            raise ArgumentError(f"{name} must be None or a whole number, got {value!r}")
    problem = Problem(n_layers, **limits, blocks=sizes, across=across, regular=bool(regular), minimise=minimise)
    faults = _below_the_chain(problem) or _below_their_bounds(problem)
    if regular and across == "forbid" and len(sizes) > 1:
        faults.append("regular offsets cannot stop at the border of a block: drop regular or across='forbid'")
    if faults:
        raise ArgumentError(f"no topology of {n_layers} layers does this: " + "; ".join(faults))
    return problem


def _below_the_chain(problem: Problem) -> list[str]:
    """Return a sentence for each limit that not even a chain keeps."""
    rows = [
        ("max_edges", problem.max_edges, problem.n_layers),
        ("max_mbd", problem.max_mbd, 1),
        ("max_in_degree", problem.max_in_degree, 1),
        ("max_live", problem.max_live, 1),
    ]
    chain = "each layer must read the node before it, or some distance is infinite"
    return [
        f"{name} {limit} is below {least}: {chain}"
        for name, limit, least in rows
        if limit is not None and limit < least
    ]


def _below_their_bounds(problem: Problem) -> list[str]:
    """Return a sentence for each limit that contradicts the limit on the MBD."""
    n_layers, mbd = problem.n_layers, problem.max_mbd
    if mbd is None:
        return []
    needed = [
        ("max_edges", problem.max_edges, min_edges),
        ("max_live", problem.max_live, min_live),
    ]
    faults = [
        f"max_mbd {mbd} needs {name} of at least {bound.value}, got {limit}: {bound.proof}"
        for name, limit, bound_of in needed
        if limit is not None and limit < (bound := bound_of(n_layers, mbd)).value
    ]
    allowed = [(f"across={problem.across!r}", _min_hops(problem.blocks, problem.across))]
    if problem.max_in_degree is not None:
        moore = min_max_distance(n_layers, max_in_degree=problem.max_in_degree)
        allowed.append((f"max_in_degree {problem.max_in_degree}", moore))
    faults += [
        f"{limit} allows no MBD below {bound.value}: {bound.proof}" for limit, bound in allowed if bound.value > mbd
    ]
    return faults
