"""Weights from one network to another of the same shapes."""

import torch
from torch import nn

LEAVES = nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d | nn.Linear


def in_order_of_use(net, images):
    """Weights and statistics, module by module in the order in which a forward pass calls them."""
    found = []
    hooks = [
        module.register_forward_hook(lambda module, _inputs, _output: found.append(module))
        for module in net.modules()
        if isinstance(module, LEAVES)
    ]
    net(images)
    for hook in hooks:
        hook.remove()
    return [tensor for module in found for tensor in (*module.parameters(), *module.buffers())]


def transplant(source, target, images):
    """Give `target` the weights and statistics of `source`, both of which it puts in eval mode."""
    source(images)  # statistics
    theirs, ours = in_order_of_use(source.eval(), images), in_order_of_use(target.eval(), images)
    assert [tensor.shape for tensor in theirs] == [tensor.shape for tensor in ours]
    with torch.no_grad():
        for new, old in zip(ours, theirs, strict=True):
            new.copy_(old)
