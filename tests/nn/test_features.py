"""Networks whose heads pass features on."""

import pytest
import torch
from torch import nn

from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.patterns import densenet
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.edit import with_outputs
from skipgraph.tracing import trace

SPEC = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.PassedOn())
DENSE = densenet(4, blocks=(2, 2))
PYRAMID = with_outputs(DENSE, [2, 5])
IMAGES = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def pyramid():
    torch.manual_seed(0)
    return compile(PYRAMID, SPEC).eval()


def test_a_head_joins_and_no_more():
    torch.manual_seed(0)
    net = compile(DENSE, SPEC).eval()
    made = {}
    for step in net.plan.steps:
        net.get_submodule(step.key).register_forward_hook(
            lambda _, __, output, key=step.key: made.__setitem__(key, output)
        )
    features = net(IMAGES)
    assert torch.equal(features, torch.cat([made["node_transition1"], made["node3"], made["node4"]], 1))
    assert features.shape == (2, *net.plan.steps[-1].shape)
    assert net.plan.steps[-1].n_parameters == 0


def test_features_of_each_output(pyramid):
    assert [tuple(features.shape) for features in pyramid(IMAGES)] == [(2, 3, 16, 16), (2, 3, 8, 8)]
    pyramid.train()
    sum(features.square().sum() for features in pyramid(IMAGES)).backward()
    assert all(weight.grad.any() for weight in pyramid.parameters())


def test_files_and_traces_hold_them(pyramid, tmp_path):
    expected = pyramid(IMAGES)
    for ending in ("safetensors", "pt2"):
        export_network(pyramid, tmp_path / f"net.{ending}")
    again = load_network(tmp_path / "net.safetensors").eval()
    program = torch.export.load(tmp_path / "net.pt2").module()
    for made in (again(IMAGES), program(IMAGES), torch.fx.symbolic_trace(pyramid)(IMAGES)):
        for features, wanted in zip(made, expected, strict=True):
            torch.testing.assert_close(features, wanted)
    assert trace(pyramid, IMAGES) == PYRAMID


class Detector(nn.Module):
    """Reads the features of two resolutions, the coarser ones enlarged."""

    def __init__(self, body):
        super().__init__()
        self.body, self.fine, self.coarse = body, nn.Conv2d(3, 2, 1), nn.Conv2d(3, 2, 1)

    def forward(self, images):
        fine, coarse = self.body(images)
        return self.fine(fine) + nn.functional.interpolate(self.coarse(coarse), scale_factor=2.0)


def test_a_larger_network_reads_features(pyramid):
    topology = trace(Detector(pyramid), IMAGES)
    reads = {topology.labels[i]: [topology.labels[j] for j in topology.reads(i)] for i in range(topology.n_nodes)}
    assert (reads["fine"], reads["coarse"]) == ([2], [4])
    assert NodeKind.OUTPUT not in topology.kinds.tolist()


def test_a_sum_of_features_in_a_larger_network():
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.LAYER, NodeKind.OUTPUT]
    body = Topology.from_reads([[], [0], [1], [1, 2]], kinds=kinds, aggregations=[0, 0, 0, Aggregation.SUM])
    topology = trace(nn.Sequential(compile(body, SPEC), nn.Conv2d(3, 2, 1)), IMAGES)
    assert topology.kinds.tolist()[-2:] == [NodeKind.MERGE, NodeKind.LAYER]
    assert topology.aggregations[-2] == Aggregation.SUM
