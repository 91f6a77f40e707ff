"""compile: from a topology to a network that trains."""

from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.topology import Topology

__all__ = ["compile"]


def compile(topology: Topology, spec: NetworkSpec) -> SkipNetwork:  # noqa: A001  # the settled name, as re.compile
    """Make a torch network of a topology.

    Parameters
    ----------
    topology : Topology
        Who reads whom. Nodes that no output needs are left out; ``net.plan.dead_nodes`` names them.
    spec : NetworkSpec
        Widths and blocks.

    Returns
    -------
    SkipNetwork
        A `torch.nn.Module` from images (N, C, H, W) to logits (N, num_classes), with the attributes
        ``topology`` and ``plan``.

    Raises
    ------
    PlanError
        If shapes do not fit; the error lists every conflict with its nodes, before anything is allocated.

    Notes
    -----
    Weights come from torch's global generator; the seed is the caller's.

    Examples
    --------
    >>> import torch
    >>> net = compile(Topology.from_reads([[], [0], [0, 1]]), NetworkSpec(growth_rate=4, num_classes=2))
    >>> net(torch.zeros(5, 3, 32, 32)).shape
    torch.Size([5, 2])
    """
    return SkipNetwork(plan_network(topology, spec))
