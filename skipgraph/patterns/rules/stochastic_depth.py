"""Stochastic depth: a ResNet in which each training step leaves out some residual blocks."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import (
    Count,
    Probability,
    Seed,
    check,
    check_n_edges,
    checked,
    resolve_seed,
)
from skipgraph.patterns.rules._residual import build_residual, check_residual
from skipgraph.topology import Aggregation, Topology

__all__ = [
    "expected_distances",
    "stochastic_depth",
    "survival_probabilities",
    "surviving_depth_probabilities",
]

Decay = Literal["linear", "uniform"]


@checked
def stochastic_depth(
    n_layers: int,
    *,
    seed: Seed,
    last_survival: float = 0.5,
    decay: Decay = "linear",
    inner_layers: int = 1,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return ResNet without the residual blocks that did not survive one random draw.

    Parameters
    ----------
    n_layers : int
        Number of layers in all residual blocks, before some are left out; at least 1.
    seed : int or numpy.random.Generator
        Seed of the random choice of survivors.
    last_survival, decay
        As in `survival_probabilities`.
    inner_layers, blocks
        As in `resnet`.

    Returns
    -------
    Topology
        The literal view of `resnet` without the blocks that did not survive; the others keep their labels.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] G. Huang, Y. Sun, Z. Liu, D. Sedra and K. Q. Weinberger, "Deep Networks with Stochastic Depth",
       ECCV 2016, arXiv:1603.09382.

    Examples
    --------
    >>> stochastic_depth(54, seed=0, last_survival=1.0).n_layers
    54
    """
    inner_layers, sizes = check_residual("stochastic_depth", n_layers, inner_layers, blocks)
    survival = survival_probabilities(n_layers // inner_layers, last_survival=last_survival, decay=decay)
    generator, number = resolve_seed(seed)
    return build_residual(
        stochastic_depth,
        sizes,
        inner_layers=inner_layers,
        aggregation=Aggregation.SUM,
        arguments={
            "n_layers": n_layers,
            "seed": number,
            "last_survival": last_survival,
            "decay": decay,
            "inner_layers": inner_layers,
            "blocks": blocks,
        },
        paper=_PAPER,
        alive=(generator.random(survival.size) < survival).tolist(),
    )


@checked
def survival_probabilities(
    n_blocks: Count, *, last_survival: Probability = 0.5, decay: Decay = "linear"
) -> NDArray[np.float64]:
    """Return the probability of each residual block to survive.

    Parameters
    ----------
    n_blocks : int
        Number of residual blocks, L.
    last_survival : float
        Probability that the last block survives, p_L; 0.5 in the paper.
    decay : {"linear", "uniform"}
        Linear: block l survives with probability ``1 - l / L * (1 - p_L)``. Uniform: all blocks survive with p_L.

    Returns
    -------
    ndarray of float64, shape (n_blocks,)
        Probabilities from 0 to 1, first block first.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Examples
    --------
    >>> survival_probabilities(4).tolist()
    [0.875, 0.75, 0.625, 0.5]
    """
    check_n_edges("stochastic_depth", n_blocks, n_blocks, size="n_blocks")
    if decay == "uniform":
        return np.full(n_blocks, last_survival)
    return 1 - np.arange(1, n_blocks + 1) / n_blocks * (1 - last_survival)


@checked
def expected_distances(survival: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the expected number of surviving blocks between any two states.

    The states are s_0, the input, and s_i, the sum after block i. A block that survives counts 1, whether the
    gradient passes the block or the identity next to it; other blocks count 0. (If the identity cost nothing, all
    distances would be 0 between states and 1 between layers, whichever blocks survive.)

    Parameters
    ----------
    survival : sequence of float
        Probability of each block to survive, independent of the others.

    Returns
    -------
    ndarray of float64, shape (n_blocks + 1, n_blocks + 1)
        Entry ``[i, j]`` is the expectation from s_i back to s_j, in blocks, for ``j <= i``; NaN above the diagonal.
        It is exactly the sum of the probabilities of the blocks between, as expectations add up.

    Raises
    ------
    ArgumentError
        If a probability does not lie in 0 to 1.

    References
    ----------
    .. [1] G. Huang, Y. Sun, Z. Liu, D. Sedra and K. Q. Weinberger, "Deep Networks with Stochastic Depth",
       ECCV 2016, arXiv:1603.09382.

    Examples
    --------
    >>> float(expected_distances([0.75, 0.5])[2, 0])
    1.25
    """
    chances = _checked(survival)
    total = np.concatenate([[0.0], np.cumsum(chances)])
    distances: NDArray[np.float64] = total[:, None] - total[None, :]
    distances[np.triu_indices(total.size, 1)] = np.nan
    return distances


@checked
def surviving_depth_probabilities(survival: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each number of surviving blocks.

    Parameters
    ----------
    survival : sequence of float
        Probability of each block to survive, independent of the others.

    Returns
    -------
    ndarray of float64, shape (n_blocks + 1,)
        Entry k is the probability that k blocks survive; they sum to 1.

    Raises
    ------
    ArgumentError
        If a probability does not lie in 0 to 1.

    Notes
    -----
    The Poisson binomial distribution, computed block by block: ``O(n_blocks ** 2)``; all terms are positive.

    Examples
    --------
    >>> surviving_depth_probabilities([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]
    """
    chances = _checked(survival)
    probabilities = np.zeros(chances.size + 1)
    probabilities[0] = 1.0
    for chance in chances:
        shifted = probabilities[:-1] * chance
        probabilities *= 1 - chance
        probabilities[1:] += shifted
    return probabilities


def _checked(survival: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    found: tuple[float, ...] = check("survival", survival, Sequence[Probability])
    return np.array(found)


_PAPER = (
    "G. Huang, Y. Sun, Z. Liu, D. Sedra and K. Q. Weinberger, "
    '"Deep Networks with Stochastic Depth", ECCV 2016, arXiv:1603.09382'
)
