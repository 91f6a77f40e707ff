from typing import get_args

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from specs import changed, parts_of
from strategies import topologies
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from skipgraph.errors import PlanError
from skipgraph.networks import fc_densenet_spec
from skipgraph.nn import compile
from skipgraph.patterns import densenet, fc_densenet
from skipgraph.plan import Images, NetworkSpec, blocks, heads, plan_network, stems, transitions, transports
from skipgraph.plan.operations import TransposedConvolution
from skipgraph.plan.resizing import Pooling, Upsampling
from skipgraph.topology import NodeKind, Topology

U = Topology.from_reads([[], [0], [1], [0, 1, 2]], stages=[0, 1, 2, 0])
SPEC = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.Segmentation(classes=4))


@pytest.mark.parametrize("size", [(16, 16), (17, 23), (8, 31), (5, 4)])
def test_logits_have_the_size_of_the_image(size):
    net = compile(U, SPEC)
    assert net(torch.zeros(2, 3, *size)).shape == (2, 4, *size)
    traced = torch.fx.symbolic_trace(net)
    assert traced(torch.zeros(2, 3, *size)).shape == (2, 4, *size)


def test_odd_sizes_are_planned():
    spec = NetworkSpec(growth_rate=3, input=Images(size=(17, 23)), head=heads.Segmentation(classes=4))
    steps = {step.key: step for step in plan_network(U, spec).steps}
    assert steps["node0"].shape[1:] == (20, 24)
    assert steps["node2"].shape[1:] == (5, 6)


def test_coarse_logits_grow():
    spec = NetworkSpec(
        growth_rate=3, input=Images(size=(30, 30)), stem=stems.Imagenet(), head=heads.Segmentation(classes=4)
    )
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
    spec = NetworkSpec(growth_rate=2, input=Images(size=(side + 1, side - 1)), head=heads.Segmentation(classes=3))
    assert compile(topology, spec)(torch.zeros(2, 3, side + 1, side - 1)).shape == (2, 3, side + 1, side - 1)


class FCDenseNet(nn.Module):
    """A plain FC-DenseNet, written out by hand."""

    def __init__(self, sizes, growth, first, classes):
        super().__init__()
        self.sizes, self.n_pools, width = sizes, len(sizes) // 2, first
        self.stem = nn.Conv2d(3, first, 3, padding=1)
        self.blocks, self.downs, self.ups, skips = nn.ModuleList(), nn.ModuleList(), nn.ModuleList(), []
        for block, size in enumerate(sizes):
            if 0 < block <= self.n_pools:
                skips.append(width)
                self.downs.append(
                    nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, width, 1), nn.MaxPool2d(2))
                )
            elif block:
                new = growth * sizes[block - 1]
                self.ups.append(nn.ConvTranspose2d(new, new, 3, 2, padding=1, output_padding=1))
                width = skips.pop() + new
            layers = nn.ModuleList()
            for _ in range(size):
                layers.append(nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, growth, 3, padding=1)))
                width += growth
            self.blocks.append(layers)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        stack, skips = [self.stem(x)], []
        for block, size in enumerate(self.sizes):
            if 0 < block <= self.n_pools:
                skips.append(stack)
                stack = [self.downs[block - 1](torch.cat(stack, 1))]
            elif block:
                up = self.ups[block - self.n_pools - 1](torch.cat(stack[-self.sizes[block - 1] :], 1))
                stack = [*skips.pop(), up]
            for place in range(size):
                stack.append(self.blocks[block][place](torch.cat(stack, 1)))
        return self.head(torch.cat(stack, 1))


def in_order_of_use(net, images):
    """Weights and statistics, module by module in the order in which a forward pass calls them."""
    found = []
    hooks = [
        module.register_forward_hook(lambda module, _inputs, _output: found.append(module))
        for module in net.modules()
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d)
    ]
    net(images)
    for hook in hooks:
        hook.remove()
    return [tensor for module in found for tensor in (*module.parameters(), *module.buffers())]


@pytest.mark.parametrize("sizes", [(1, 2, 1), (2, 1, 3, 2, 1)])
def test_it_equals_a_network_written_by_hand(sizes):
    torch.manual_seed(0)
    n_pools = len(sizes) // 2
    plain = FCDenseNet(sizes, growth=3, first=5, classes=4)
    net = compile(
        fc_densenet(n_pools, layers=sizes, growth_rate=3, input_channels=5),
        fc_densenet_spec(num_classes=4, image_size=(16, 16)),
    )
    images = torch.randn(2, 3, 16, 16)
    plain(images)  # statistics
    theirs, ours = in_order_of_use(plain.eval(), images), in_order_of_use(net.eval(), images)
    with torch.no_grad():
        for target, source in zip(ours, theirs, strict=True):
            target.copy_(source)
    torch.testing.assert_close(net(images), plain(images))


@pytest.mark.parametrize("upsampling", get_args(Upsampling))
@pytest.mark.parametrize("size", [(16, 24), (13, 21), (3, 9), (1, 1)])
def test_any_way_up_and_any_size(upsampling, size):
    # by transition nodes, and by moves of single features
    for topology in (fc_densenet(2, layers=1, growth_rate=3, input_channels=4), U):
        spec = fc_densenet_spec(num_classes=4, image_size=(16, 16))
        net = compile(
            topology,
            changed(spec, growth_rate=3, transition={"upsampling": upsampling}, transport={"upsampling": upsampling}),
        ).eval()
        assert net(torch.zeros(1, 3, *size)).shape == (1, 4, *size)


@st.composite
def specs(draw):
    """Draw the spec of a segmenting network."""
    resizing = {
        "pooling": draw(st.sampled_from(sorted({*get_args(Pooling)} - {"max_3x3"}))),
        "upsampling": draw(st.sampled_from(get_args(Upsampling))),
        "bias": draw(st.booleans()),
        "dropout": draw(st.sampled_from([0.0, 0.4])),
    }
    return NetworkSpec(
        growth_rate=3,
        input=Images(size=(16, 8)),
        block=blocks.Basic(bias=resizing["bias"], dropout=resizing["dropout"]),
        transition=transitions.NormReluConv(**resizing),
        transport=draw(st.sampled_from(parts_of(transports, Images)))(**resizing),
        head=draw(st.sampled_from([heads.Segmentation, heads.SegmentationConv]))(classes=4),
    )


@settings(max_examples=40, deadline=None)
@given(topologies(max_nodes=9, stages=True), specs(), st.integers(1, 20), st.integers(1, 20))
def test_random_graphs_segment_as_planned(topology, spec, height, width):
    topology = reading_inputs(topology)
    stages = topology.stages
    assume(stages[-1] >= stages[topology.nodes_of_kind(NodeKind.INPUT)].min())  # a head finer than the image is refused
    net = compile(topology, spec)
    n_inputs = sum(step.kind == "stem" for step in net.plan.steps)
    images = torch.zeros(1, 3, *spec.input.size)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(*[images] * n_inputs)
    assert counter.get_total_flops() == 2 * net.plan.macs
    logits = net.train()(*[torch.randn(3, 3, height + 1, width) for _ in range(n_inputs)])
    assert logits.shape == (3, 4, height + 1, width)
    logits.sum().backward()
    assert all(weight.grad is not None for weight in net.parameters())
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters


def test_each_stage_on_the_way_up_is_a_transposed_convolution():
    spec = NetworkSpec(
        growth_rate=3,
        stem=stems.Conv(bias=True),
        block=blocks.Basic(bias=True),
        transition=transitions.NormReluConv(upsampling="norm_transposed_conv", bias=True),
        transport=transports.NormConvPool(upsampling="norm_transposed_conv", bias=True),
        head=heads.Segmentation(),
    )
    steps = {step.key: step for step in plan_network(U, spec).steps}
    # 3 channels to 3, with scale and shift of the norm before and a bias
    assert steps["move_node2_xto_stage1"].n_parameters == 2 * 3 + 9 * 3 * 3 + 3
    assert steps["move_node2_xto_stage0"].macs == 9 * 3 * 3 * 16 * 16
    two = Topology.from_reads([[], [0], [1]], stages=[0, 2, 0], kinds=[0, 1, NodeKind.TRANSITION])
    assert [name for name, _ in plan_network(two, spec).steps[-2].operations] == ["norm", "relu", "deconv1", "deconv2"]


def test_transposed_convolutions_keep_the_variance():
    torch.manual_seed(0)
    deconv = TransposedConvolution(64, 64).module()
    features = torch.randn(2, 64, 16, 16).relu()
    assert deconv(features)[:, :, 1:-1, 1:-1].var().item() == pytest.approx(1, rel=0.1)


def test_a_head_finer_than_the_image():
    with pytest.raises(PlanError, match="finer than"):
        plan_network(Topology.from_reads([[], [0]], stages=[1, 0]), SPEC)
