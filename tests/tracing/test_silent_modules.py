import pytest
import torch
from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.tracing import trace

X = torch.ones(2, 4)


def reads_of(topology):
    return {label: {topology.labels[j] for j in topology.reads(i)} for i, label in enumerate(topology.labels)}


class Function(nn.Module):
    """A module that holds a matrix, and uses it by a function."""

    def __init__(self, function):
        super().__init__()
        self.w, self.function = nn.Parameter(torch.eye(4)), function

    def forward(self, x):
        return self.function(x, self.w)


class Net(nn.Module):
    def __init__(self, middle):
        super().__init__()
        self.a, self.middle, self.b, self.spare = nn.Linear(4, 4), middle, nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        return self.b(self.middle(self.a(x)))


MIDDLES = {
    "cdist": Function(torch.cdist),
    "mv": Function(lambda x, w: torch.stack([w.mv(row) for row in x.unbind()])),
    "filter": Function(lambda x, w: torch.fft.irfft(torch.fft.rfft(x) * w[0, :3], n=4)),
    "scale": Function(lambda x, w: x * w.diagonal()),
    "scale and shift": Function(lambda x, w: torch.relu(x * w[0]) + x * w[1] + w[2]),
    "nothing but a norm": nn.BatchNorm1d(4),
    "pool": nn.Sequential(nn.AvgPool1d(1), nn.Tanh()),
}


@pytest.mark.parametrize("is_exported", [False, True], ids=["module", "program"])
@pytest.mark.parametrize("name", MIDDLES)
def test_a_chosen_module_is_a_node_whatever_is_inside(name, is_exported):
    net = Net(MIDDLES[name])
    source = (torch.export.export(net, (X,), strict=False),) if is_exported else (net, X)
    topology = trace(*source, layers="middle")
    assert reads_of(topology) == {"x": set(), "a": {"x"}, "middle": {"a"}, "b": {"middle"}}
    assert topology.n_layers == 3


def test_a_chosen_module_that_is_not_called_is_an_error():
    net = Net(nn.Tanh())
    with pytest.raises(ArgumentError, match="must make a node; layers='spare': spare is not called, or returns what"):
        trace(net, X, layers=["a", "spare"])
    # a class that chooses them all means those that are called
    assert trace(net, X, layers=nn.Linear).labels == ("x", "a", "b")


def test_a_chosen_module_that_reads_no_feature_is_an_error():
    class Constant(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = Function(torch.matmul)
            self.a = nn.Linear(4, 4)

        def forward(self, x):
            return self.a(x) + self.table(self.table.w).sum()

    with pytest.raises(ArgumentError, match="layers='table': table makes nothing of the features it reads"):
        trace(Constant(), X, layers=["a", "table"])


def test_a_chosen_module_whose_layers_are_chosen_too_is_no_error():
    net = Net(nn.Sequential(nn.Linear(4, 4), nn.Tanh()))
    assert trace(net, X, layers=["middle", "middle.0"]).labels == ("x", "a", "middle.0", "b")
