"""The chain: no skip connection at all."""

import numpy as np

from skipgraph.patterns.arguments import check_count, check_n_edges
from skipgraph.patterns.drawing import describe
from skipgraph.topology import Topology

__all__ = ["chain"]


def chain(n_layers: int) -> Topology:
    """Read only the node just before each layer.

    The plain feed-forward network, the fewest connections that join all layers and the longest distances.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and `n_layers` edges; MBD `n_layers`, mean BD ``(n_layers + 2) / 3``.

    Raises
    ------
    ArgumentError
        If `n_layers` is no integer from 1 on, or too many for memory.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.

    Examples
    --------
    >>> chain(8).reads(8)
    (7,)
    """
    n_layers = check_count("n_layers", n_layers)
    check_n_edges("chain", n_layers, n_layers)
    name, provenance = describe(chain, {"n_layers": n_layers}, _PAPER)
    indptr = np.concatenate([[0], np.arange(n_layers + 1)])
    return Topology(indptr, np.arange(n_layers, dtype=np.int32), name=name, provenance=provenance)


_PAPER = (
    "A. Krizhevsky, I. Sutskever and G. E. Hinton, "
    '"ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012'
)
