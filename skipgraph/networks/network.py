"""Network: a topology and the spec that goes with it."""

from typing import NamedTuple

from skipgraph.plan import NetworkSpec
from skipgraph.topology import Topology

__all__ = ["Network"]


class Network(NamedTuple):
    """A topology and the spec that goes with it, ready to be planned, compiled and trained.

    Parameters
    ----------
    topology : Topology
        Who reads whom.
    spec : NetworkSpec
        All that the topology does not say.

    Examples
    --------
    >>> from skipgraph.networks import densenet121
    >>> from skipgraph.plan import plan_network
    >>> topology, spec = densenet121(num_classes=10)
    >>> plan_network(topology, spec)
    <NetworkPlan: 63 steps, 6,964,106 parameters, 2,833,147,904 MACs>
    """

    topology: Topology
    spec: NetworkSpec
