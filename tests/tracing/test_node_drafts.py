import pytest
import torch
from torch import nn
from torch.nn import functional

from skipgraph.topology import Aggregation, NodeKind
from skipgraph.tracing import trace

SUM, MEAN, GATED, CONCAT = Aggregation.SUM, Aggregation.MEAN, Aggregation.GATED, Aggregation.CONCAT
X = torch.ones(2, 4)


class Branches(nn.Module):
    """Three layers that read the input, and what `join` makes of them."""

    def __init__(self, join):
        super().__init__()
        self.a, self.b, self.c, self.join = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4), join

    def forward(self, x):
        return self.join(self.a(x), self.b(x), self.c(x))


JOINS = {
    "a + b + c": (lambda a, b, c: a + b + c, SUM),
    "sum": (lambda a, b, c: sum([a, b, c]), SUM),
    "add, relu inside": (lambda a, b, c: torch.relu(torch.add(a, b).add(c)), SUM),
    "in place": (lambda a, b, c: a.add_(b).add_(c), SUM),
    "minus": (lambda a, b, c: a - b - c, SUM),
    "stack, sum": (lambda a, b, c: torch.stack([a, b, c], -1).sum(-1), SUM),
    "stack, mean": (lambda a, b, c: torch.stack([a, b, c]).mean(0), MEAN),
    "torch.mean": (lambda a, b, c: torch.mean(torch.stack((a, b, c), dim=1), dim=1), MEAN),
    "sum / 3": (lambda a, b, c: (a + b + c) / 3, MEAN),
    "sum * 1/3": (lambda a, b, c: (a + b + c) * (1 / 3), MEAN),
    "sum / 2": (lambda a, b, c: (a + b + c) / 2, SUM),
    "product": (lambda a, b, c: a * torch.sigmoid(b) * c, GATED),
    "attention": (lambda a, b, c: torch.softmax(a @ b.transpose(-1, -2) / 2, -1) @ c, GATED),
    "sdpa": (lambda a, b, c: functional.scaled_dot_product_attention(a[None], b[None], c[None]), GATED),
    "cat": (lambda a, b, c: torch.cat([a, b, c], 1), CONCAT),
    "cat of cat": (lambda a, b, c: torch.cat([torch.cat([a, b], 1).relu(), c], 1), CONCAT),
    "stack, mean of the features": (lambda a, b, c: torch.stack([a, b, c]).mean(-1), CONCAT),
}


@pytest.mark.parametrize("name", JOINS)
def test_joins_of_three_are_one_merge(name):
    join, aggregation = JOINS[name]
    topology = trace(Branches(join), X)
    assert [topology.reads(node) for node in range(5)] == [(), (0,), (0,), (0,), (1, 2, 3)]
    assert topology.kinds[4] == NodeKind.MERGE
    assert topology.aggregations[4] == aggregation


def reads_of(topology):
    return {label: {topology.labels[j] for j in topology.reads(i)} for i, label in enumerate(topology.labels)}


class Shared(Branches):
    def forward(self, x):
        part = self.a(x) + self.b(x)
        return part + self.c(x), part


def test_a_part_of_a_sum_that_others_read_is_a_merge():
    topology = trace(Shared(None), X)
    assert reads_of(topology)["add"] == {"a", "b"}
    assert reads_of(topology)["add:2"] == {"add", "c"}


def test_sums_of_two_modules_are_two_merges():
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.more = Branches(lambda a, b, c: a + b + c), nn.Linear(4, 4)

        def forward(self, x):
            return self.inner(x) + self.more(x)

    reads = reads_of(trace(Outer(), X))
    assert reads["inner.add"] == {"inner.a", "inner.b", "inner.c"}
    assert reads["add"] == {"inner.add", "more"}


class Pieces(Branches):
    def forward(self, x):
        left, right = self.a(x).chunk(2, dim=-1)
        halves = torch.split(self.b(x), 2, dim=-1)
        return self.c(torch.cat([left * right, halves[0]], -1)) + self.a(x)[:, :4]


def test_pieces_of_one_feature_are_that_feature():
    topology = trace(Pieces(None), X)
    assert reads_of(topology) == {
        "x": set(), "a": {"x"}, "b": {"x"}, "c": {"a", "b"}, "a:2": {"x"}, "add": {"c", "a:2"},
    }  # fmt: skip


def test_a_sum_with_a_concat_has_a_node_for_the_concat():
    topology = trace(Branches(lambda a, b, c: torch.cat([a, b]) + torch.cat([c, c])), X)
    assert reads_of(topology) == {
        "x": set(), "a": {"x"}, "b": {"x"}, "c": {"x"}, "cat": {"a", "b"}, "add": {"cat", "c"},
    }  # fmt: skip


class SqueezeExcite(nn.Module):
    """A gate in front of a sum, and convolutions that are functions of weights of its own."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.squeeze, self.excite = nn.Linear(4, 2), nn.Linear(2, 4)
        self.kernel, self.matrix = nn.Parameter(torch.randn(4, 4, 1, 1)), nn.Parameter(torch.randn(4, 4))
        self.gain = nn.Parameter(torch.ones(1))

    def forward(self, x):
        y = functional.relu(self.conv(x))
        gate = torch.sigmoid(self.excite(functional.relu(self.squeeze(y.mean((2, 3))))))
        y = functional.conv2d(y * gate[:, :, None, None], self.kernel) * self.gain + y
        return torch.einsum("nchw,cd->nd", y, self.matrix.t()) @ functional.normalize(self.matrix)


def test_functions_of_weights_are_layers():
    topology = trace(SqueezeExcite(), torch.ones(1, 3, 8, 8))
    assert reads_of(topology) == {
        "x": set(), "conv": {"x"}, "squeeze": {"conv"}, "excite": {"squeeze"}, "mul": {"conv", "excite"},
        "conv2d": {"mul"}, "add": {"conv", "conv2d"}, "einsum": {"add"}, "matmul": {"einsum"},
    }  # fmt: skip
    assert topology.n_layers == 6
    assert topology.aggregations[topology.labels.index("mul")] == GATED
    assert set(topology.stages.tolist()) == {0}  # vectors stand where they were made from


class Heads(Branches):
    def forward(self, x, *, y):  # type: ignore[override]  # another signature, on purpose
        a = self.a(x["left"] + x["right"])
        return {"early": a, "late": [self.b(a), (self.c(self.b(a)) + y,)], "number": 3}


def test_several_inputs_and_outputs():
    x = {"left": torch.ones(1, 4), "right": torch.zeros(1, 4), "unread": X}
    topology = trace(Heads(None), {"x": x, "y": torch.ones(1, 4)})
    assert reads_of(topology) == {
        "y": set(), "x.left": set(), "x.right": set(), "add": {"x.left", "x.right"}, "a": {"add"}, "b": {"a"},
        "b:2": {"a"}, "c": {"b:2"}, "add:2": {"c", "y"}, "output1": {"a"}, "output2": {"b"}, "output3": {"add:2"},
    }  # fmt: skip
    kinds = dict(zip(topology.labels, topology.kinds.tolist(), strict=True))
    assert [label for label, kind in kinds.items() if kind == NodeKind.OUTPUT] == ["output1", "output2", "output3"]
    assert [label for label, kind in kinds.items() if kind == NodeKind.INPUT] == ["y", "x.left", "x.right"]


class Weighed(nn.Module):
    """A function of a feature and of a parameter or buffer `w`, between two layers."""

    def __init__(self, function, shape, *, learned=True):
        super().__init__()
        w = torch.randn(shape, generator=torch.Generator().manual_seed(0))
        if learned:
            self.w = nn.Parameter(w)
        else:
            self.register_buffer("w", w)
        self.function = function
        self.first, self.last = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        return self.last(self.function(self.first(x), self.w))


def spectral(x, w):
    return torch.fft.irfft(torch.fft.rfft(x) * torch.complex(w, w), n=4)


LAYERS_OF_WEIGHTS = {
    "cdist": (torch.cdist, (4, 4)),
    "mv": (lambda x, w: w.mv(x[0]), (4, 4)),
    "linalg_multi_dot": (lambda x, w: torch.linalg.multi_dot([x, w, w]), (4, 4)),
    "chain_matmul": (lambda x, w: torch.chain_matmul(x, w, w), (4, 4)),
    "kron": (torch.kron, (2, 1)),
    "grid_sampler": (lambda x, w: functional.grid_sample(x[None, None], w, align_corners=False)[0, 0], (1, 2, 4, 2)),
    "mul": (spectral, (3,)),
}


@pytest.mark.parametrize("is_exported", [False, True], ids=["module", "program"])
@pytest.mark.parametrize("name", LAYERS_OF_WEIGHTS)
def test_a_function_of_features_and_parameters_is_a_layer(name, is_exported):
    net = Weighed(*LAYERS_OF_WEIGHTS[name])
    topology = trace(torch.export.export(net, (X,), strict=False)) if is_exported else trace(net, X)
    made = topology.labels[2]
    assert made in (name, "grid_sample")  # the one that torch.export makes of the other
    assert reads_of(topology) == {"x": set(), "first": {"x"}, made: {"first"}, "last": {made}}
    assert topology.n_layers == 3


PASSING = {
    "scale": (lambda x, w: x * w, (4,)),
    "shift": (lambda x, w: x - w, (4,)),
    "lerp": (lambda x, w: torch.lerp(x, 2 * x, w), (4,)),
    "norm": (lambda x, w: functional.layer_norm(x, (4,), weight=w), (4,)),
    "prelu": (functional.prelu, (4,)),
    "choice": (lambda x, w: torch.where(w > 0, x, w), (4,)),
    "token": (lambda x, w: torch.cat([w.expand(2, -1), x]), (4,)),
}


@pytest.mark.parametrize("is_exported", [False, True], ids=["module", "program"])
@pytest.mark.parametrize("name", PASSING)
def test_what_scales_shifts_or_chooses_passes_features_on(name, is_exported):
    net = Weighed(*PASSING[name])
    topology = trace(torch.export.export(net, (X,), strict=False)) if is_exported else trace(net, X)
    assert reads_of(topology) == {"x": set(), "first": {"x"}, "last": {"first"}}


def test_a_rotation_by_constants_is_no_layer():
    net = Weighed(spectral, (3,), learned=False)
    assert reads_of(trace(net, X)) == {"x": set(), "first": {"x"}, "last": {"first"}}


def test_distances_of_two_features_are_gated():
    topology = trace(Branches(lambda a, b, c: torch.cdist(a, b) @ c), X)
    assert (topology.reads(4), topology.aggregations[4]) == ((1, 2, 3), GATED)


class Masked(Branches):
    def __init__(self):
        super().__init__(None)
        self.bias = nn.Parameter(torch.zeros(2, 2))

    def forward(self, x):
        made = (self.a(x)[None], self.b(x)[None], self.c(x)[None])
        return functional.scaled_dot_product_attention(*made, attn_mask=self.bias)


def test_a_mask_of_weights_makes_attention_no_layer():
    topology = trace(Masked(), X)
    assert topology.n_layers == 3
    assert (topology.reads(4), topology.aggregations[4]) == ((1, 2, 3), GATED)
