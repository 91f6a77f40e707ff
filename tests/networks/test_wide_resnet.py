"""Wide ResNets against a bill from the paper's rule."""

import pytest

from skipgraph.networks import CATALOG


@pytest.mark.parametrize(("depth", "widening"), [(16, 10), (28, 10), (40, 4), (40, 8)])
def test_parameters(depth, widening):
    total, channels = 3 * 16 * 9, 16
    for width in (16 * widening, 32 * widening, 64 * widening):
        for _ in range((depth - 4) // 6):
            shortcut = channels * width if channels != width else 0
            total += 2 * channels + 9 * channels * width + 2 * width + 9 * width * width + shortcut
            channels = width
    total += 2 * channels + (channels + 1) * 10
    assert CATALOG[f"wide_resnet{depth}_{widening}"].n_parameters == total
