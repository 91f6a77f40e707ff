import pytest
import torch

from skipgraph.errors import ArgumentError
from skipgraph.train import VOID, ImageData, LabelledImages, load_digits


def some(n=4, *, channels=1, size=(2, 3), labels=None):
    labels = torch.arange(n) % 2 if labels is None else labels
    return LabelledImages(torch.zeros(n, channels, *size), labels)


def test_labels_must_match_the_images():
    with pytest.raises(ArgumentError, match=r"shape \(3,\) or \(3, 2, 5\), got \(2,\)"):
        LabelledImages(torch.zeros(3, 1, 2, 5), torch.zeros(2, dtype=torch.int64))
    with pytest.raises(ArgumentError, match=r"got \(3, 5, 2\)"):
        LabelledImages(torch.zeros(3, 1, 2, 5), torch.zeros(3, 5, 2, dtype=torch.int64))
    with pytest.raises(ArgumentError, match=r"got \(3, 2, 2\)"):
        LabelledImages(torch.zeros(3, 2, 2), torch.zeros(3, dtype=torch.int64))


def test_labels_are_whole_numbers_and_images_are_not():
    with pytest.raises(ArgumentError, match=r"got torch\.float32 and torch\.float32"):
        LabelledImages(torch.zeros(3, 1, 2, 2), torch.zeros(3))
    with pytest.raises(ArgumentError, match=r"got torch\.uint8 and torch\.int64"):
        LabelledImages(torch.zeros(3, 1, 2, 2, dtype=torch.uint8), torch.zeros(3, dtype=torch.int64))


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_pixels_are_finite(value):
    images = torch.zeros(3, 1, 2, 2)
    images[1, 0, 1, 1] = value
    with pytest.raises(ArgumentError, match="images must be finite numbers: image 1 holds"):
        LabelledImages(images, torch.zeros(3, dtype=torch.int64))


def test_a_dataset_lists_every_fault():
    pixels = torch.zeros(4, 2, 3, dtype=torch.int64)
    with pytest.raises(ArgumentError) as error:
        ImageData("odd", some(), some(channels=3, labels=pixels), some(labels=torch.full((4,), VOID)), n_classes=2)
    for fault in ("validation are (3, 2, 3), not (1, 2, 3)", "train and validation must both", "test has no label"):
        assert fault in str(error.value)


@pytest.mark.parametrize("label", [-2, 2])
def test_labels_out_of_range(label):
    wrong = some(labels=torch.tensor([0, 1, VOID, label]))
    with pytest.raises(ArgumentError, match=r"labels must be 0 to 1 or -1 for void, those of test are"):
        ImageData("odd", some(), some(), wrong, n_classes=2)


def test_facts_of_the_images(greys, stripes):
    assert (greys.n_channels, greys.image_size, greys.labels_pixels) == (1, (5, 7), True)
    assert (stripes.n_channels, stripes.image_size, stripes.labels_pixels) == (1, (6, 6), False)


def test_the_digest_stands_for_every_pixel_and_label():
    data = ImageData("a", some(), some(), some(), n_classes=3)
    assert data.digest() == ImageData("b", some(), some(), some(), n_classes=3).digest()
    pixel = some()
    pixel.images[1, 0, 1, 2] = 1e-9
    label = some(labels=torch.tensor([0, 1, 0, 2]))
    others = [ImageData("a", *parts, n_classes=3) for parts in [(some(), some(), pixel), (some(), label, some())]]
    assert len({data.digest(), *(other.digest() for other in others)}) == 3


def test_moving_keeps_everything():
    digits = load_digits(seed=0)
    moved = digits.to(torch.device("cpu"))
    assert isinstance(moved, ImageData)
    assert moved.name == "digits"
    assert torch.equal(moved.validation.labels, digits.validation.labels)
