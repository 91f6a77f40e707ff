"""Blocks, counted by hand."""

import pytest

from skipgraph.plan import NetworkSpec
from skipgraph.plan.layers import layer_operations
from skipgraph.plan.operations import BatchNorm, ChannelShuffle, Convolution, Relu
from skipgraph.plan.spec import BLOCKS_OF

C, W = 8, 4  # channels taken and made
SHORT = {BatchNorm: "N", Relu: "R", ChannelShuffle: "S"}


def written(operations):
    return "".join(
        str(operation.kernel_size) if isinstance(operation, Convolution) else SHORT[type(operation)]
        for _, operation in operations
    )


# the letters, and the weights of convolutions and of scales and shifts
BLOCKS = {
    "basic": ("NR3", 9 * C * W + 2 * C),
    "bottleneck": ("NR1NR3", C * 4 * W + 9 * 4 * W * W + 2 * C + 2 * 4 * W),
    "bottleneck_expand": ("NR1NR3NR1", C * 4 * W + 9 * 4 * W * 4 * W + 4 * W * W + 2 * C + 4 * 4 * W),
    "bottleneck_shuffle": ("NRS1SNR3", C * 4 * W + 9 * 4 * W * W + 2 * C + 2 * 4 * W),
    "residual_basic": ("3NR3N", 9 * C * W + 9 * W * W + 4 * W),
    "residual_bottleneck": ("1NR3NR1N", C * 1 + 9 * 1 * 1 + 1 * W + 2 * 1 + 2 * 1 + 2 * W),
    "conv_norm_relu": ("3NR", 9 * C * W + 2 * W),
    "conv_relu": ("3R", 9 * C * W),
    "separable": ("R31N", 9 * C + C * W + 2 * W),
    "point_depthwise": ("1NR3N", C * W + 9 * W + 4 * W),
}


@pytest.mark.parametrize("block", BLOCKS_OF["images"])
def test_what_each_block_does(block):
    letters, n_parameters = BLOCKS[block]
    operations = layer_operations(NetworkSpec(), block, C, W)
    assert written(operations) == letters
    assert sum(operation.n_parameters for _, operation in operations) == n_parameters
    assert len({name for name, _ in operations}) == len(operations)


@pytest.mark.parametrize("block", BLOCKS_OF["images"])
def test_one_convolution_has_the_stride_and_the_kernel(block):
    operations = layer_operations(NetworkSpec(), block, C, W, stride=2, kernel=5)
    convolutions = [operation for _, operation in operations if isinstance(operation, Convolution)]
    assert sum(conv.stride == 2 for conv in convolutions) == 1
    assert [conv.kernel_size for conv in convolutions if conv.stride == 2] == [5]
    shape = (C, 9, 9)
    for _, operation in operations:
        shape = operation.output_shape(shape)
    assert shape == (W, 5, 5)


def test_groups_divide_the_weights():
    for block in ("basic", "bottleneck_shuffle", "bottleneck_expand"):
        whole, parts = (layer_operations(NetworkSpec(), block, C, W, groups=groups) for groups in (1, 2))
        pairs = [(a, b) for (_, a), (_, b) in zip(whole, parts, strict=True) if isinstance(a, Convolution)]
        for one, two in pairs:
            grouped = one.kernel_size == 3 or (block == "bottleneck_shuffle" and one is pairs[0][0])
            assert two.n_parameters * (2 if grouped else 1) == one.n_parameters


def test_a_dropout_behind_each_convolution():
    names = [name for name, _ in layer_operations(NetworkSpec(dropout=0.1), "separable", C, W)]
    assert names == ["relu1", "conv1", "conv1_dropout", "conv2", "conv2_dropout", "norm1"]
