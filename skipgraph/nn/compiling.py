"""compile: from a topology to a network that trains."""

import copy
from collections.abc import Callable

import torch
from torch import nn

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError, MemoryLimitError, PlanError
from skipgraph.memory import available_bytes
from skipgraph.nn.network import SkipNetwork
from skipgraph.plan import NetworkPlan, NetworkSpec, PlanStep, plan_network
from skipgraph.plan.recompute import Recompute
from skipgraph.topology import Topology

__all__ = ["Factory", "compile"]

Factory = Callable[[PlanStep], nn.Module]
"""Makes the module of a layer."""


@checked
def compile(  # noqa: A001  # the settled name, as re.compile
    topology: Topology, spec: NetworkSpec, *, recompute: Recompute | None = None, factory: Factory | None = None
) -> SkipNetwork:
    """Make a torch network of a topology.

    Parameters
    ----------
    topology : Topology
        Who reads whom. Nodes that no output needs are left out; ``net.plan.dead_nodes`` names them.
    spec : NetworkSpec
        Widths and blocks.
    recompute : {"concat", "block"} or None
        What the backward pass of a training step recomputes instead of keeping it: the join of each
        step up to its first convolution or matrix, which is what grows with the square of a DenseNet's
        depth; or all that a step makes. Statistics of batch norms are the same either way.
    factory : callable, optional
        Makes the module of a layer from its `PlanStep`, instead of the spec's block. The module takes the
        join, (N, *step.joined_shape), and must make (N, *step.shape). The plan's parameters, MACs and
        bytes remain those of the spec's block, and `recompute` skips such layers.

    Returns
    -------
    SkipNetwork
        A `torch.nn.Module` from images (N, C, H, W), vectors (N, C) or sequences (N, tokens, C) to logits
        (N, classes), or to what else the spec's head makes, with the attributes ``topology`` and ``plan``.

    Raises
    ------
    ArgumentError
        If `recompute` is none of these, or `factory` makes no modules.
    PlanError
        If shapes do not fit, those of the modules of `factory` included; the error lists every conflict with its nodes.
    MemoryLimitError
        If the parameters need more memory than there is; torch's device ``meta`` needs none.

    Notes
    -----
    Weights come from torch's global generator; the seed is the caller's.

    Examples
    --------
    >>> import torch
    >>> from skipgraph.plan import heads
    >>> net = compile(Topology.from_reads([[], [0], [0, 1]]), NetworkSpec(head=heads.PoolLinear(classes=2)))
    >>> net(torch.zeros(5, 3, 32, 32)).shape
    torch.Size([5, 2])
    """
    plan = plan_network(topology, spec, recompute=recompute)
    _check_fits(plan)
    blocks = {} if factory is None else _made_by(factory, plan)
    return SkipNetwork(plan, blocks=blocks)


def _check_fits(plan: NetworkPlan) -> None:
    """Refuse a network whose parameters do not fit in memory: the system would end the process."""
    needed = plan.n_parameters * torch.get_default_dtype().itemsize
    if torch.get_default_device().type == "cpu" and needed > (available := available_bytes(needed)):
        raise MemoryLimitError(f"{plan.n_parameters:,} parameters need {needed:,} bytes, {available:,} are available")


def _made_by(factory: Factory, plan: NetworkPlan) -> dict[str, nn.Module]:
    """Return the module of each layer by its key, each tried on a pair of zeros."""
    blocks: dict[str, nn.Module] = {}
    faults = []
    for step in plan.steps:
        if step.kind != "layer":
            continue
        block: object = factory(step)
        if not isinstance(block, nn.Module):
            raise ArgumentError(f"factory must make torch modules, got {type(block).__name__} for {step.label!r}")
        twin = copy.deepcopy(block).eval()  # trying it must leave no trace
        try:
            with torch.no_grad(), torch.random.fork_rng(devices=[]):
                made = tuple(twin(torch.zeros(2, *step.joined_shape)).shape)
        except Exception as error:  # the module is the user's and may raise anything
            faults.append(f"the block of {step.label!r} does not take (2, {_listed(step.joined_shape)}): {error}")
            continue
        if made != (2, *step.shape):
            wanted = f"(2, {_listed(step.shape)})"
            faults.append(
                f"the block of {step.label!r} makes {made} of (2, {_listed(step.joined_shape)}), expected {wanted}"
            )
        blocks[step.key] = block
    if faults:
        raise PlanError("the factory's blocks do not fit the plan", faults)
    return blocks


def _listed(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape))
