"""What the catalogue says of one metric."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from skipgraph.topology import Topology

__all__ = ["Group", "MetricEntry"]

Group = Literal[
    "size",
    "distance",
    "paths",
    "degree",
    "liveness",
    "connectivity",
    "spectral",
    "small_world",
    "information",
]


@dataclass(frozen=True)
class MetricEntry:
    """One number of a topology.

    Parameters
    ----------
    function : callable
        Takes a topology and `options`; raises ArgumentError where a topology has no such number.
    group : str
        The question it belongs to.
    definition : str
        What it is, in one line.
    unit : str
        What it counts; empty for a pure number.
    kind : {"integer", "number", "exact"}
        An integer of 64 bits, a float, or an integer without limit.
    paper : str
        Where it was defined; empty if it needs no reference.
    options : mapping of str to value
        Keyword arguments of `function`; a random metric has its seed here.
    """

    function: Callable[..., float]
    group: Group
    definition: str
    unit: str = ""
    kind: Literal["integer", "number", "exact"] = "number"
    paper: str = ""
    options: Mapping[str, float] = field(default_factory=dict)

    def compute(self, topology: Topology) -> float:
        """Return the number of a topology.

        Parameters
        ----------
        topology : Topology
            The graph.

        Returns
        -------
        int or float
            As `kind` says, in `unit`; a float may be nan or infinite where the function documents it.

        Raises
        ------
        ArgumentError
            If the topology has no such number.
        """
        return self.function(topology, **self.options)
