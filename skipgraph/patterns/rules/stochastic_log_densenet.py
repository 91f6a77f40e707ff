"""Stochastic Log-DenseNet: random skip connections, the fewer the longer."""

import math
from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import Seed, check_n_edges, check_positive, checked, resolve_blocks, resolve_seed
from skipgraph.patterns.rules._staged import PAPER_LOG_DENSENET, build_topology
from skipgraph.topology import Topology

__all__ = ["stochastic_log_densenet"]

_AS_LOG = 1 / math.log(2)


@checked
def stochastic_log_densenet(
    n_layers: int, *, seed: Seed, density: float = _AS_LOG, blocks: Sequence[int] | None = None
) -> Topology:
    """Return a random Log-DenseNet: layer i reads node i-1, and node i-d with a probability in proportion to 1/d.

    This project's own definition; no paper has it. `log_densenet` has one offset in every interval from ``2**k`` to
    ``2**(k + 1)``. This topology has one on average, and the offsets differ from layer to layer.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    seed : int or numpy.random.Generator
        Seed of the random connections.
    density : float
        A layer reads the node d >= 2 places before it with probability ``min(1, density / d)``. Default: 1 / ln 2,
        for about as many edges as `log_densenet`.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Offsets cross stages, and a transition moves each feature that a
        coarser stage still reads.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions. Without transitions, ``n_layers`` edges and on average the sum of
        ``(n_layers + 1 - d) * min(1, density / d)`` over all d >= 2 more.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    ``O(n_edges)`` random numbers. Probabilities in proportion to 1 / d make greedy routing on a line shortest [2]_.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002. The pattern that this one varies.
    .. [2] J. M. Kleinberg, "Navigation in a small world", Nature 406, 2000, 845.

    Examples
    --------
    >>> stochastic_log_densenet(4, seed=0, density=4).reads(4)
    (0, 1, 2, 3)
    """
    density = check_positive("density", density)
    sizes = resolve_blocks(n_layers, blocks)
    check_n_edges("stochastic_log_densenet", n_layers, n_layers * min(n_layers, density * math.log(n_layers + 1) + 1))
    generator, number = resolve_seed(seed)
    rows: list[list[int]] = [[layer - 1] for layer in range(1, n_layers + 1)]
    for offset in range(2, n_layers + 1):
        n_places = n_layers + 1 - offset
        # the number of successes of n_places independent trials; every set of that many places is equally likely
        n_drawn = generator.binomial(n_places, min(1.0, density / offset))
        for place in generator.choice(n_places, n_drawn, replace=False, shuffle=False).tolist():
            rows[place + offset - 1].append(place)
    return build_topology(
        stochastic_log_densenet,
        [np.array(row, np.int64) for row in rows],
        blocks=sizes,
        arguments={"n_layers": n_layers, "seed": number, "density": density, "blocks": blocks},
        paper=PAPER_LOG_DENSENET,
    )
