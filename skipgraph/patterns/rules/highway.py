"""Highway networks: gates decide what each layer adds and what passes it."""

from collections.abc import Sequence

from skipgraph.arguments import checked
from skipgraph.patterns.rules._residual import build_residual, check_residual
from skipgraph.topology import Aggregation, Topology

__all__ = ["highway"]


@checked
def highway(n_layers: int, *, inner_layers: int = 1, blocks: Sequence[int] | None = None) -> Topology:
    """Return a highway network: gates weigh each layer against what it read.

    The state after block i is ``T_i * f_i(s_(i-1)) + (1 - T_i) * s_(i-1)``, where the gate T_i is the sigmoid of a
    map of s_(i-1). The edges are those of `resnet`; the weights of the two edges into a merge depend on the data.

    Parameters
    ----------
    n_layers : int
        Number of layers in all blocks, at least 1; the input is node 0 and is not counted.
    inner_layers : int
        Layers in a row inside each block; 1 in the paper.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`.

    Returns
    -------
    Topology
        The nodes and edges of `resnet`; the merges are gated. The map inside a gate is part of its merge and not a
        layer.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] R. K. Srivastava, K. Greff and J. Schmidhuber, "Highway Networks", 2015, arXiv:1505.00387.

    Examples
    --------
    >>> highway(2).labels
    (0, 'f1', 's1', 'f2', 's2')
    """
    inner_layers, sizes = check_residual("highway", n_layers, inner_layers, blocks)
    return build_residual(
        highway,
        sizes,
        inner_layers=inner_layers,
        aggregation=Aggregation.GATED,
        arguments={"n_layers": n_layers, "inner_layers": inner_layers, "blocks": blocks},
        paper=_PAPER,
    )


_PAPER = 'R. K. Srivastava, K. Greff and J. Schmidhuber, "Highway Networks", 2015, arXiv:1505.00387'
