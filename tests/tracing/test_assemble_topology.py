import pytest
import torch
from torch import nn

from skipgraph.errors import FormatError
from skipgraph.topology import NodeKind
from skipgraph.tracing import trace
from skipgraph.tracing.assemble_topology import topology_of_drafts
from skipgraph.tracing.node_drafts import Draft


class ConvNeXtBlock(nn.Module):
    """Its matrices take channels last."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        y = self.conv(x).permute(0, 2, 3, 1)
        y = self.narrow(nn.functional.gelu(self.wide(y)) + 1)
        return x + y.permute(0, 3, 1, 2)


def test_stages_of_channels_last():
    net = nn.Sequential(nn.Conv2d(3, 8, 2, 2), ConvNeXtBlock(8), nn.Conv2d(8, 64, 2, 2), ConvNeXtBlock(64))
    topology = trace(net, torch.zeros(1, 3, 16, 24))
    assert topology.stages.tolist() == [0, *[1] * 5, *[2] * 5]


def test_margins_that_convolutions_cut_off_make_no_stage():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 1))
    assert trace(net, torch.zeros(1, 3, 32, 32)).stages.tolist() == [0, 0, 0, 1, 1]


def test_what_no_result_needs_is_left_out_and_equal_labels_are_numbered():
    layer = NodeKind.LAYER
    drafts = [Draft(NodeKind.INPUT, "x"), *(Draft(layer, "a", {0}, size=size) for size in (16, 4, None))]
    drafts.append(Draft(layer, "b", {1, 3}))
    topology = topology_of_drafts(drafts, [4], "net", with_heads=False, is_compiled=False)
    assert topology.labels == ("x", "a", "a:2", "b")
    assert topology.edges().tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert topology.name == "net"
    with pytest.raises(FormatError, match="net returns nothing that depends on an input"):
        topology_of_drafts(drafts, [], "net", with_heads=False, is_compiled=False)
