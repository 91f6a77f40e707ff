"""U-Net: down, up again, and a skip connection across at every resolution."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_count, check_counts, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["unet"]


@checked
def unet(
    n_levels: int, *, layers_per_level: int | Sequence[int] = 1, join: Literal["concat", "sum"] = "concat"
) -> Topology:
    """Return U-Net: an encoder and a decoder with a skip connection between them at every resolution.

    Parameters
    ----------
    n_levels : int
        Number of resolutions, at least 1; level k is stage k - 1.
    layers_per_level : int or sequence of int
        Layers in a row at each level of the encoder, finest first; the decoder has as many.
    join : {"concat", "sum"}
        How the decoder joins the encoder's features and the upsampled ones: concat as in U-Net, sum as in LinkNet.

    Returns
    -------
    Topology
        With one layer a level, ``2 n - 1`` layers: encoders ``"e1"`` to ``"en"`` and decoders ``"d(n-1)"`` to
        ``"d1"``; ``n - 1`` skip connections and ``2 (n - 1)`` transitions. Where a level has several layers, they are
        ``"e1.1"``, ``"e1.2"``, ...

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] O. Ronneberger, P. Fischer and T. Brox, "U-Net: Convolutional Networks for Biomedical Image
       Segmentation", MICCAI 2015, arXiv:1505.04597.
    .. [2] A. Chaurasia and E. Culurciello, "LinkNet: Exploiting Encoder Representations for Efficient Semantic
       Segmentation", VCIP 2017, arXiv:1707.03718.

    Examples
    --------
    >>> t = unet(2)
    >>> {t.labels[node]: t.reads(node) for node in range(t.n_nodes)}
    {0: (), 'e1': (0,), 'down1': (1,), 'e2': (2,), 'up1': (3,), 'd1': (1, 4)}
    """
    n_levels = check_count("n_levels", n_levels)
    check_listed_edges("unet", "n_levels", n_levels, 5 * n_levels)
    depths = check_counts("layers_per_level", layers_per_level, n_levels)
    check_listed_edges("unet", "n_levels", n_levels, 3 * n_levels + 2 * sum(depths))
    builder = TopologyBuilder()
    encoded = []
    node = 0
    for level, depth in enumerate(depths):
        if level:
            node = builder.transition(f"down{level}", node, stage=level)
        for place in range(depth):
            node = builder.layer(_label("e", level, place, depth), node)
        encoded.append(node)
    for level in reversed(range(n_levels - 1)):
        up = builder.transition(f"up{level + 1}", node, stage=level)
        aggregation = Aggregation.CONCAT if join == "concat" else Aggregation.SUM
        reads = [encoded[level], up]
        for place in range(depths[level]):
            node = builder.add(NodeKind.LAYER, _label("d", level, place, depths[level]), reads, aggregation=aggregation)
            reads, aggregation = [node], Aggregation.CONCAT
    return builder.finish(unet, {"n_levels": n_levels, "layers_per_level": layers_per_level, "join": join}, _PAPER)


def _label(prefix: str, level: int, place: int, depth: int) -> str:
    return f"{prefix}{level + 1}" if depth == 1 else f"{prefix}{level + 1}.{place + 1}"


_PAPER = (
    "O. Ronneberger, P. Fischer and T. Brox, "
    '"U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015, arXiv:1505.04597'
)
