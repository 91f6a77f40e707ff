"""Reject arguments that are not a `Topology`."""

from skipgraph.arguments import check, checked
from skipgraph.topology.graph import Topology

__all__ = ["check_topology"]


@checked
def check_topology(topology: object, name: str = "topology") -> Topology:
    """Return the topology.

    Parameters
    ----------
    topology : object
        What should be one.
    name : str
        What it is called where it was given.

    Returns
    -------
    Topology
        As it was given.

    Raises
    ------
    ArgumentError
        If it is anything else, such as a networkx graph.

    Examples
    --------
    >>> check_topology(Topology.from_reads([[], [0]])).n_edges
    1
    """
    found: Topology = check(name, topology, Topology)
    return found
