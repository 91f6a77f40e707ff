"""ResNeXts and wide ResNets: where the strides and groups are, against a network written by hand."""

import torch
from torch import nn
from torch.nn import functional
from transplant import transplant

from skipgraph.networks import resnext50_32x4d
from skipgraph.nn import compile
from skipgraph.topology import NodeKind


def conv_norm(takes, makes, size, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(takes, makes, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(makes)
    )


class ResNeXt(nn.Module):
    """ResNeXt-50, written out by hand."""

    def __init__(self, width, groups, n_classes):
        super().__init__()
        self.stem, self.blocks, takes = conv_norm(3, 64, 7, 2), nn.ModuleList(), 64
        for stage, count in enumerate((3, 4, 6, 3)):
            inner, makes = width << stage, 256 << stage
            for place in range(count):
                stride = 2 if stage and place == 0 else 1
                block = nn.ModuleDict(
                    {
                        "one": conv_norm(takes, inner, 1),
                        "two": conv_norm(inner, inner, 3, stride, groups),
                        "three": conv_norm(inner, makes, 1),
                    }
                )
                if place == 0:
                    block["shortcut"] = conv_norm(takes, makes, 1, stride)
                self.blocks.append(block)
                takes = makes
        self.head = nn.Linear(takes, n_classes)

    def forward(self, x):
        x = functional.max_pool2d(self.stem(x).relu(), 3, 2, 1)
        for place, block in enumerate(self.blocks):
            # in the order of the compiled network, in which a shortcut that changes the size comes first
            early = "shortcut" in block and place > 0
            shortcut = block["shortcut"](x) if early else x
            y = block["three"](block["two"](block["one"](x).relu()).relu())
            if "shortcut" in block and not early:
                shortcut = block["shortcut"](x)
            x = (shortcut + y).relu()
        return self.head(x.mean((2, 3)))


def test_it_equals_one_written_by_hand():
    torch.manual_seed(0)
    plain = ResNeXt(128, 32, 3)
    net = compile(*resnext50_32x4d(num_classes=3, image_size=(32, 32)))
    images = torch.randn(2, 3, 32, 32)
    transplant(plain, net, images)
    torch.testing.assert_close(net(images), plain(images))


def test_the_stride_is_in_the_3x3():
    topology = resnext50_32x4d().topology
    strided = [
        node
        for node in topology.nodes_of_kind(NodeKind.LAYER).tolist()
        if topology.stages[topology.reads(node)[0]] < topology.stages[node]
    ]
    assert [topology.node_attributes["kernel"][node] for node in strided] == [3, 3, 3]
    assert [topology.node_attributes["groups"][node] for node in strided] == [32, 32, 32]
