"""DenseNets against a bill from the paper's rules."""

import pytest

from skipgraph.networks import CATALOG


def bill(blocks, growth, stem, classes, *, bottleneck, compression, stem_side):
    """Count the weights of convolutions, norms and the classifier, layer by layer."""
    total = 3 * stem * stem_side**2
    total += 2 * stem if stem_side == 7 else 0  # for ImageNet a norm follows the first convolution
    channels = stem
    for place, size in enumerate(blocks):
        for _ in range(size):
            inner = 4 * growth if bottleneck else channels
            total += 2 * channels + (channels * inner + 2 * inner if bottleneck else 0) + 9 * inner * growth
            channels += growth
        if place + 1 < len(blocks):
            kept = int(channels * compression)
            total += 2 * channels + channels * kept
            channels = kept
    return total + 2 * channels + (channels + 1) * classes


@pytest.mark.parametrize(
    ("name", "blocks", "growth", "stem"),
    [
        ("densenet40_12", (12, 12, 12), 12, 16),
        ("densenet100_12", (32, 32, 32), 12, 16),
        ("densenet100_24", (32, 32, 32), 24, 16),
    ],
)
def test_basic_ones_for_cifar(name, blocks, growth, stem):
    assert CATALOG[name].n_parameters == bill(blocks, growth, stem, 10, bottleneck=False, compression=1, stem_side=3)


@pytest.mark.parametrize(("name", "size", "growth"), [("bc100_12", 16, 12), ("bc190_40", 31, 40), ("bc250_24", 41, 24)])
def test_bottlenecks_for_cifar(name, size, growth):
    expected = bill((size,) * 3, growth, 2 * growth, 10, bottleneck=True, compression=0.5, stem_side=3)
    assert CATALOG[f"densenet_{name}"].n_parameters == expected


@pytest.mark.parametrize(
    ("name", "blocks", "growth"),
    [
        ("densenet121", (6, 12, 24, 16), 32),
        ("densenet161", (6, 12, 36, 24), 48),
        ("densenet169", (6, 12, 32, 32), 32),
        ("densenet201", (6, 12, 48, 32), 32),
        ("densenet264", (6, 12, 64, 48), 32),
    ],
)
def test_those_for_imagenet(name, blocks, growth):
    expected = bill(blocks, growth, 2 * growth, 1000, bottleneck=True, compression=0.5, stem_side=7)
    assert CATALOG[name].n_parameters == expected
