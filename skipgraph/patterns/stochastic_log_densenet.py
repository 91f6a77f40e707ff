"""Stochastic Log-DenseNet: skip connections drawn with a chance that falls as their length grows."""

import math
from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import Seed, check_n_edges, check_positive, resolve_blocks, resolve_seed
from skipgraph.patterns.drawing import PAPER_LOG_DENSENET, draw
from skipgraph.topology import Topology

__all__ = ["stochastic_log_densenet"]

_AS_LOG = 1 / math.log(2)


def stochastic_log_densenet(
    n_layers: int, *, seed: Seed, density: float = _AS_LOG, blocks: Sequence[int] | None = None
) -> Topology:
    """Read the node just before each layer, and each one d before it with a chance in proportion to 1 / d.

    Our own definition, which no paper has: `log_densenet` has one offset in every interval from ``2**k`` to
    ``2**(k + 1)``, and so do the offsets drawn here on average, but they differ from layer to layer.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    seed : int or numpy.random.Generator
        What the connections are drawn with.
    density : float
        A node d >= 2 before a layer is read with the chance ``min(1, density / d)``. Default: 1 / ln 2, for
        about as many edges as `log_densenet` has.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`. Offsets run on across stages, and a transition
        moves each feature that a coarser stage still reads.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and the transitions; without these, ``n_layers`` edges and a sum of
        ``(n_layers + 1 - d) * min(1, density / d)`` over all d >= 2 more of them on average.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    ``O(n_edges)`` random numbers. Chances of 1 / d make greedy routing on a line shortest [2]_.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002. What this varies.
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
        # as many successes as so many independent draws have, and every set of places is as likely
        n_drawn = generator.binomial(n_places, min(1.0, density / offset))
        for place in generator.choice(n_places, n_drawn, replace=False, shuffle=False).tolist():
            rows[place + offset - 1].append(place)
    return draw(
        stochastic_log_densenet,
        [np.array(row, np.int64) for row in rows],
        blocks=sizes,
        arguments={"n_layers": n_layers, "seed": number, "density": density, "blocks": blocks},
        paper=PAPER_LOG_DENSENET,
    )
