"""AlexNet and VGG against networks of plain torch modules."""

import torch
from torch import nn

from skipgraph.networks import alexnet, vgg11
from skipgraph.nn import compile


def plain_alexnet(n_classes):
    """Return AlexNet on one device, written out by hand, without its dropout."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.AdaptiveAvgPool2d(6), nn.Flatten(),
        nn.Linear(256 * 36, 4096), nn.ReLU(),
        nn.Linear(4096, 4096), nn.ReLU(),
        nn.Linear(4096, n_classes),
    )  # fmt: skip


def plain_vgg11(n_classes):
    """Return VGG-11, written out by hand, without its dropout."""
    modules, channels = [], 3
    for widths in ((64,), (128,), (256, 256), (512, 512), (512, 512)):
        for width in widths:
            modules += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        modules.append(nn.MaxPool2d(2))
    modules += [nn.AdaptiveAvgPool2d(7), nn.Flatten(), nn.Linear(512 * 49, 4096), nn.ReLU()]
    return nn.Sequential(*modules, nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, n_classes))


def check(plain, network, side):
    """Give a network the weights of a plain one and compare what they compute."""
    net = compile(*network)
    theirs, ours = list(plain.parameters()), list(net.parameters())
    with torch.no_grad():
        for new, old in zip(ours, theirs, strict=True):
            new.copy_(old.reshape(new.shape))  # a matrix of all pixels has its weights in the order of a kernel
        images = torch.randn(2, 3, side, side)
        torch.testing.assert_close(net(images), plain(images), rtol=1e-4, atol=1e-5)


def test_alexnet_equals_one_written_by_hand():
    torch.manual_seed(0)
    check(plain_alexnet(3), alexnet(num_classes=3), 127)


def test_vgg_equals_one_written_by_hand():
    torch.manual_seed(0)
    check(plain_vgg11(3), vgg11(num_classes=3), 64)


def test_the_graph_is_a_chain():
    topology = alexnet().topology
    assert all(len(topology.reads(node)) == 1 for node in range(1, topology.n_nodes))
    assert topology.n_layers == 6
