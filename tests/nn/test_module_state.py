"""Whatever modules a step is made of, recompute gives the bits of a run without it, or one line."""

import copy
import random
from functools import partial

import numpy as np
import pytest
import torch
from specs import changed, small_spec
from torch import nn
from torch.func import functional_call
from torch.nn.utils import parametrizations, spectral_norm

from skipgraph.errors import ArgumentError
from skipgraph.nn import compile
from skipgraph.nn.module_state import RandomState
from skipgraph.patterns import densenet
from skipgraph.plan import blocks

SPEC = changed(small_spec(block=blocks.Bottleneck(dropout=0.3)), transition={"dropout": 0.3})


class OwnNorm(nn.modules.batchnorm._BatchNorm):
    """Its statistics are part of what it makes."""

    def _check_input_dim(self, features):
        assert features.ndim == 4

    def forward(self, features):
        made = super().forward(features)
        self.running_mean = 0.9 * self.running_mean  # type: ignore[assignment]  # another tensor, and not the same one changed
        return made + self.running_mean[:, None, None] + self.num_batches_tracked


class Counting(nn.Module):
    """Its state is in attributes that are no buffers."""

    def __init__(self):
        super().__init__()
        self.n_calls, self.calls, self.scale = 0, [], torch.ones(1)
        self.generator = torch.Generator().manual_seed(3)
        self.numpy = np.random.default_rng(3)

    def forward(self, features):
        self.n_calls += 1
        self.calls.append(self.n_calls)
        self.scale.mul_(0.5)
        noise = torch.rand(features.shape, generator=self.generator) * self.numpy.random()
        return torch.sin(features * noise * self.scale) + len(self.calls) * features.square()


class GloballyRandom(nn.Module):
    """It draws from the generators of Python and numpy."""

    def forward(self, features):
        return (features * (1 + random.random()) * np.random.random()).square()  # noqa: NPY002


def swapped(net, old, make):
    """The network with another module in the place of each of a class."""
    for parent in list(net.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, old):
                setattr(parent, name, make(child))
    return net


def spectral(net, norm):
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            norm(module)
    return net


CHANGES = {
    "sync": nn.SyncBatchNorm.convert_sync_batchnorm,
    "own norm": partial(swapped, old=nn.BatchNorm2d, make=lambda norm: OwnNorm(norm.num_features)),
    "instance norm": partial(
        swapped,
        old=nn.BatchNorm2d,
        make=lambda norm: nn.InstanceNorm2d(norm.num_features, affine=True, track_running_stats=True),
    ),
    "dropout2d": partial(swapped, old=nn.Dropout, make=lambda _: nn.Dropout2d(0.3)),
    "alpha dropout": partial(swapped, old=nn.Dropout, make=lambda _: nn.AlphaDropout(0.3)),
    "rrelu": partial(swapped, old=nn.ReLU, make=lambda _: nn.RReLU()),
    "spectral norm": partial(spectral, norm=parametrizations.spectral_norm),
    "old spectral norm": partial(spectral, norm=spectral_norm),
    "weight norm": partial(spectral, norm=parametrizations.weight_norm),
    "attributes": partial(swapped, old=nn.Dropout, make=lambda _: Counting()),
    "other generators": partial(swapped, old=nn.Dropout, make=lambda _: GloballyRandom()),
}


def both(change, recompute):
    """The same network without recompute and with it."""
    topology = densenet(6, blocks=(3, 3))
    nets = []
    for choice in (None, recompute):
        torch.manual_seed(0)
        nets.append(change(compile(topology, SPEC, recompute=choice)))
    nets[1].load_state_dict(copy.deepcopy(nets[0].state_dict()))
    return nets


def seeded():
    torch.manual_seed(1)
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002


def assert_same(one, other):
    assert one.keys() == other.keys()
    assert [key for key in one if not torch.equal(one[key], other[key])] == []


def states(net):
    return {**net.state_dict(), **{f"{key} gradient": weight.grad for key, weight in net.named_parameters()}}


@pytest.mark.parametrize("recompute", ["concat", "block"])
@pytest.mark.parametrize("name", CHANGES)
def test_buffers_gradients_and_generators_are_the_same_bits(name, recompute):
    images, found, ends = torch.randn(4, 3, 16, 16), [], []
    for net in both(CHANGES[name], recompute):
        seeded()
        for _ in range(2):
            net(images).square().mean().backward()
            torch.rand(1), random.random(), np.random.random()  # noqa: NPY002
        found.append(states(net))
        ends.append(RandomState([]))
        assert not ends[0].has_moved()
        modules = [module for module in net.modules() if isinstance(module, Counting)]
        assert all(module.calls == [1, 2] and module.scale == 0.25 for module in modules)
    assert_same(*found)


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_functional_calls_train_by_the_weights_that_they_are_given(recompute):
    images, found = torch.randn(4, 3, 16, 16), []
    for net in both(lambda net: net, recompute):
        given = {key: tensor.detach() * 1.5 for key, tensor in net.state_dict().items() if tensor.is_floating_point()}
        buffers = {key for key, _ in net.named_buffers()}
        for key, tensor in given.items():
            tensor.requires_grad_(key not in buffers)
        seeded()
        functional_call(net, given, (images,)).square().mean().backward()
        found.append(
            {**given, **{f"{key} gradient": value.grad for key, value in given.items() if value.requires_grad}}
        )
        assert all(weight.grad is None for weight in net.parameters())
    assert_same(*found)


@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_steps_may_come_between_the_passes(recompute):
    images, found = torch.randn(2, 4, 3, 16, 16), []
    for net in both(CHANGES["old spectral norm"], recompute):
        seeded()
        first, second = net(images[0]).square().mean(), net(images[1]).square().mean()
        net.eval()
        first.backward(retain_graph=True)
        second.backward()
        first.backward()
        assert not any(module.training for module in net.modules())
        found.append(states(net))
    assert_same(*found)


def test_weights_that_changed_between_the_passes_are_refused():
    _, net = both(lambda net: net, "concat")
    loss = net(torch.randn(4, 3, 16, 16)).sum()
    with torch.no_grad():
        net.node2.norm1.weight.add_(1)
    with pytest.raises(ArgumentError, match=r"^node2.norm1.weight was changed after the forward pass[^\n]*$"):
        loss.backward()


def test_what_cannot_be_put_back_is_refused_by_name():
    _, net = both(lambda net: net, "concat")
    net.node2.norm1 = torch.jit.script(net.node2.norm1)
    with pytest.raises(ArgumentError, match=r"^recompute cannot run node2.norm1 again, a scripted module: [^\n]*$"):
        net(torch.randn(4, 3, 16, 16))
    net.node2.norm1 = nn.LazyBatchNorm2d()
    with pytest.raises(ArgumentError, match=r"^recompute cannot run node2.norm1 again, a lazy module [^\n]*$"):
        net(torch.randn(4, 3, 16, 16))
    net.eval()(torch.randn(4, 3, 16, 16))


@pytest.mark.parametrize("fullgraph", [False, True])
def test_a_program_that_runs_as_it_stands_is_refused(fullgraph):
    _, net = both(lambda net: net, "concat")
    run = torch.compile(net, backend="eager", fullgraph=fullgraph)
    with pytest.raises(ArgumentError, match=r"^recompute needs a backend of torch.compile [^\n]*$"):
        run(torch.randn(4, 3, 16, 16))
    net.eval()
    images = torch.randn(4, 3, 16, 16)
    assert torch.equal(run(images), net(images))
