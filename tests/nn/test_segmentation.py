import pytest
import torch
from torch.nn import functional

from skipgraph.errors import PlanError
from skipgraph.nn import compile
from skipgraph.patterns import densenet, fc_densenet
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.topology import Topology

U = Topology.from_reads([[], [0], [1], [0, 1, 2]], stages=[0, 1, 2, 0])
SPEC = NetworkSpec(growth_rate=3, num_classes=4, head="segmentation", image_size=(16, 16))


@pytest.mark.parametrize("size", [(16, 16), (17, 23), (8, 31), (5, 4)])
def test_logits_have_the_size_of_the_image(size):
    net = compile(U, SPEC)
    assert net(torch.zeros(2, 3, *size)).shape == (2, 4, *size)
    traced = torch.fx.symbolic_trace(net)
    assert traced(torch.zeros(2, 3, *size)).shape == (2, 4, *size)


def test_odd_sizes_are_planned():
    spec = NetworkSpec(growth_rate=3, num_classes=4, head="segmentation", image_size=(17, 23))
    steps = {step.key: step for step in plan_network(U, spec).steps}
    assert steps["node0"].shape[1:] == (20, 24)
    assert steps["node2"].shape[1:] == (5, 6)


def test_coarse_logits_grow():
    spec = NetworkSpec(growth_rate=3, num_classes=4, head="segmentation", stem="imagenet", image_size=(30, 30))
    net = compile(densenet(4, blocks=(2, 2)), spec)
    assert net(torch.zeros(2, 3, 30, 30)).shape == (2, 4, 30, 30)


def test_it_learns_to_find_bright_pixels():
    torch.manual_seed(0)
    net = compile(U, SPEC)
    optimizer = torch.optim.Adam(net.parameters(), 0.02)
    for _ in range(60):
        images = torch.rand(4, 3, 13, 13)
        loss = functional.cross_entropy(net(images), (images[:, 0] > 0.5).long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.25


def test_an_encoder_and_decoder_from_the_catalogue():
    topology = fc_densenet(2)
    side = 2 ** int(topology.stages.max())
    spec = NetworkSpec(growth_rate=2, num_classes=3, head="segmentation", image_size=(side + 1, side - 1))
    assert compile(topology, spec)(torch.zeros(2, 3, side + 1, side - 1)).shape == (2, 3, side + 1, side - 1)


def test_a_head_finer_than_the_image():
    with pytest.raises(PlanError, match="finer than"):
        plan_network(Topology.from_reads([[], [0]], stages=[1, 0]), SPEC)
