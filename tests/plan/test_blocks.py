"""Blocks, counted by hand."""

from dataclasses import dataclass, fields, replace

import pytest
import torch
from specs import parts_of

from skipgraph.errors import ArgumentError
from skipgraph.plan import Block, Images, Sequences, Vectors, blocks
from skipgraph.plan.operations import (
    AdaptiveAveragePool,
    BatchNorm,
    ChannelShuffle,
    Convolution,
    MeanFilter,
    OnGrid,
    Relu,
    Shape,
    with_stride,
)

C, W = 8, 4  # channels taken and made
SHORT = {AdaptiveAveragePool: "P", MeanFilter: "M", OnGrid: "G", BatchNorm: "N", Relu: "R", ChannelShuffle: "S"}
IMAGE_BLOCKS = parts_of(blocks, Images)


def fields_of(block):
    return {field.name for field in fields(block)}


def written(operations):
    return "".join(
        str(operation.kernel_size) if isinstance(operation, Convolution) else SHORT[type(operation)]
        for _, operation in operations
    )


# the letters, and the weights of convolutions and of scales and shifts
BLOCKS = {
    blocks.Basic: ("NR3", 9 * C * W + 2 * C),
    blocks.Bottleneck: ("NR1NR3", C * 4 * W + 9 * 4 * W * W + 2 * C + 2 * 4 * W),
    blocks.BottleneckExpand: ("NR1NR3NR1", C * 4 * W + 9 * 4 * W * 4 * W + 4 * W * W + 2 * C + 4 * 4 * W),
    blocks.BottleneckShuffle: ("NRS1SNR3", C * 4 * W + 9 * 4 * W * W + 2 * C + 2 * 4 * W),
    blocks.ResidualBasic: ("3NR3N", 9 * C * W + 9 * W * W + 4 * W),
    blocks.ResidualBottleneck: ("1NR3NR1N", C * 1 + 9 * 1 * 1 + 1 * W + 2 * 1 + 2 * 1 + 2 * W),
    blocks.ConvNormRelu: ("3NR", 9 * C * W + 2 * W),
    blocks.ConvRelu: ("3R", 9 * C * W),
    blocks.Separable: ("R31N", 9 * C + C * W + 2 * W),
    blocks.FullyConnected: ("P7R", 49 * C * W + W),
    blocks.PoolConvNormRelu: ("M3NR", 9 * C * W + 2 * W),
    blocks.Pointwise: ("1", C * W + W),
    blocks.GridConvNormRelu: ("G", C * W + 2 * W),
    blocks.PointDepthwise: ("1NR3N", C * W + 9 * W + 4 * W),
}


@pytest.mark.parametrize("block", IMAGE_BLOCKS)
def test_what_each_block_does(block):
    letters, n_parameters = BLOCKS[block]
    operations = block().operations(C, W)
    assert written(operations) == letters
    assert sum(operation.n_parameters for _, operation in operations) == n_parameters
    assert len({name for name, _ in operations}) == len(operations)


@pytest.mark.parametrize("block", [block for block in IMAGE_BLOCKS if "padding" in fields_of(block)])
def test_one_convolution_has_the_stride_and_the_kernel(block):
    operations = with_stride(block(kernel=5).operations(C, W), 2)
    convolutions = [operation for _, operation in operations if isinstance(operation, Convolution)]
    assert sum(conv.stride == 2 for conv in convolutions) == 1
    assert [conv.kernel_size for conv in convolutions if conv.stride == 2] == [5]
    shape: tuple[int, ...] = (C, 9, 9)
    for _, operation in operations:
        shape = operation.output_shape(shape)
    assert shape == (W, 5, 5)


def test_a_fully_connected_layer_makes_one_pixel():
    for side in (4, 7, 16):
        shape: Shape = (C, side, side)
        for _, operation in blocks.FullyConnected().operations(C, W):
            shape = operation.output_shape(shape)
        assert shape == (W, 1, 1)
    assert written(blocks.FullyConnected(kernel=1).operations(C, W)) == "1R"


@pytest.mark.parametrize("block", [blocks.ConvNormRelu, blocks.Bottleneck, blocks.Separable])
def test_padding_is_that_of_the_large_convolution(block):
    shape = (C, 9, 7)
    for _, operation in block(kernel=(5, 3), padding=0).operations(C, W):
        shape = operation.output_shape(shape)
    assert shape == (W, 5, 5)


def test_dilation_keeps_the_size():
    for dilation in (1, 2, 5):
        (_, conv), _ = blocks.ConvRelu(kernel=(5, 3), dilation=dilation).operations(C, W)
        assert conv.output_shape((C, 9, 8)) == (W, 9, 8)
        assert conv.module()(torch.zeros(1, C, 9, 8)).shape == (1, W, 9, 8)
    assert Convolution(C, W, (1, 7), 2, padding=1, dilation=2).output_shape((C, 16, 16)) == (W, 9, 3)


def test_without_a_convolution_nothing_strides():
    assert with_stride(blocks.Mlp().operations(C, W), 2) is None


def test_groups_divide_the_weights():
    for block in (blocks.Basic(), blocks.BottleneckShuffle(), blocks.BottleneckExpand()):
        whole, parts = (replace(block, groups=groups).operations(C, W) for groups in (1, 2))
        pairs = [(a, b) for (_, a), (_, b) in zip(whole, parts, strict=True) if isinstance(a, Convolution)]
        for one, two in pairs:
            grouped = one.kernel_size == 3 or (isinstance(block, blocks.BottleneckShuffle) and one is pairs[0][0])
            assert two.n_parameters * (2 if grouped else 1) == one.n_parameters


def test_a_dropout_after_each_convolution():
    names = [name for name, _ in blocks.Separable(dropout=0.1).operations(C, W)]
    assert names == ["relu1", "conv1", "conv1_dropout", "conv2", "conv2_dropout", "norm1"]


def test_a_width_in_channels_counts_for_more_than_a_multiple():
    first = dict(blocks.Bottleneck(width=2, inner_width=5).operations(C, W))["conv1"]
    assert first == Convolution(C, 5, 1)


@pytest.mark.parametrize(
    ("block", "fields", "rule"),
    [
        (blocks.Basic, {"kernel": 2}, "kernel must be an odd whole number from 1, or two of them, got 2"),
        (blocks.Basic, {"kernel": True}, "kernel must be an odd whole number from 1, or two of them, got True"),
        (blocks.Basic, {"kernel": (1, 4)}, "kernel must be an odd whole number from 1, or two of them, got \\(1, 4\\)"),
        (blocks.Basic, {"padding": -1}, "padding must be a whole number from 0 or None, got -1"),
        (blocks.Basic, {"groups": 0}, "groups must be a whole number from 1, got 0"),
        (blocks.Basic, {"bias": 1}, "bias must be True or False, got 1"),
        (blocks.Basic, {"dropout": 1.0}, "dropout must be from 0 and below 1, got 1.0"),
        (blocks.Basic, {"dropout": float("nan")}, "dropout must be from 0 and below 1, got nan"),
        (blocks.Bottleneck, {"width": 0.5}, "width must be a whole number from 1, got 0.5"),
        (blocks.Bottleneck, {"inner_width": 0}, "inner_width must be a whole number from 1 or None, got 0"),
        (blocks.Attention, {"causal": "yes"}, "causal must be True or False, got 'yes'"),
    ],
)
def test_fields_follow_their_rules(block, fields, rule):
    with pytest.raises(ArgumentError, match=rule):
        block(**fields)


def test_a_field_that_does_not_apply_cannot_be_written():
    with pytest.raises(TypeError, match="groups"):
        blocks.Separable(groups=2)  # type: ignore[call-arg]  # on purpose
    with pytest.raises(TypeError, match="heads"):
        blocks.Mlp(heads=2)  # type: ignore[call-arg]  # on purpose


def test_every_block_is_of_some_kind_of_features():
    kinds = {features for block in blocks.CATALOG.values() for features in block.features}
    assert kinds == {Images, Vectors, Sequences}


def test_a_block_that_does_nothing_is_none():
    @dataclass(frozen=True, kw_only=True)
    class HalfAdded(Block):
        ratio: int = 2

    with pytest.raises(TypeError, match="abstract"):
        HalfAdded()  # type: ignore[abstract]  # on purpose
