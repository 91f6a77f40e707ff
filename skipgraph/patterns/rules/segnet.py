"""SegNet: down and up again; only the indices of the maxima are taken across."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, check_counts, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Topology

__all__ = ["segnet"]


@checked
def segnet(n_levels: int, *, layers_per_level: int | Sequence[int] = 1) -> Topology:
    """Return SegNet: a chain through an encoder and a decoder, without skip connections.

    The decoder unpools with the indices of the maxima that the encoder's pooling found. No gradient flows along
    indices, so the network is a chain.

    Parameters
    ----------
    n_levels : int
        Number of resolutions with layers, at least 1; level k is stage k - 1. The last pooling makes one more
        resolution, which is unpooled at once.
    layers_per_level : int or sequence of int
        Layers in a row at each level of the encoder, finest first, and again at those of the decoder;
        ``(2, 2, 3, 3, 3)`` is the published SegNet with its 26 convolutions.

    Returns
    -------
    Topology
        With one layer a level, ``2 n`` layers and ``2 n`` transitions. The attribute ``"pooled_by"`` of an
        unpooling transition is the label of the transition whose indices it uses.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] V. Badrinarayanan, A. Kendall and R. Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder
       Architecture for Image Segmentation", IEEE TPAMI 2017, arXiv:1511.00561.

    Examples
    --------
    >>> t = segnet(5, layers_per_level=(2, 2, 3, 3, 3))
    >>> t.n_layers, t.n_edges == t.n_nodes - 1
    (26, True)
    """
    n_levels = check_count("n_levels", n_levels)
    check_listed_edges("segnet", "n_levels", n_levels, 4 * n_levels)
    depths = check_counts("layers_per_level", layers_per_level, n_levels)
    check_listed_edges("segnet", "n_levels", n_levels, 2 * n_levels + 2 * sum(depths))
    builder = TopologyBuilder()
    node = 0
    for level, depth in enumerate(depths):
        for place in range(depth):
            node = builder.layer(f"e{level + 1}.{place + 1}", node)
        node = builder.transition(f"pool{level + 1}", node, stage=level + 1)
    for level in reversed(range(n_levels)):
        attributes = {"pooled_by": f"pool{level + 1}"}
        node = builder.transition(f"unpool{level + 1}", node, stage=level, attributes=attributes)
        for place in range(depths[level]):
            node = builder.layer(f"d{level + 1}.{place + 1}", node)
    return builder.finish(segnet, {"n_levels": n_levels, "layers_per_level": layers_per_level}, _PAPER)


_PAPER = (
    "V. Badrinarayanan, A. Kendall and R. Cipolla, "
    '"SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image Segmentation", IEEE TPAMI 2017, '
    "arXiv:1511.00561"
)
