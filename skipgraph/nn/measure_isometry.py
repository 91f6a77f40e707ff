"""Layerwise dynamical isometry: how much each layer of a network stretches or shrinks what it reads."""

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.nn.network import SkipNetwork
from skipgraph.nn.step_module import StepModule
from skipgraph.plan import PlanStep

__all__ = ["Isometry", "layerwise_isometry"]


@dataclass(frozen=True, eq=False, repr=False)
class Isometry:
    """The singular values of the Jacobians of all layers.

    Parameters
    ----------
    singular_values : mapping of hashable to Tensor
        For each layer by its label, shape (n_images, rank), descending.
    """

    singular_values: Mapping[Hashable, Tensor]

    @property
    def mean(self) -> float:
        """Mean over all layers, images and singular values; 1 for an isometry."""
        return float(torch.cat([values.flatten() for values in self.singular_values.values()]).mean())

    @property
    def std(self) -> float:
        """Standard deviation over all layers, images and singular values (divided by their number, not one less)."""
        values = torch.cat([values.flatten() for values in self.singular_values.values()])
        return float(values.std(correction=0))

    def __repr__(self) -> str:
        return f"<Isometry: {len(self.singular_values)} layers, mean {self.mean:.4f}, std {self.std:.4f}>"


@checked
def layerwise_isometry(net: SkipNetwork, images: Tensor, *, max_bytes: int = 2**30) -> Isometry:
    """Measure how each layer stretches its input.

    Parameters
    ----------
    net : SkipNetwork
        A compiled network. It is measured in eval mode and left in the mode it was in.
    images : Tensor
        Shape (n_images, *input_shape of the spec); a handful, as each takes the time of whole Jacobians.
    max_bytes : int
        Largest Jacobian to allocate.

    Returns
    -------
    Isometry
        The singular values of the Jacobian of each layer's output with respect to all that it reads, and their mean
        and standard deviation.

    Raises
    ------
    ArgumentError
        If a Jacobian would need more than `max_bytes`; the message names the layer and the bytes.

    Notes
    -----
    The join counts as a part of its layer: a feature that many layers read is stretched by each of them. The measure
    was published for multilayer perceptrons; here its definition is applied to any layer.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, "How Does Topology Influence Gradient Propagation and Model
       Performance of Deep Networks with DenseNet-Type Skip Connections?", CVPR 2021, arXiv:1910.00780.

    Examples
    --------
    >>> from skipgraph.nn import compile
    >>> from skipgraph.patterns import densenet
    >>> from skipgraph.plan import Images, NetworkSpec
    >>> net = compile(densenet(2), NetworkSpec(growth_rate=2, input=Images(size=(4, 4))))
    >>> layerwise_isometry(net, torch.zeros(3, 3, 4, 4)).singular_values[2].shape
    torch.Size([3, 32])
    """
    steps = [step for step in net.plan.steps if step.kind == "layer"]
    item = images.element_size()
    for step in steps:
        read = [net.plan.steps[source].shape for source in step.reads]
        n_bytes = item * math.prod(step.shape) * sum(map(math.prod, read))
        if n_bytes > max_bytes:
            raise ArgumentError(
                f"the Jacobian of layer {step.label!r} needs {n_bytes} bytes, max_bytes allows {max_bytes}: "
                "measure with smaller inputs"
            )
    outputs: dict[str, Tensor] = {}
    hooks = [
        net.get_submodule(key).register_forward_hook(lambda _, __, output, key=key: outputs.update({key: output}))
        for key in {net.plan.steps[source].key for step in steps for source in step.reads}
    ]
    was_training = net.training
    try:
        net.eval()
        with torch.no_grad():
            net(images)
    finally:
        for hook in hooks:
            hook.remove()
    try:
        values = {
            step.label: _singular_values(
                _layer(net, step), [outputs[net.plan.steps[source].key] for source in step.reads]
            )
            for step in steps
        }
    finally:
        net.train(was_training)
    return Isometry(values)


def _layer(net: SkipNetwork, step: PlanStep) -> Callable[[list[Tensor]], Tensor]:
    """Return what makes a layer's output of all that it reads."""
    module = net.get_submodule(step.key)
    if not isinstance(module, StepModule) or len(module.step.reads) == len(step.reads):
        return module
    # layers that share a join: the network makes it outside of the layer
    join, operations = StepModule(step, nn.Identity()), nn.Sequential(*module.operations())
    return lambda features: operations(join(features))


def _singular_values(layer: Callable[[list[Tensor]], Tensor], features: list[Tensor]) -> Tensor:
    """Return the singular values of the Jacobian of `layer` at each image, shape (n_images, rank)."""
    rows = []
    for image in range(features[0].shape[0]):
        own = tuple(feature[image : image + 1] for feature in features)
        parts = torch.autograd.functional.jacobian(lambda *read: layer(list(read)).flatten(), own)  # type: ignore[no-untyped-call]
        jacobian = torch.cat([part.flatten(1) for part in parts], dim=1)
        rows.append(torch.linalg.svdvals(jacobian))
    return torch.stack(rows)
