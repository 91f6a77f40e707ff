import math

import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.train import VOID, draw_shapes, load_shapes
from skipgraph.train.datasets.shapes import SHAPES, _signed_distance


def test_the_same_seed_gives_the_same_bytes():
    first, again, other = (draw_shapes(20, seed=seed) for seed in (5, 5, 6))
    for place in range(2):
        assert first[place].tobytes() == again[place].tobytes()
        assert first[place].tobytes() != other[place].tobytes()
    assert load_shapes(seed=5, n_images=30).digest() == load_shapes(seed=5, n_images=30).digest()


def test_the_global_generator_stays_where_it_was():
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # what must not move
    draw_shapes(3, seed=0)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_every_class_is_common_in_every_part():
    data = load_shapes(seed=0)
    assert (data.n_classes, data.n_channels, data.image_size) == (4, 3, (32, 32))
    assert [len(part) for part in data.parts.values()] == [700, 100, 200]
    for part in data.parts.values():
        share = torch.bincount(part.labels.flatten() + 1, minlength=5) / part.labels.numel()
        assert share.min() > 0.03  # void and four classes
        assert share[1] < 0.8
    # the three kinds cover about as much, so that guessing by area gains nothing
    assert share[2:].max() < 1.6 * share[2:].min()


@pytest.mark.parametrize("size", [16, 32, 47])
def test_void_lies_between_each_object_and_the_background(size):
    pixels, labels = draw_shapes(60, image_size=size, seed=1)
    assert pixels.shape == (60, 3, size, size)
    assert pixels.dtype == np.uint8
    objects, ground = labels > 0, labels == 0
    assert not (objects[:, 1:] & ground[:, :-1]).any()
    assert not (objects[:, :-1] & ground[:, 1:]).any()
    assert not (objects[:, :, 1:] & ground[:, :, :-1]).any()
    # between two objects as well
    right, left = labels[:, :, 1:], labels[:, :, :-1]
    assert not ((right > 0) & (left > 0) & (right != left)).any()
    assert (labels == VOID).mean() < 0.25


def test_kinds_have_one_area_and_their_own_outline():
    rows, columns = np.mgrid[-20:20:0.05, -20:20:0.05]
    widest = {}
    for kind, name in enumerate(SHAPES[1:], 1):
        inside = _signed_distance(kind, rows, columns, 5.0) < 0
        assert inside.sum() * 0.05**2 == pytest.approx(math.pi * 25, rel=0.01)
        widest[name] = np.sqrt(rows**2 + columns**2)[inside].max() / 5
    # of equal area with a unit circle: half the square's diagonal, the triangle's circumscribed circle
    assert widest["circle"] == pytest.approx(1, rel=0.01)
    assert widest["square"] == pytest.approx(math.sqrt(math.pi / 2), rel=0.01)
    assert widest["triangle"] == pytest.approx(2 * math.sqrt(math.pi / math.sqrt(27)), rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [({"n_images": 9}, "n_images"), ({"n_images": 2.5}, "n_images"), ({"image_size": 15}, "image_size must .* 16")],
)
def test_bad_sizes(arguments, part):
    with pytest.raises(ArgumentError, match=part):
        load_shapes(seed=0, **arguments)


def test_no_images():
    with pytest.raises(ArgumentError, match="n_images must be a whole number from 1, got 0"):
        draw_shapes(0, seed=0)
