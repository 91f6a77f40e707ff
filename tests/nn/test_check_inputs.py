"""What a network refuses to look at."""

import copy
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.networks import fc_densenet_spec, mlp_spec
from skipgraph.nn import compile
from skipgraph.patterns import densenet, fc_densenet, log_densenet
from skipgraph.plan import Images, NetworkSpec, Sequences, blocks, heads, stems
from skipgraph.topology import NodeKind, Topology

SMALL = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))
STAGED = densenet(6, blocks=(2, 2, 2))
TWO = Topology.from_reads(
    [[], [], [0, 1]], kinds=[NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER], labels=["left", "right", "last"]
)
IMAGES = torch.zeros(2, 3, 16, 16)


def refused(net, *inputs):
    with pytest.raises(ArgumentError) as caught:
        net(*inputs)
    return str(caught.value)


def test_the_number_of_inputs():
    net = compile(TWO, SMALL)
    assert refused(net, IMAGES) == "the network takes 2 inputs (node 'left', 'right'), got 1"
    assert refused(net, IMAGES, IMAGES, IMAGES) == "the network takes 2 inputs (node 'left', 'right'), got 3"
    assert refused(compile(STAGED, SMALL), IMAGES, IMAGES) == "the network takes 1 input (node 0), got 2"


@pytest.mark.parametrize(
    ("images", "fault"),
    [
        (IMAGES[0], r"have shape (N, 3, H, W), got (3, 16, 16)"),
        (IMAGES[None], r"have shape (N, 3, H, W), got (1, 2, 3, 16, 16)"),
        (IMAGES[:, :1], r"have shape (N, 3, H, W), got (2, 1, 16, 16)"),
        (IMAGES[:, :, :0], r"have shape (N, 3, H, W), got (2, 3, 0, 16)"),
        (IMAGES.byte(), "hold floating-point numbers, got torch.uint8"),
        (IMAGES.numpy(), "be a tensor, got ndarray"),
    ],
)
def test_kinds_and_shapes(images, fault):
    assert refused(compile(STAGED, SMALL), images) == f"the input of node 0 must {fault}"


def test_all_faults_at_once():
    message = refused(compile(TWO, SMALL), IMAGES[0], IMAGES.long()[:, :1])
    assert message.count("must") == 3
    assert "the input of node 'right' must hold floating-point numbers, got torch.int64" in message


def test_inputs_go_together():
    message = refused(compile(TWO, SMALL), IMAGES, IMAGES[:1])
    assert message == "all inputs must have one shape, got (1, 3, 16, 16), (2, 3, 16, 16)"


def test_images_too_small_name_the_node():
    net = compile(STAGED, SMALL)
    assert net(torch.zeros(2, 3, 32, 20)).shape == (2, 3)
    message = refused(net, torch.zeros(2, 3, 3, 16))
    assert message.startswith("images of 3x16 pixels do not fit the network: node 6 ('transition2') has 0x4 pixels")
    across = Topology.from_reads([[], [0], [0, 1]], stages=[0, 1, 0])
    assert "cannot join" in refused(compile(across, SMALL), torch.zeros(2, 3, 15, 16))


@settings(max_examples=40, deadline=None)
@given(topologies(max_nodes=8, stages=True), st.integers(1, 20), st.integers(1, 20))
def test_torch_takes_what_is_not_refused(topology, height, width):
    net = compile(reading_inputs(topology), SMALL).eval()
    images = [torch.zeros(2, 3, height, width) for step in net.plan.steps if step.kind == "stem"]
    try:
        net(*images)
        fits = True
    except ArgumentError:
        fits = False
    try:
        torch.fx.symbolic_trace(net)(*images)  # the same without a check
    except RuntimeError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    ("spec", "shape", "wanted"),
    [
        (mlp_spec(num_classes=3, in_channels=7), (2, 8), "(N, 7)"),
        (mlp_spec(num_classes=3, in_channels=7), (2, 7, 1), "(N, 7)"),
        (
            NetworkSpec(input=Sequences(), stem=stems.Linear(), block=blocks.Transformer(), head=heads.Linear()),
            (2, 5, 4),
            "(N, T, 3)",
        ),
    ],
)
def test_vectors_and_sequences(spec, shape, wanted):
    net = compile(log_densenet(3), spec)
    assert refused(net, torch.zeros(shape)) == f"the input of node 0 must have shape {wanted}, got {shape}"


def test_a_batch_norm_of_one_number():
    net = compile(STAGED, SMALL)
    message = refused(net, torch.zeros(1, 3, 4, 4))
    assert message.startswith("the batch norm node5.norm1 sees one value per channel; batch statistics need more")
    assert net(torch.zeros(2, 3, 4, 4)).shape == (2, 3)
    assert net.eval()(torch.zeros(1, 3, 4, 4)).shape == (1, 3)
    net.train()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()  # as in fine tuning
    assert net(torch.zeros(1, 3, 4, 4)).shape == (1, 3)


def test_segmenting_networks_take_any_size():
    net = compile(fc_densenet(2, layers=1, growth_rate=3, input_channels=4), fc_densenet_spec(num_classes=3))
    assert net.eval()(torch.zeros(1, 3, 1, 1)).shape == (1, 3, 1, 1)
    assert "must have shape" in refused(net, torch.zeros(1, 1, 5, 5))


def test_tools_follow_it_without_the_check():
    net = compile(TWO, SMALL).eval()
    expected = net(IMAGES, IMAGES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer, on the shapes of joins
        traced = torch.jit.trace(net, (IMAGES, IMAGES), check_trace=False)
    for other in (
        torch.fx.symbolic_trace(net),
        torch.compile(net, fullgraph=True, backend="eager"),
        torch.export.export(net, (IMAGES, IMAGES)).module(),
        traced,
        copy.deepcopy(net),
    ):
        torch.testing.assert_close(other(IMAGES, IMAGES), expected)
    assert np.isfinite(expected.detach().numpy()).all()
