"""How much gradient reaches each layer, and how that falls with its distance to the output."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics import distances_to_output
from skipgraph.nn.network import SkipNetwork

__all__ = ["GradientNorms", "gradient_norms"]


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """The gradient that reaches each layer.

    Parameters
    ----------
    norms : mapping of hashable to float
        By label: the L2 norm of the loss's gradient at the layer's output, the mean over images.
    distances : mapping of hashable to int
        By label: the backprop distance to the last node, in layers; -1 where no path joins them.
    """

    norms: Mapping[Hashable, float]
    distances: Mapping[Hashable, int]

    def by_distance(self) -> dict[int, float]:
        """Return the mean norm of the layers at each distance, the nearest first."""
        groups: dict[int, list[float]] = {}
        for label, norm in self.norms.items():
            groups.setdefault(self.distances[label], []).append(norm)
        return {distance: sum(group) / len(group) for distance, group in sorted(groups.items())}


@checked
def gradient_norms(net: SkipNetwork, images: Tensor, labels: Tensor) -> GradientNorms:
    """Measure the gradient of the cross-entropy that reaches the output of each layer.

    Parameters
    ----------
    net : SkipNetwork
        A compiled classifier of one head, measured in the mode it is in; BatchNorm in training mode updates its
        statistics, as in any forward pass. The gradients of its parameters are left as they were.
    images : Tensor
        Shape (n_images, *input_shape of the spec).
    labels : Tensor
        Classes, int64, shape (n_images,).

    Returns
    -------
    GradientNorms
        For each layer that is not dead.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively Shallow
       Networks", NIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> from skipgraph.nn import compile
    >>> from skipgraph.patterns import densenet
    >>> from skipgraph.plan import Images, NetworkSpec
    >>> net = compile(densenet(2), NetworkSpec(growth_rate=2, input=Images(size=(4, 4))))
    >>> gradient_norms(net, torch.rand(3, 3, 4, 4), torch.tensor([0, 1, 2])).distances
    {1: 1, 2: 0}
    """
    if labels.dtype != torch.int64 or labels.shape != images.shape[:1]:
        raise ArgumentError(
            f"labels must be int64 of shape {tuple(images.shape[:1])}, got {labels.dtype} of {tuple(labels.shape)}"
        )
    outputs: dict[str, Tensor] = {}
    steps = [step for step in net.plan.steps if step.kind == "layer"]
    hooks = [
        net.get_submodule(step.key).register_forward_hook(
            lambda _, __, output, key=step.key: outputs.update({key: output})
        )
        for step in steps
    ]
    try:
        with torch.enable_grad():
            # summed, so that each image has the gradient that it would have as the only one of a batch
            loss = functional.cross_entropy(net(images), labels, reduction="sum")
    finally:
        for hook in hooks:
            hook.remove()
    gradients = torch.autograd.grad(loss, [outputs[step.key] for step in steps])
    topology = net.topology
    distances = dict(zip(topology.labels, distances_to_output(topology).tolist(), strict=True))
    norms = {
        step.label: float(gradient.flatten(1).norm(dim=1).mean())
        for step, gradient in zip(steps, gradients, strict=True)
    }
    return GradientNorms(norms, {label: distances[label] for label in norms})
