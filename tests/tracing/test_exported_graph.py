import pytest
import torch
from torch import nn

from skipgraph.errors import FormatError
from skipgraph.tracing import trace

X = torch.ones(2, 4)


class Branching(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        return torch.cond(x.sum() > 0, self.a, lambda x: self.b(self.a(x)), (x,))


def test_a_program_that_branches_has_no_one_topology():
    program = torch.export.export(Branching(), (X,), strict=False)
    with pytest.raises(FormatError, match="the program has no single topology: its 'cond' branches or loops"):
        trace(program)
    with pytest.raises(FormatError, match=r"Branching has no single path to trace: .*'cond' branches or loops"):
        trace(Branching(), X)


class Unscaled(nn.Module):
    """Runs a part of it in another precision, and a part without gradients."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        with torch.autocast("cpu", enabled=False):
            x = x + self.a(x)
        with torch.no_grad():
            y = self.b(x)
        return self.c(x + y)


def test_regions_of_another_precision_or_without_gradients_are_looked_into():
    topology = trace(torch.export.export(Unscaled(), (X,), strict=False))
    assert topology.edges().tolist() == trace(Unscaled(), X).edges().tolist()
    assert topology.n_layers == 3
