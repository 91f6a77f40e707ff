"""Networks as programs: what other tools read, for a batch and sides of any size."""

import io
import sys
import zipfile

import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.networks import fc_densenet_spec, transformer_spec
from skipgraph.nn import compile, export_network
from skipgraph.nn.programs import onnx_bytes, torch_program_bytes
from skipgraph.patterns import densenet, fc_densenet, residual_stream
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import NodeKind, Topology

SMALL = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


def network(topology, spec=SMALL):
    torch.manual_seed(0)
    return compile(topology, spec)


def test_the_archive_has_one_folder_that_is_not_hidden():
    net = network(densenet(2))
    with zipfile.ZipFile(io.BytesIO(torch_program_bytes(net, net.plan))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"archive"}
        assert archive.read("archive/archive_format") == b"pt2"
        assert "archive/models/model.json" in archive.namelist()


def session(data):
    return pytest.importorskip("onnxruntime").InferenceSession(data, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(
    ("topology", "spec", "shapes"),
    [
        (densenet(4, blocks=(2, 2)), SMALL, [(1, 3, 16, 16), (5, 3, 20, 9)]),
        (
            fc_densenet(2, layers=1, growth_rate=3, input_channels=4),
            fc_densenet_spec(image_size=(13, 10)),
            [(2, 3, 13, 10), (1, 3, 8, 16)],
        ),
        (residual_stream(1), transformer_spec(width=8, heads=2, length=4), [(2, 4, 8), (1, 7, 8)]),
    ],
    ids=["images", "pixels", "sequences"],
)
def test_onnx_gives_the_same_logits(topology, spec, shapes):
    pytest.importorskip("onnxscript")
    net = network(topology, spec)
    model = session(onnx_bytes(net, net.plan))
    assert net.training
    net.eval()
    assert [output.name for output in model.get_outputs()] == ["logits"]
    for shape in shapes:
        images = torch.randn(shape)
        (logits,) = model.run(None, {model.get_inputs()[0].name: images.numpy()})
        np.testing.assert_allclose(logits, net(images).detach().numpy(), atol=1e-4)


def test_onnx_of_several_inputs_and_outputs(tmp_path):
    pytest.importorskip("onnxscript")
    kinds = [NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT, NodeKind.OUTPUT]
    net = network(Topology.from_reads([[], [], [0, 1], [2], [0, 2]], kinds=kinds)).eval()
    export_network(net, tmp_path / "net.ONNX")
    model = session((tmp_path / "net.ONNX").read_bytes())
    assert [output.name for output in model.get_outputs()] == ["logits_1", "logits_2"]
    images = torch.randn(2, 3, 3, 16, 16)
    names = [given.name for given in model.get_inputs()]
    found = model.run(None, {name: one.numpy() for name, one in zip(names, images, strict=True)})
    for logits, expected in zip(found, net(*images), strict=True):
        np.testing.assert_allclose(logits, expected.detach().numpy(), atol=1e-5)


def test_onnx_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "onnxscript" else sys)
    net = network(densenet(2))
    with pytest.raises(ArgumentError, match=r"needs onnx and onnxscript: pip install 'skipgraph\[onnx\]'"):
        onnx_bytes(net, net.plan)


class Odd(torch.nn.Module):
    def forward(self, features):
        return torch.igamma(features.exp(), features.exp()) + features


def test_a_module_that_onnx_does_not_know_is_one_line():
    pytest.importorskip("onnxscript")
    net = compile(densenet(1), SMALL, factory=lambda _: torch.nn.Sequential(Odd(), torch.nn.Conv2d(6, 3, 1)))
    with pytest.raises(ArgumentError, match=r"the network cannot be written as \.onnx: .*igamma") as error:
        onnx_bytes(net, net.plan)
    assert "\n" not in str(error.value)
