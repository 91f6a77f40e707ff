import copy

import pytest
import torch

from skipgraph.nn import compile
from skipgraph.patterns import densenet, log_densenet, resnet
from skipgraph.plan import NetworkSpec

SMALL = NetworkSpec(growth_rate=3, num_classes=3, image_size=(16, 16))
IMAGES = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))


@pytest.fixture(params=[densenet(4, blocks=(2, 2)), log_densenet(5), resnet(3)], ids=lambda t: t.name)
def net(request):
    torch.manual_seed(0)
    return compile(request.param, SMALL).eval()


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
        torch.testing.assert_close(net(IMAGES).float(), expected, rtol=0.05, atol=0.05)
