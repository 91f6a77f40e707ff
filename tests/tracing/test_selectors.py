import pytest
import torch
from foreign_networks import BasicBlock, ResNet
from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind
from skipgraph.tracing import trace
from skipgraph.tracing.selectors import roles_of, select

CLASSES = {
    "": ["nets.Net", "torch.nn.Module"],
    "conv1": ["torch.nn.Conv2d", "torch.nn.Module"],
    "stage1.block1": ["nets.Block", "nets.Base", "torch.nn.Module"],
    "stage1.block1.conv1": ["torch.nn.Conv2d", "torch.nn.Module"],
    "stage1.block2": ["nets.Block", "nets.Base", "torch.nn.Module"],
}


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("Block", ["stage1.block1", "stage1.block2"]),
        ("nets.Block", ["stage1.block1", "stage1.block2"]),
        ("block*", ["stage1.block1", "stage1.block2"]),
        ("block2", ["stage1.block2"]),
        ("stage*.block2", ["stage1.block2"]),
        ("block1.*", ["stage1.block1.conv1"]),
        ("conv1", ["conv1"]),  # a whole name
        ("conv*", ["conv1", "stage1.block1.conv1"]),
        (["conv1", "block2"], ["conv1", "stage1.block2"]),
        (nn.Module, []),
    ],
)
def test_what_a_selector_names(selector, names):
    if names:
        choices = select(CLASSES, {"layers": (selector, NodeKind.LAYER)}, "Net")
        assert roles_of(choices) == dict.fromkeys(names, NodeKind.LAYER)
    else:
        with pytest.raises(ArgumentError, match="names no module of Net"):
            select(CLASSES, {"layers": (selector, NodeKind.LAYER)}, "Net")


def test_refusals():
    net, example = ResNet(BasicBlock, (1,)), torch.zeros(1, 3, 8, 8)
    with pytest.raises(ArgumentError, match="layers='BasicBlok' names no module of ResNet: did you mean 'BasicBlock'"):
        trace(net, example, layers="BasicBlok")
    with pytest.raises(ArgumentError, match=r"layer1\.0 is named by both layers and transitions"):
        trace(net, example, layers=BasicBlock, transitions="layer1.0")
    with pytest.raises(ArgumentError, match=r"head must be a string or a class of Module or .*, got 3"):
        trace(net, example, head=3)
    with pytest.raises(ArgumentError, match=r"stem\[0\] must be a string or a class of Module, got the class int"):
        trace(net, example, stem=[int])
