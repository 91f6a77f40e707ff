"""Residual networks as ensembles: the numbers of the paper."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import ensemble_effective_length, ensemble_path_lengths, ensemble_path_share


def test_the_54_blocks_of_the_paper():
    # Veit et al. 2016: binomial with mean 27, more than 95 % of all paths pass 19 to 35 blocks, and the
    # paths of 5 to 17 blocks, which carry the gradient, are 0.45 % of all
    lengths = ensemble_path_lengths(54)
    assert sum(lengths.values()) == 2**54
    assert sum(k * count for k, count in lengths.items()) == 27 * 2**54
    assert ensemble_path_share(54, shortest=19, longest=35) == pytest.approx(0.98017, abs=5e-6)
    assert ensemble_path_share(54, shortest=5, longest=17) == pytest.approx(0.0045367, abs=5e-8)
    assert ensemble_effective_length(54, layer_factor=1) == 27


@pytest.mark.parametrize("n_blocks", [0, 1, 10, 54])
@pytest.mark.parametrize("factor", [0.1, 0.5, 1, 1.5])
def test_effective_length_is_the_weighted_mean(n_blocks, factor):
    weights = {k: count * factor**k for k, count in ensemble_path_lengths(n_blocks).items()}
    mean = sum(k * weight for k, weight in weights.items()) / sum(weights.values())
    assert ensemble_effective_length(n_blocks, layer_factor=factor) == pytest.approx(mean)


def test_shares_of_everything_and_nothing():
    assert ensemble_path_share(9, shortest=0, longest=9) == 1
    assert ensemble_path_share(9, shortest=6, longest=5) == 0


def test_bad_arguments_are_named():
    with pytest.raises(ArgumentError, match="n_blocks must be a whole number from 0 to 10000, got -1"):
        ensemble_path_lengths(-1)
    with pytest.raises(ArgumentError, match="n_blocks must be a whole number from 0, got -2"):
        ensemble_effective_length(-2, layer_factor=1)
    with pytest.raises(ArgumentError, match="layer_factor must be a finite number above 0, got 0"):
        ensemble_effective_length(3, layer_factor=0)
