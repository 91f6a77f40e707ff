"""Stems of several convolutions: sizes, and what they refuse."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.plan import Images, stems


def made_by(stem, size):
    example = Images(size=size)
    shape = example.shape
    for _, operation in stem.operations(example, 48):
        shape = operation.output_shape(shape)
    return shape


@pytest.mark.parametrize(
    ("stem", "size", "shape"),
    [
        (stems.Convs(), (64, 96), (48, 16, 24)),
        (stems.Convs(inner=(32, 32), strides=(2, 1, 1), paddings=(0, 0, 1)), (299, 299), (48, 147, 147)),
        (stems.Alexnet(), (224, 224), (48, 27, 27)),
    ],
)
def test_sizes(stem, size, shape):
    assert made_by(stem, size) == shape


def test_the_stride_is_that_of_all_convolutions():
    assert stems.Convs(strides=(2, 1, 2, 3)).stride == 12


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"strides": (2, 1)}, "strides must hold 4, one for each convolution"),
        ({"paddings": (0,)}, "paddings must hold 4"),
        ({"paddings": (0, 0, -1, 0)}, r"paddings\[2\] must be a whole number from 0"),
        ({"inner": (0, 1, 1)}, r"inner\[0\] must be a whole number from 1"),
    ],
)
def test_fields_follow_their_rules(fields, rule):
    with pytest.raises(ArgumentError, match=rule):
        stems.Convs(**fields)
