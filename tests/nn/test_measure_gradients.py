"""Gradients that reach the layers, against retained gradients of a plain backward pass."""

import pytest
import torch

from skipgraph.nn import compile
from skipgraph.nn.measure_gradients import gradient_norms
from skipgraph.patterns import chain, log_densenet
from skipgraph.plan import Images, NetworkSpec


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.rand(4, 3, 8, 8, generator=generator), torch.tensor([0, 1, 2, 3])


def test_norms_are_those_of_one_image_at_a_time(batch):
    torch.manual_seed(0)
    net = compile(log_densenet(5), NetworkSpec(growth_rate=3, input=Images(size=(8, 8)))).eval()
    images, labels = batch
    kept = []
    layer = net.get_submodule(net.keys[3])

    def keep(module, args, output):
        output.retain_grad()
        kept.append(output)

    layer.register_forward_hook(keep)
    norms = []
    for image, label in zip(images, labels, strict=True):
        loss = torch.nn.functional.cross_entropy(net(image[None]), label[None])
        loss.backward()
        norms.append(float(kept[-1].grad.norm()))
    found = gradient_norms(net, images, labels)
    assert found.norms[3] == pytest.approx(sum(norms) / len(norms), rel=1e-5)


def test_distances_are_those_to_the_last_layer(batch):
    # popcount of the gap, the distance of Log-DenseNet
    found = gradient_norms(compile(log_densenet(8), NetworkSpec(growth_rate=3, input=Images(size=(8, 8)))), *batch)
    assert found.distances == {layer: (8 - layer).bit_count() for layer in range(1, 9)}
    assert list(found.by_distance()) == [0, 1, 2, 3]
    assert found.by_distance()[0] == found.norms[8]
    assert found.by_distance()[3] == found.norms[1]


def test_parameters_keep_their_gradients(batch):
    net = compile(chain(2), NetworkSpec(growth_rate=3, input=Images(size=(8, 8))))
    gradient_norms(net, *batch)
    assert all(weight.grad is None for weight in net.parameters())
