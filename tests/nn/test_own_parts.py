"""Parts of a user's own: a block, a stem, a head and an operation have all that those of skipgraph have."""

import copy
import json
from dataclasses import dataclass

import pytest
import torch
from specs import small_spec
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from skipgraph.errors import FormatError, PlanError
from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.patterns import densenet, log_densenet
from skipgraph.plan import Block, Head, Operation, Stem, blocks
from skipgraph.plan.operations import (
    BatchNorm,
    Convolution,
    Dropout,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Operations,
    Relu,
    numbered,
)
from skipgraph.tracing import trace


class Halved(nn.Module):
    """Numbers times a trained factor that starts at one half."""

    def __init__(self):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(0.5))

    def forward(self, features):
        return features * self.factor


@dataclass(frozen=True)
class Halve(Operation):
    """Each number times one trained number."""

    key = "halve"
    saves_input = True

    def module(self) -> nn.Module:
        return Halved()

    @property
    def n_parameters(self) -> int:
        return 1


@dataclass(frozen=True, kw_only=True)
class Ghost(Block):
    ratio: int = 2

    def operations(self, channels: int, width: int) -> Operations:
        narrow = max(1, width // self.ratio)
        point, large = Convolution(channels, narrow, 1), Convolution(narrow, width, 3)
        return numbered([BatchNorm(channels), Relu(), point, Dropout(0.3), BatchNorm(narrow), Halve(), large])


@dataclass(frozen=True, kw_only=True)
class Downsampled(Stem):
    def operations(self, example, channels: int) -> Operations:
        return (("conv", Convolution(example.channels, channels, 3)), ("pool", MaxPool(2, 2)))

    @property
    def stride(self) -> int:
        return 2


@dataclass(frozen=True, kw_only=True)
class TwoLayers(Head):
    classes: int = 3

    def operations(self, channels: int, scale: int) -> Operations:
        return numbered([GlobalAveragePool(), Linear(channels, 8), Relu(), Linear(8, self.classes)])

    @property
    def n_classes(self) -> int:
        return self.classes


SPEC = small_spec(block=Ghost(ratio=3), stem=Downsampled(), head=TwoLayers())
PARTS = (Ghost, Downsampled, TwoLayers)


@pytest.fixture
def net():
    torch.manual_seed(0)
    return compile(log_densenet(6), SPEC)


def test_the_bill_is_what_torch_counts(net):
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(torch.zeros(1, 3, 16, 16))
    assert counter.get_total_flops() == 2 * net.plan.macs


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_recomputing_is_the_same_bits(recompute):
    torch.manual_seed(0)
    plain, again = compile(densenet(5), SPEC), compile(densenet(5), SPEC, recompute=recompute)
    again.load_state_dict(copy.deepcopy(plain.state_dict()))
    for network in (plain, again):
        torch.manual_seed(1)
        images = torch.randn(4, 3, 16, 16)
        cross_entropy(network(images), torch.tensor([0, 1, 2, 0])).backward()
    for (name, one), two in zip(plain.named_parameters(), again.parameters(), strict=True):
        assert torch.equal(one.grad, two.grad), name
    for (name, left), right in zip(plain.named_buffers(), again.buffers(), strict=True):
        assert torch.equal(left, right), name


def test_it_comes_back_from_one_file(net, tmp_path):
    export_network(net, tmp_path / "net.safetensors")
    document = json.loads((tmp_path / "net.json").read_text())
    assert document["spec"]["block"] == {"name": f"{Ghost.__module__}:Ghost", "ratio": 3}
    again = load_network(tmp_path / "net.safetensors", parts=PARTS)
    assert again.plan.spec == SPEC
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(again.eval()(images), net.eval()(images))
    with pytest.raises(FormatError, match=r"there is no .*: give its class as parts=\[Downsampled\]"):
        load_network(tmp_path / "net.safetensors")


def test_its_topology_comes_back(net):
    assert trace(net, torch.zeros(2, 3, 16, 16)) == net.topology


def test_it_exports(net, tmp_path):
    export_network(net, tmp_path / "net.pt2")
    images = torch.randn(5, 3, 16, 16)
    torch.testing.assert_close(torch.export.load(tmp_path / "net.pt2").module()(images), net.eval()(images))


def test_an_operation_that_miscounts_is_refused():
    @dataclass(frozen=True)
    class Uncounted(Halve):
        n_parameters = 0

    @dataclass(frozen=True, kw_only=True)
    class Wrong(blocks.Basic):
        def operations(self, channels, width):
            return (*super().operations(channels, width), ("halve", Uncounted()))

    with pytest.raises(PlanError, match=r"node1\.halve: Uncounted says 0 parameters, its module Halved has 1"):
        compile(densenet(1), small_spec(block=Wrong()))


def test_an_operation_without_a_module_is_none():
    @dataclass(frozen=True)
    class HalfAdded(Operation):
        pass

    with pytest.raises(TypeError, match="abstract"):
        HalfAdded()  # type: ignore[abstract]  # on purpose
