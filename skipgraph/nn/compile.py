"""compile: from a topology to a network that trains."""

from typing import get_args

from skipgraph.errors import ArgumentError
from skipgraph.nn.network import SkipNetwork
from skipgraph.nn.recompute import Recompute
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.topology import Topology

__all__ = ["compile"]


def compile(  # noqa: A001  # the settled name, as re.compile
    topology: Topology, spec: NetworkSpec, *, recompute: Recompute | None = None
) -> SkipNetwork:
    """Make a torch network of a topology.

    Parameters
    ----------
    topology : Topology
        Who reads whom. Nodes that no output needs are left out; ``net.plan.dead_nodes`` names them.
    spec : NetworkSpec
        Widths and blocks.
    recompute : {"concat", "block"} or None
        What the backward pass of a training step makes again instead of keeping it: the join of each
        step up to its first convolution or matrix, which is what grows with the square of a DenseNet's
        depth; or all that a step makes. Statistics of batch norms are the same either way.

    Returns
    -------
    SkipNetwork
        A `torch.nn.Module` from images (N, C, H, W) to logits (N, num_classes), with the attributes
        ``topology`` and ``plan``.

    Raises
    ------
    ArgumentError
        If `recompute` is another.
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
    if recompute not in (None, *get_args(Recompute)):
        raise ArgumentError(f"recompute must be 'concat', 'block' or None, got {recompute!r}")
    return SkipNetwork(plan_network(topology, spec), recompute=recompute)
