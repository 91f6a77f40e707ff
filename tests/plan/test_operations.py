"""Operations against their torch modules: shapes, trainable numbers and multiply-accumulates."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from skipgraph.plan.operations import (
    AdaptiveAveragePool,
    AveragePool,
    BatchNorm,
    Convolution,
    MaxPool,
    MeanFilter,
    OnGrid,
    Relu,
    TransposedConvolution,
    numbered,
)

OPERATIONS = [
    Convolution(6, 4, 3),
    Convolution(6, 4, (1, 7)),
    Convolution(6, 4, (5, 3), 2, 2, bias=True),
    Convolution(6, 4, 7, padding=0),
    Convolution(6, 4, 11, 4, padding=2),
    Convolution(6, 6, 3, groups=6, dilation=3),
    Convolution(6, 4, (3, 5), 2, padding=1, dilation=2),
    TransposedConvolution(6, 4),
    AveragePool(2),
    MaxPool(),
    MaxPool(padding=0),
    MaxPool(2, 2),
    MeanFilter(),
    MeanFilter(5),
    AdaptiveAveragePool(4),
    AdaptiveAveragePool(20),
    OnGrid(1, numbered([Convolution(6, 4, 1), BatchNorm(4), Relu()])),
    OnGrid(3, numbered([BatchNorm(6), Convolution(6, 5, 3, bias=True), Relu(), Convolution(5, 4, 1)])),
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("shape", [(6, 15, 17), (6, 24, 16)])
def test_an_operation_says_what_its_module_does(operation, shape):
    module = operation.module().eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        made = module(torch.randn(2, *shape))
    assert tuple(made.shape) == (2, *operation.output_shape(shape))
    assert sum(weight.numel() for weight in module.parameters()) == operation.n_parameters
    assert counter.get_total_flops() == 2 * 2 * operation.macs(shape)


def test_means_around_a_pixel_leave_out_what_is_outside():
    means = MeanFilter().module()(torch.ones(1, 1, 4, 4))
    torch.testing.assert_close(means, torch.ones(1, 1, 4, 4))


def test_a_grid_of_one_is_the_mean_everywhere():
    made = OnGrid(1, numbered([Relu()])).module()(torch.arange(12.0).reshape(1, 1, 3, 4))
    torch.testing.assert_close(made, torch.full((1, 1, 3, 4), 5.5))


def test_channels_of_a_grid_end_at_its_first_convolution():
    grid = OnGrid(2, numbered([BatchNorm(6), Convolution(6, 5, 1, bias=True), BatchNorm(5)]))
    axes = {name: grid.input_axis(name, value.ndim) for name, value in grid.module().state_dict().items()}
    assert {name for name, axis in axes.items() if axis is not None} == {
        "norm1.weight", "norm1.bias", "norm1.running_mean", "norm1.running_var", "conv1.weight",
    }  # fmt: skip
    assert axes["conv1.weight"] == 1


def test_faults_inside_of_a_grid_are_told():
    assert OnGrid(2, numbered([Convolution(6, 4, 1, groups=5)])).faults() == Convolution(6, 4, 1, groups=5).faults()


def test_what_differs_in_its_work_differs_in_its_settings():
    alike = Convolution(6, 4, 3)
    assert alike.settings == Convolution(8, 5, 3, padding=1).settings
    for other in (Convolution(6, 4, 3, 2), Convolution(6, 4, 3, padding=0), Convolution(6, 4, 3, dilation=2)):
        assert other.settings != alike.settings
    assert MaxPool().settings != MaxPool(padding=0).settings
    assert OnGrid(1, ()).settings != OnGrid(2, ()).settings
