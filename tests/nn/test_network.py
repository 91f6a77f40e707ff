import copy
import subprocess
import sys
import warnings

import pytest
import torch

from skipgraph.networks import fc_densenet_spec
from skipgraph.nn import compile
from skipgraph.patterns import densenet, fc_densenet, log_densenet, resnet
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import Aggregation, NodeKind, Topology

SMALL = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))
PIXELS = fc_densenet_spec(num_classes=3, image_size=(16, 16))
TINY_FC = fc_densenet(2, layers=1, growth_rate=3, input_channels=4)
IMAGES = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))


@pytest.fixture(
    params=[(densenet(4, blocks=(2, 2)), SMALL), (log_densenet(5), SMALL), (resnet(3), SMALL), (TINY_FC, PIXELS)],
    ids=lambda case: case[0].name,
)
def net(request):
    torch.manual_seed(0)
    return compile(*request.param).eval()


def test_fx_traces_it(net):
    traced = torch.fx.symbolic_trace(net)
    assert torch.equal(traced(IMAGES), net(IMAGES))


def test_copies_are_equal_and_apart(net):
    twin = copy.deepcopy(net)
    assert torch.equal(twin(IMAGES), net(IMAGES))
    with torch.no_grad():
        next(twin.parameters()).add_(1)
    assert not torch.equal(twin(IMAGES), net(IMAGES))


def test_dynamo_sees_one_graph(net):
    compiled = torch.compile(net, fullgraph=True, backend="eager")
    torch.testing.assert_close(compiled(IMAGES), net(IMAGES))


def test_channels_last_and_bf16(net):
    expected = net(IMAGES)
    torch.testing.assert_close(
        net.to(memory_format=torch.channels_last)(IMAGES.to(memory_format=torch.channels_last)), expected
    )
    with torch.autocast("cpu", torch.bfloat16):
        largest = expected.abs().max().item()
        torch.testing.assert_close(net(IMAGES).float(), expected, rtol=0.05, atol=0.05 * largest)


@pytest.mark.parametrize(
    ("topology", "spec"),
    [(densenet(4, blocks=(2, 2)), SMALL), (TINY_FC, PIXELS)],
    ids=["classes", "pixels"],
)
def test_onnx_gives_the_same_numbers(topology, spec, tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    torch.manual_seed(0)
    net = compile(topology, spec).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter's own parts
        torch.onnx.export(net, (IMAGES,), tmp_path / "net.onnx", dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(tmp_path / "net.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {session.get_inputs()[0].name: IMAGES.numpy()})
    torch.testing.assert_close(torch.from_numpy(logits), net(IMAGES), rtol=1e-4, atol=1e-5)


# two inputs and two outputs, joined in every way
FORKED = Topology.from_reads(
    [[], [], [0, 1], [0, 1, 2], [2, 3], [0, 3, 4], [3], [4, 5]],
    kinds=[NodeKind.INPUT] * 2 + [NodeKind.LAYER] * 4 + [NodeKind.OUTPUT] * 2,
    aggregations=[0, 0, *reversed(Aggregation), Aggregation.SUM],
    stages=[0, 0, 0, 1, 0, 1, 0, 0],
)


def test_onnx_knows_every_join_and_several_inputs_and_outputs(tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnxscript")
    torch.manual_seed(0)
    net = compile(FORKED, SMALL).eval()
    path = tmp_path / "net.onnx"
    inputs = (IMAGES, IMAGES.flip(0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter's own parts
        torch.onnx.export(net, inputs, path, dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    feed = {place.name: images.numpy() for place, images in zip(session.get_inputs(), inputs, strict=True)}
    for made, logits in zip(session.run(None, feed), net(*inputs), strict=True):
        torch.testing.assert_close(torch.from_numpy(made), logits, rtol=1e-4, atol=1e-5)


PART = """
import sys, torch
from skipgraph.nn import compile
from skipgraph.patterns import resnet
from skipgraph.plan import Images, NetworkSpec, heads

rank, folder = int(sys.argv[1]), sys.argv[2]
torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=2)
torch.manual_seed(0)
spec = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))
net = torch.nn.parallel.DistributedDataParallel(compile(resnet(2), spec))
net.eval()  # statistics of half a batch are not those of the whole
images = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
net(images[rank : rank + 1]).sum().backward()
torch.save({key: weight.grad for key, weight in net.module.named_parameters()}, f"{folder}/{rank}.pt")
torch.distributed.destroy_process_group()
"""


def test_two_processes_share_their_gradients(tmp_path):
    parts = [subprocess.Popen([sys.executable, "-c", PART, str(rank), str(tmp_path)]) for rank in range(2)]
    try:
        assert [part.wait(120) for part in parts] == [0, 0]
    finally:
        for part in parts:
            part.kill()
    torch.manual_seed(0)
    alone = compile(resnet(2), SMALL).eval()
    (alone(IMAGES).sum() / 2).backward()
    for rank in range(2):
        gradients = torch.load(tmp_path / f"{rank}.pt", weights_only=True)
        for key, weight in alone.named_parameters():
            torch.testing.assert_close(gradients[key], weight.grad, rtol=1e-4, atol=1e-5)
