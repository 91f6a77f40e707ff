"""Published networks as torch modules."""

import pytest
import torch
from published import PUBLISHED

from skipgraph.nn import compile


@pytest.mark.parametrize("network", PUBLISHED, ids=lambda network: network.name)
def test_modules_hold_what_is_planned(network):
    with torch.device("meta"):  # shapes without numbers
        net = compile(network.topology, network.spec)
        logits = net(torch.empty(2, 3, *network.spec.image_size))
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters == network.n_parameters
    pixels = network.spec.image_size if network.spec.per_pixel else ()
    assert logits.shape == (2, network.spec.num_classes, *pixels)
