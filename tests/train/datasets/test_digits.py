import numpy as np
import pytest
import torch

from skipgraph.train import load_digits


def rows_of(part):
    """The images of a part as a set of bytes, to compare parts."""
    return [image.numpy().tobytes() for image in part.images]


def test_digits_are_all_there_once():
    from sklearn import datasets

    digits = load_digits(seed=0)
    images = torch.cat([digits.train.images, digits.validation.images, digits.test.images])
    labels = torch.cat([digits.train.labels, digits.validation.labels, digits.test.labels])
    assert images.shape == (1797, 1, 8, 8)
    bunch = datasets.load_digits()
    assert torch.bincount(labels).tolist() == np.bincount(bunch.target).tolist()
    # undo the normalisation by the two facts known of the raw pixels: they run from 0 to 16
    raw = ((images - images.min()) / (images.max() - images.min()) * 16).round().numpy()[:, 0]
    pairs = sorted(
        (image.astype(int).tobytes(), label) for image, label in zip(raw, labels.numpy().tolist(), strict=True)
    )
    expected = sorted(
        (image.astype(int).tobytes(), int(label)) for image, label in zip(bunch.images, bunch.target, strict=True)
    )
    assert pairs == expected


def test_each_class_is_shared_out_alike():
    digits = load_digits(seed=3)
    counts = np.array([torch.bincount(part.labels).numpy() for part in (digits.train, digits.validation, digits.test)])
    np.testing.assert_allclose(counts[1] / counts.sum(0), 0.1, atol=0.005)
    np.testing.assert_allclose(counts[2] / counts.sum(0), 0.2, atol=0.005)


def test_training_pixels_are_normalised_and_others_by_the_same_numbers():
    digits = load_digits(seed=0)
    assert float(digits.train.images.mean()) == pytest.approx(0, abs=1e-5)
    assert float(digits.train.images.std()) == pytest.approx(1, abs=1e-3)
    assert digits.test.images.min() == digits.train.images.min()  # both hold a raw 0


def test_the_seed_alone_chooses_the_split():
    first, again, other = load_digits(seed=0), load_digits(seed=0), load_digits(seed=1)
    assert rows_of(first.train) == rows_of(again.train)
    assert rows_of(first.train) != rows_of(other.train)


def test_facts_of_the_images():
    digits = load_digits(seed=0)
    assert (digits.n_channels, digits.image_size, digits.n_classes) == (1, (8, 8), 10)
