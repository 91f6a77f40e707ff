import random
from dataclasses import dataclass

import pytest
import torch
from torch import nn
from torch.nn import functional

from skipgraph.errors import FormatError
from skipgraph.tracing import trace
from skipgraph.tracing.capture import capture_module


def edges_of(topology):
    return {(topology.labels[j], topology.labels[i]) for j, i in topology.edges().tolist()}


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.norm = nn.Linear(4, 4), nn.Linear(4, 4), nn.BatchNorm1d(4)


class ByShape(Block):
    """Python decides by shapes and loops over arguments, which torch.fx refuses."""

    def forward(self, *xs, by_name=None):
        made = [self.a(x) if x.shape[0] == 2 else self.b(x.expand(2, -1)) for x in xs]
        made += [self.a(x) for x in (by_name or {}).values()]
        return self.norm(sum(made))


def test_export_follows_what_fx_cannot():
    topology = trace(ByShape(), (torch.ones(2, 4), torch.ones(1, 4), torch.ones(2, 4)))
    assert edges_of(topology) == {
        ("xs_0", "a"), ("xs_1", "b"), ("xs_2", "a:2"), ("a", "add"), ("b", "add"), ("a:2", "add"),
    }  # fmt: skip


def test_export_follows_arguments_by_name_and_dicts():
    topology = trace(ByShape(), {"by_name": {"u": torch.ones(2, 4), "v": torch.ones(2, 4)}})
    assert topology.n_layers == 2
    assert [topology.reads(node) for node in range(5)] == [(), (), (0,), (1,), (2, 3)]


class Written(Block):
    """Writes into a tensor it made, in place."""

    def forward(self, x):
        y = torch.zeros_like(x)
        y[:, :2] = self.a(x)[:, :2]
        y[:, 2:] = self.b(x)[:, 2:]
        return self.norm(y)


def test_slices_that_are_written_in_place():
    topology = trace(Written(), torch.ones(2, 4))
    assert topology.n_layers == 2
    assert [topology.reads(node) for node in range(4)] == [(), (0,), (0,), (1, 2)]


class InPlace(Block):
    def forward(self, x):
        y = self.a(x)
        y.add_(x)  # the statement's value is thrown away
        functional.relu(y, inplace=True)
        return self.b(y)


def test_a_tensor_that_was_written_is_read_as_written():
    assert edges_of(trace(InPlace(), torch.ones(2, 4))) == {("x", "a"), ("a", "add"), ("x", "add"), ("add", "b")}


class Optional(Block):
    def forward(self, x, mask=None, *, scale=2.0, twice=False):
        y = self.a(x) * scale
        if mask is not None:
            y = y + mask
        return self.b(y) if twice else y


def test_flags_are_known():
    assert edges_of(trace(Optional(), torch.ones(2, 4))) == {("x", "a")}
    assert edges_of(trace(Optional(), (torch.ones(2, 4), None))) == {("x", "a")}
    assert edges_of(trace(Optional(), {"x": torch.ones(2, 4), "twice": True})) == {("x", "a"), ("a", "b")}
    assert edges_of(trace(Optional(), (torch.ones(2, 4), torch.ones(4)))) == {("x", "a"), ("a", "add"), ("mask", "add")}


class Misled(Block):
    """Takes another path for a symbol than for a tensor."""

    def forward(self, x):
        return self.a(x) if isinstance(x, self.kind) else self.b(x)


def test_a_path_that_only_symbols_take_is_not_believed():
    net = Misled()
    net.kind = torch.Tensor  # type: ignore[assignment]  # no module, on purpose
    assert edges_of(trace(net, torch.ones(2, 4))) == {("x", "a")}


def test_a_path_that_neither_takes_is_refused():
    class Plain(torch.Tensor):
        pass

    net = Misled()
    net.kind = Plain  # type: ignore[assignment]  # no module, on purpose
    with pytest.raises(FormatError, match="makes other numbers than the module"):
        trace(net, torch.ones(2, 4).as_subclass(Plain))


@dataclass
class Answer:
    logits: torch.Tensor
    hidden: torch.Tensor


class Answering(Block):
    def forward(self, x):
        hidden = self.a(x)
        return Answer(self.b(hidden).expand(x.shape[0], -1), hidden)


@pytest.mark.parametrize("wrap", [lambda net: net, nn.DataParallel, torch.compile])
def test_results_in_an_object_of_a_wrapped_module(wrap):
    assert edges_of(trace(wrap(Answering()), torch.ones(2, 4))) == {
        ("x", "a"), ("a", "b"), ("b", "output1"), ("a", "output2"),
    }  # fmt: skip


@pytest.mark.parametrize("is_large", [lambda x: x.mean().item() > 100, lambda x: x.mean() > 100])
def test_a_refusal_prints_nothing(capfd, is_large):
    class Fickle(Block):
        def forward(self, x):
            return self.a(x) if is_large(x) else self.b(x)

    with pytest.raises(FormatError, match="has no single path to trace"):
        trace(Fickle(), torch.ones(2, 4))
    assert capfd.readouterr() == ("", "")


def test_torchs_own_transformers():
    encoder = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    assert edges_of(trace(encoder, torch.ones(1, 3, 8))) == {
        ("src", "self_attn"), ("src", "add"), ("self_attn", "add"), ("add", "linear1"), ("linear1", "linear2"),
        ("add", "add:2"), ("linear2", "add:2"),
    }  # fmt: skip


def test_recurrent_and_one_dimensional_layers():
    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.lstm = nn.Conv1d(4, 4, 3, padding=1), nn.LSTM(4, 4, batch_first=True)

        def forward(self, x):
            made, _ = self.lstm(self.conv(x).transpose(1, 2))
            return made

    assert edges_of(trace(Recurrent(), torch.ones(1, 4, 6))) == {("x", "conv"), ("conv", "lstm")}


def test_the_module_is_left_as_it_was():
    class WithConstant(Block):
        def forward(self, x):
            return functional.dropout(self.norm(self.a(x)) * torch.ones(4), training=self.training)

    net = WithConstant().train()
    net.norm.eval()
    state = {key: tensor.clone() for key, tensor in net.state_dict().items()}
    attributes = set(vars(net))
    before, plain = torch.get_rng_state(), random.getstate()
    trace(net, torch.randn(2, 4, generator=torch.Generator().manual_seed(0)))
    assert (net.training, net.a.training, net.norm.training) == (True, True, False)
    assert set(vars(net)) == attributes
    assert all(torch.equal(tensor, state[key]) for key, tensor in net.state_dict().items())
    assert torch.equal(torch.get_rng_state(), before)
    assert random.getstate() == plain
    assert all(parameter.grad is None and parameter.requires_grad for parameter in net.parameters())


@pytest.mark.parametrize("whole", [frozenset(), frozenset(["0"])])
def test_values_come_after_what_they_are_made_of(whole):
    run = capture_module(nn.Sequential(InPlace(), InPlace()), (torch.ones(2, 4),), {}, whole)
    assert all(source < place for place, value in enumerate(run.values) for source in value.made_of)
    assert ("0.a" in {call for value in run.values for call in value.calls}) != bool(whole)


class Looped(nn.Module):
    """A recurrent cell in a loop of `n_steps`, or of as many as there are words, which torch.fx cannot follow."""

    def __init__(self, cell, n_steps):
        super().__init__()
        self.embed, self.cell, self.n_steps = nn.Linear(4, 4), cell(4, 4), n_steps

    def forward(self, x):
        x = self.embed(x)
        state = (torch.zeros(x.shape[0], 4),) * 2 if isinstance(self.cell, nn.LSTMCell) else torch.zeros(x.shape[0], 4)
        for place in range(self.n_steps or x.shape[1]):
            state = self.cell(x[:, place], state)
        return state[0] if isinstance(state, tuple) or isinstance(self.cell, nn.LSTMCell) else state


@pytest.mark.parametrize("n_steps", [None, 3])
@pytest.mark.parametrize("cell", [nn.LSTMCell, nn.GRUCell, nn.RNNCell])
def test_each_call_of_a_recurrent_cell_is_a_layer(cell, n_steps):
    topology = trace(Looped(cell, n_steps), torch.ones(2, 3, 4))
    assert topology.n_layers == 4
    assert edges_of(topology) == {
        ("x", "embed"), ("embed", "cell"), ("embed", "cell:2"), ("embed", "cell:3"), ("cell", "cell:2"),
        ("cell:2", "cell:3"),
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore:The tensor attributes")  # of torch.export
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("is_exported", [False, True])
def test_recurrent_modules_are_one_layer(kind, is_exported):
    class Tagger(nn.Module):
        def __init__(self):
            super().__init__()
            self.words, self.tags = kind(4, 4, num_layers=2, bidirectional=True, batch_first=True), nn.Linear(8, 2)

        def forward(self, x):
            return self.tags(self.words(x)[0])

    x = torch.ones(2, 3, 4)
    source = (torch.export.export(Tagger(), (x,), strict=False),) if is_exported else (Tagger(), x)
    assert edges_of(trace(*source)) == {("x", "words"), ("words", "tags")}


@pytest.mark.parametrize("net", [InPlace(), ByShape()])
def test_a_network_on_the_meta_device(net):
    live = trace(net, torch.ones(2, 4))
    assert trace(net.to("meta"), torch.ones(2, 4, device="meta")) == live


def test_parameters_without_a_shape_are_refused():
    net = nn.Sequential(nn.LazyLinear(4), nn.Linear(4, 4))
    with pytest.raises(FormatError, match=r"Sequential has parameters without a shape \(0\.weight, 0\.bias\): call it"):
        trace(net, torch.ones(2, 4))
    net(torch.ones(2, 4))
    assert trace(net, torch.ones(2, 4)).n_layers == 2
