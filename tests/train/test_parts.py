import numpy as np
import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.train.parts import share_out


def numbered(n, *, channels=2, size=(2, 3)):
    """Images that tell their number in the first channel; the others are of one value."""
    images = np.full((n, channels, *size), 7, dtype=np.float32)
    images[:, 0] = np.arange(n, dtype=np.float32)[:, None, None]
    return images


def test_pixels_are_shared_out_and_normalised():
    labels = np.arange(50)[:, None, None].repeat(2, 1).repeat(3, 2) % 4
    data = share_out("a", numbered(50), labels, n_classes=4, seed=1)
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
        share_out("few", numbered(4), np.array([0, 0, 1, 1]), n_classes=2, seed=0)
