"""What the catalogue of metrics says about one number."""

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
        Takes a topology and `options`; raises ArgumentError if the topology has no such number.
    group : str
        The question it belongs to.
    definition : str
        The number in one line.
    unit : str
        Unit; empty for a pure number.
    kind : {"integer", "number", "exact"}
        A 64-bit integer, a float, or an integer of any size.
    paper : str
        Where it was defined; may be empty.
    options : mapping of str to value
        Keyword arguments of `function`, including the seed of a random metric.
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
            Of the type in `kind`, in `unit`. A float may be nan or infinite where the function says so.

        Raises
        ------
        ArgumentError
            If the topology has no such number.
        """
        return self.function(topology, **self.options)
