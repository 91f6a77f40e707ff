"""FCN and DeepLab v3 on dilated ResNets: dilations, sizes, and the pyramid against one written by hand."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from skipgraph.networks import CATALOG, deeplabv3_resnet50, fcn_resnet50
from skipgraph.nn import compile
from skipgraph.plan import plan_network
from skipgraph.topology import NodeKind

TORCHVISION = {  # with an auxiliary head on 1024 channels
    "fcn_resnet50": (35_322_218, 152.717),
    "fcn_resnet101": (54_314_346, 232.738),
    "deeplabv3_resnet50": (42_004_074, 178.722),
    "deeplabv3_resnet101": (60_996_202, 258.743),
}


@pytest.mark.parametrize("name", TORCHVISION)
def test_with_an_auxiliary_head_they_are_those_of_torchvision(name):
    plan = plan_network(*CATALOG[name].make())
    conv, classifier = 9 * 1024 * 256, 256 * 21
    pixels = 65 * 65
    n_parameters, giga_macs = TORCHVISION[name]
    assert plan.n_parameters + conv + 2 * 256 + classifier + 21 == n_parameters
    assert (plan.macs + pixels * (conv + classifier)) / 1e9 == pytest.approx(giga_macs, abs=5e-4)


def test_dilations_stand_for_strides():
    topology = fcn_resnet50().topology
    dilations = [topology.node_attributes["dilation"][node] for node in topology.nodes_of_kind(NodeKind.LAYER).tolist()]
    assert dilations[1:-1:3] == [1] * 3 + [1] * 4 + [1] + [2] * 5 + [2] + [4] * 2
    assert set(topology.stages.tolist()) == {0, 1}


class Pyramid(nn.Module):
    """The head of DeepLab v3, written out by hand."""

    def __init__(self):
        super().__init__()
        self.branches = nn.ModuleList([nn.Conv2d(2048, 256, 1, bias=False)])
        self.branches += [nn.Conv2d(2048, 256, 3, padding=d, dilation=d, bias=False) for d in (12, 24, 36)]
        self.image = nn.Conv2d(2048, 256, 1, bias=False)

    def forward(self, x):
        image = functional.interpolate(self.image(x.mean((2, 3), keepdim=True)).relu(), size=x.shape[2:])
        return torch.cat([*(branch(x).relu() for branch in self.branches), image], 1)


def test_the_pyramid_equals_one_written_by_hand():
    torch.manual_seed(0)
    net = compile(*deeplabv3_resnet50(num_classes=3, image_size=(64, 72))).eval()
    steps = [net.get_submodule(net.plan.keys[label]) for label in ("rate1", "rate12", "rate24", "rate36", "image")]
    plain, found = Pyramid(), {}
    with torch.no_grad():
        for branch, step in zip([*plain.branches, plain.image], steps, strict=True):
            branch.weight.copy_(next(step.parameters()))
        step = net.get_submodule(net.plan.keys["pyramid"])
        step.register_forward_hook(lambda _module, inputs, output: found.update(reads=inputs[0], makes=output))
        backbone = net.get_submodule(net.plan.keys["s16"])
        backbone.register_forward_hook(lambda _module, _inputs, output: found.update(features=output))
        net(torch.randn(1, 3, 64, 72))
        # norms do nothing yet but for their epsilon
        torch.testing.assert_close(found["makes"], plain(found["features"]), rtol=1e-3, atol=1e-4)
