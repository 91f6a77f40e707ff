import warnings

import pytest
import torch
from torch import nn

from skipgraph.tracing import trace
from skipgraph.tracing.layer_modules import holds_layers, is_layer, is_unseen_layer

X = torch.ones(2, 4)


class Mine(nn.Conv2d):
    """A class made from one of torch."""


@pytest.mark.parametrize(
    "module", [nn.Linear(2, 2), nn.LSTMCell(2, 2), nn.GRU(2, 2), Mine(2, 2, 1), nn.Bilinear(2, 2, 2)]
)
def test_layers(module):
    assert is_layer(module)
    assert not holds_layers(module)
    assert holds_layers(nn.Sequential(module))


@pytest.mark.parametrize(
    "module", [nn.BatchNorm2d(2), nn.LayerNorm((2, 2)), nn.PReLU(2), nn.Embedding(2, 2), nn.ReLU()]
)
def test_what_passes_features_on_is_no_layer(module):
    assert not is_layer(module)
    assert not is_unseen_layer(module)
    assert not holds_layers(nn.Sequential(module))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of torch's move to another package
            quantization = torch.ao.quantization
            self.enter, self.leave = quantization.QuantStub(), quantization.DeQuantStub()
            self.sums = torch.ao.nn.quantized.FloatFunctional()

    def forward(self, x):
        x = self.a(self.enter(x))
        return self.leave(self.sums.add(x, self.b(x)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("how", ["not", "dynamic", "static"])
def test_quantized_networks_have_the_topology_of_the_others(how):
    net = Residual().eval()
    quantization = torch.ao.quantization
    if how == "dynamic":
        net = quantization.quantize_dynamic(net)
    if how == "static":
        net.qconfig = quantization.default_qconfig  # type: ignore[assignment]  # as torch has it
        net = quantization.prepare(net)
        net(X)
        net = quantization.convert(net)
    topology = trace(net, X)
    assert topology.labels == ("x", "a", "b", "add")
    assert [topology.reads(node) for node in range(4)] == [(), (0,), (1,), (1, 2)]
