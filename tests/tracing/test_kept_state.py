import random
from collections import OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from skipgraph.errors import FormatError
from skipgraph.tracing import trace
from skipgraph.tracing.kept_state import cloned, keep_state

X = torch.ones(2, 4)


class Restless(nn.Module):
    """Changes all that a forward pass may change, then goes on by `end`."""

    def __init__(self, end):
        super().__init__()
        self.layer, self.inner, self.end = nn.Linear(4, 4), nn.Sequential(nn.BatchNorm1d(4)), end
        self.count: torch.Tensor
        self.register_buffer("count", torch.zeros(()))
        self.seen, self.names, self.last, self.hooks = [], {"a": 1}, None, OrderedDict()

    def forward(self, x):
        self.count += 1
        self.inner.train()
        self.inner.found = x
        self.last, self.more = x, x
        self.seen.append(x)
        self.names["b"] = 2
        self.hooks["c"] = 3
        x = self.inner(self.layer(x) + random.random() + np.random.rand() + torch.rand(()))  # noqa: NPY002
        x.relu_()
        return self.end(x)


def refuse(x):
    raise RuntimeError("no")


ENDS = {
    "followed": lambda x: x,
    "exported": lambda x: x if x.shape[0] == 2 else -x,
    "refused": lambda x: x if x.sum() > 0 else -x,
    "failed": refuse,
}


@pytest.mark.parametrize("how", ENDS)
def test_nothing_is_left_behind(how):
    net = Restless(ENDS[how]).train()
    net.layer.eval()
    state = {key: tensor.clone() for key, tensor in net.state_dict().items()}
    attributes = [set(vars(module)) for module in net.modules()]
    modes = [module.training for module in net.modules()]
    generators = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    x = X.clone()
    if how in ("refused", "failed"):
        with pytest.raises(FormatError):
            trace(net, x)
    else:
        trace(net, x)
    assert torch.equal(x, X)
    assert all(torch.equal(tensor, state[key]) for key, tensor in net.state_dict().items())
    assert (net.seen, net.names, net.last, net.hooks) == ([], {"a": 1}, None, {})
    assert [set(vars(module)) for module in net.modules()] == attributes
    assert [module.training for module in net.modules()] == modes
    assert torch.equal(torch.get_rng_state(), generators[0])
    assert random.getstate() == generators[1]
    assert np.random.get_state()[1].tolist() == generators[2]  # noqa: NPY002


def test_buffers_keep_their_place_and_numbers():
    norm = nn.BatchNorm1d(4)
    mean = norm.running_mean
    with keep_state(norm):
        norm(torch.randn(3, 4))
        assert norm.num_batches_tracked == 1
        norm.running_mean = torch.ones(4)
    assert norm.running_mean is mean
    assert mean.tolist() == [0] * 4
    assert norm.num_batches_tracked == 0


class Overwriting(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return self.layer(x["a"].mul_(2)) + x["b"][0]


def test_the_example_is_not_written_into():
    x = {"a": X.clone(), "b": [X.clone()]}
    assert trace(Overwriting(), (x,)).n_layers == 1
    assert torch.equal(x["a"], X)
    copy = cloned(x)
    assert copy["a"] is not x["a"]
    assert copy["b"][0] is not x["b"][0]
