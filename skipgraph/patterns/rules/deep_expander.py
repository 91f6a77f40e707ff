"""Deep expander networks: each channel reads a few random channels of the layer before."""

import numpy as np

from skipgraph.arguments import Seed, check_count, checked, resolve_seed
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.patterns.rules._staged import describe
from skipgraph.topology import Topology

__all__ = ["deep_expander"]


@checked
def deep_expander(n_layers: int, *, seed: Seed, width: int = 8, degree: int = 2) -> Topology:
    """Return a deep expander network: each channel reads a few random channels of the layer before.

    Nodes are channels; the layers themselves are a plain chain. Two successive layers are a random bipartite graph,
    which is an expander with high probability. So after about ``log(width) / log(degree)`` layers every channel
    depends on every channel of the first.

    Parameters
    ----------
    n_layers : int
        Number of layers of channels, at least 1.
    seed : int or numpy.random.Generator
        Seed of the random graphs.
    width : int
        Channels of each layer.
    degree : int
        Channels that a channel reads, from 1 to `width`; in the authors' code, the layer's inputs over its expand
        size.

    Returns
    -------
    Topology
        The input and ``n_layers * width`` nodes of kind layer, each the channel ``"layer.channel"``. All channels of
        the first layer read the input. ``width + (n_layers - 1) * width * degree`` edges.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Each channel chooses what it reads, as in the linear layers of the authors' code. Elsewhere in that code inputs
    choose outputs, where a layer is at least as wide as the one before; an output may then read nothing.

    References
    ----------
    .. [1] A. Prabhu, G. Varma and A. Namboodiri, "Deep Expander Networks: Efficient Deep Networks from Graph
       Theory", ECCV 2018, arXiv:1711.08757.

    Examples
    --------
    >>> t = deep_expander(3, seed=0, width=4, degree=2)
    >>> t.n_nodes, t.n_edges, t.labels[:6]
    (13, 20, (0, '1.1', '1.2', '1.3', '1.4', '2.1'))
    """
    n_layers, width = check_count("n_layers", n_layers), check_count("width", width)
    degree = check_count("degree", degree)
    if degree > width:
        raise ArgumentError(f"degree must be at most the width {width}, got {degree}")
    check_listed_edges("deep_expander", "n_layers", n_layers, float(n_layers) * width * degree)
    generator, number = resolve_seed(seed)
    reads = [np.zeros(0, np.int64), *[np.zeros(1, np.int64)] * width]
    for layer in range(1, n_layers):
        first = 1 + (layer - 1) * width
        reads += [first + generator.choice(width, degree, replace=False) for _ in range(width)]
    arguments = {"n_layers": n_layers, "seed": number, "width": width, "degree": degree}
    name, provenance = describe(deep_expander, arguments, _PAPER)
    labels = [f"{layer + 1}.{channel + 1}" for layer in range(n_layers) for channel in range(width)]
    return Topology.from_reads(reads, labels=[0, *labels], name=name, provenance=provenance)


_PAPER = (
    "A. Prabhu, G. Varma and A. Namboodiri, "
    '"Deep Expander Networks: Efficient Deep Networks from Graph Theory", ECCV 2018, arXiv:1711.08757'
)
