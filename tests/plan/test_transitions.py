"""Ways to a coarser stage: what a pooling takes, and the shortcut without a norm."""

import pytest
import torch

from skipgraph.plan import transitions
from skipgraph.plan.operations import Convolution, MaxPool, Shape


def test_overlapping_squares_stay_in_the_image():
    made = transitions.Pool(pooling="max_3x3").operations(4, None, 2)
    assert [name for name, _ in made] == ["pool1", "pool2"]
    shape: Shape = (4, 55, 55)
    for _, operation in made:
        shape = operation.output_shape(shape)
    assert shape == (4, 13, 13)


@pytest.mark.parametrize(("stages", "stride"), [(0, 1), (1, 2), (2, 4)])
def test_a_shortcut_without_a_norm(stages, stride):
    made = transitions.Conv(pooling="stride").operations(4, 6, stages)
    assert made == (("conv", Convolution(4, 6, 1, stride)),)


def test_a_shortcut_without_a_norm_may_pool():
    names = [name for name, _ in transitions.Conv(pooling="max").operations(4, 6, 1)]
    assert names == ["conv", "pool"]
    finer = transitions.Conv(upsampling="nearest").operations(4, 6, -1)
    assert [name for name, _ in finer] == ["norm", "relu", "conv", "upsample"]


def test_a_maximum_reads_no_zeros_where_it_has_no_padding():
    below = torch.full((1, 1, 5, 5), -1.0)
    assert MaxPool(padding=0).module()(below).eq(-1).all()
