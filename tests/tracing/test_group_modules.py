import pytest
import torch
from foreign_networks import BasicBlock, EncoderBlock, ResNet, ViT
from torch import nn

from skipgraph.topology import Aggregation, NodeKind
from skipgraph.tracing import trace

IMAGE = torch.zeros(1, 3, 8, 8)


def reads_of(topology):
    return {label: {topology.labels[j] for j in topology.reads(i)} for i, label in enumerate(topology.labels)}


class Inception(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.one, self.three = nn.Conv2d(n_in, 2, 1), nn.Conv2d(n_in, 2, 3, padding=1)
        self.five = nn.Sequential(nn.Conv2d(n_in, 2, 1), nn.ReLU(), nn.Conv2d(2, 2, 5, padding=2))
        self.pool = nn.MaxPool2d(3, 1, 1)

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1)


def test_branches_are_one_layer_or_four():
    net = nn.Sequential(Inception(3), nn.Conv2d(9, 2, 1))
    assert reads_of(trace(net, IMAGE)) == {
        "input": set(), "0.one": {"input"}, "0.three": {"input"}, "0.five.0": {"input"}, "0.five.2": {"0.five.0"},
        "1": {"input", "0.one", "0.three", "0.five.2"},
    }  # fmt: skip
    # the pooled input is handed on beside the layer
    assert reads_of(trace(net, IMAGE, layers=Inception)) == {"input": set(), "0": {"input"}, "1": {"input", "0"}}


def test_a_block_whose_shortcut_is_a_layer_has_no_sum_to_keep():
    net = ResNet(BasicBlock, (1, 1))
    assert "layer2.0.add" not in trace(net, IMAGE, layers=BasicBlock).labels
    assert "layer2.0.add" in trace(net, IMAGE, layers=BasicBlock, transitions="downsample").labels


def test_a_module_in_another_is_a_node_of_its_own_and_parts_it():
    topology = trace(ViT(1), torch.zeros(1, 3, 16, 16), layers=(EncoderBlock, "attention", "blocks.0.mlp.0"))
    assert reads_of(topology) == {
        "x": set(), "patch": {"x"}, "blocks.0.attention": {"patch"}, "blocks.0.add": {"patch", "blocks.0.attention"},
        "blocks.0.mlp.0": {"blocks.0.add"}, "blocks.0": {"blocks.0.mlp.0"},
        "blocks.0.add:2": {"blocks.0.add", "blocks.0"}, "head": {"blocks.0.add:2"},
    }  # fmt: skip
    class_only = trace(ViT(1), torch.zeros(1, 3, 16, 16), layers=EncoderBlock)
    assert reads_of(class_only) == {"x": set(), "patch": {"x"}, "blocks.0": {"patch"}, "head": {"blocks.0"}}


class TwoSums(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        return torch.relu(x + self.a(x)) + self.b(x)


def test_a_merge_behind_a_merge_with_what_is_outside():
    assert reads_of(trace(nn.Sequential(TwoSums()), torch.zeros(1, 4), layers=TwoSums)) == {
        "input": set(), "0": {"input"}, "0.add": {"input", "0"}, "0.add:2": {"0.add", "0"},
    }  # fmt: skip


class Sandwich(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.filling, self.last = nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 4)), nn.Linear(4, 4)

    def forward(self, x):
        return x + self.last(self.filling(self.first(x)))


def test_a_call_that_is_left_and_entered_again_is_two_nodes():
    topology = trace(nn.Sequential(Sandwich()), torch.zeros(1, 4), layers=(Sandwich, "filling"))
    assert reads_of(topology) == {
        "input": set(), "0": {"input"}, "0.filling": {"0"}, "0:2": {"0.filling"}, "0.add": {"input", "0:2"},
    }  # fmt: skip


def test_a_module_that_is_called_twice_is_two_layers():
    shared = Sandwich()
    topology = trace(nn.Sequential(shared, nn.ReLU(), shared), torch.zeros(1, 4), layers=Sandwich)
    assert topology.n_layers == 2
    assert reads_of(topology)["0:2"] == {"0.add"}


class Adding(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, xs):
        return self.layer(sum(xs))


class Sums(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = Adding(), Adding()

    def forward(self, x):
        a = self.a([x])
        return self.b([x, a])


def test_a_layer_that_reads_by_a_sum():
    topology = trace(Sums(), torch.zeros(1, 4), layers=Adding)
    assert reads_of(topology) == {"x": set(), "a": {"x"}, "b": {"x", "a"}}
    assert topology.aggregations[2] == Aggregation.SUM


@pytest.mark.parametrize("chosen", [nn.MaxPool2d, "MaxPool2d", "pool", "0.pool"])
def test_a_module_without_weights_can_be_a_node(chosen):
    topology = trace(nn.Sequential(Inception(3), nn.Conv2d(9, 2, 1)), IMAGE, transitions=chosen)
    assert NodeKind(topology.kinds[topology.labels.index("0.pool")]) == NodeKind.TRANSITION
    assert "0.pool" in reads_of(topology)["1"]
