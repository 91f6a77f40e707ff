import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.train.split import split_dataset


def numbered(n, *, channels=2, size=(2, 3)):
    """Images that tell their number in the first channel; the others are of one value."""
    images = np.full((n, channels, *size), 7, dtype=np.float32)
    images[:, 0] = np.arange(n, dtype=np.float32)[:, None, None]
    return images


def test_pixels_are_shared_out_and_normalised():
    labels = np.arange(50)[:, None, None].repeat(2, 1).repeat(3, 2) % 4
    data = split_dataset("a", numbered(50), labels, n_classes=4, seed=1)
    assert [len(part) for part in data.parts.values()] == [35, 5, 10]
    assert float(data.train.images[:, 0].mean()) == pytest.approx(0, abs=1e-6)
    assert float(data.train.images[:, 0].std(correction=0)) == pytest.approx(1)
    assert not data.train.images[:, 1].any()  # of one value, so it is shifted and not scaled
    # every image once, with its own labels
    found = torch.cat([part.images[:, 0, 0, 0] for part in data.parts.values()]).double()
    kept = torch.cat([part.labels[:, 0, 0] for part in data.parts.values()])
    step = (found.max() - found.min()) / 49
    numbers = ((found - found.min()) / step).round().long()
    assert sorted(numbers.tolist()) == list(range(50))
    assert torch.equal(numbers % 4, kept)


def test_too_few_images():
    with pytest.raises(ArgumentError, match="few: 4 images are too few"):
        split_dataset("few", numbered(4), np.array([0, 0, 1, 1]), n_classes=2, seed=0)


@pytest.mark.parametrize("size", [1e30, 1e-30])
def test_pixels_of_any_size_are_normalised(size):
    """Squares of pixels overflow float32, or are 0 in it."""
    labels = np.arange(50) % 2
    plain, sized = (split_dataset("a", numbered(50) * by, labels, n_classes=2, seed=1) for by in (1, np.float32(size)))
    torch.testing.assert_close(sized.train.images, plain.train.images)
    assert sized.train.images.dtype == torch.float32


def test_images_that_are_all_the_same_are_said():
    images = np.broadcast_to(np.random.default_rng(0).random((1, 2, 4, 4), dtype=np.float32), (50, 2, 4, 4))
    with pytest.warns(UserWarning, match="all training images of flat are the same"):
        data = split_dataset("flat", images, np.arange(50) % 2, n_classes=2, seed=0)
    assert torch.isfinite(data.train.images).all()
