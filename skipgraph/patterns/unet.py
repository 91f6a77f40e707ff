"""U-Net: down, up again, and a skip connection across at every resolution."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_choice, check_count, check_counts
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["unet"]


def unet(
    n_levels: int, *, layers_per_level: int | Sequence[int] = 1, join: Literal["concat", "sum"] = "concat"
) -> Topology:
    """Read the encoder's features of the same resolution, and the upsampled ones, at each level of the decoder.

    Parameters
    ----------
    n_levels : int
        Number of resolutions, at least 1; level k is stage k - 1.
    layers_per_level : int or sequence of int
        Layers in a row at each level of the encoder, finest first, and again at those of the decoder.
    join : {"concat", "sum"}
        How the decoder joins both: concat as in U-Net, sum as in LinkNet.

    Returns
    -------
    Topology
        With one layer a level, ``2 n - 1`` layers: encoders ``"e1"`` to ``"en"`` and decoders ``"d(n-1)"`` to
        ``"d1"``; ``n - 1`` skip connections and ``2 (n - 1)`` transitions. Of several layers at a level the
        k-th is ``"e1.k"``.

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
    check_sketch("unet", "n_levels", n_levels, 5 * n_levels)
    depths = check_counts("layers_per_level", layers_per_level, n_levels)
    check_sketch("unet", "n_levels", n_levels, 3 * n_levels + 2 * sum(depths))
    check_choice("join", join, ("concat", "sum"))
    sketch = Sketch()
    encoded = []
    node = 0
    for level, depth in enumerate(depths):
        if level:
            node = sketch.transition(f"down{level}", node, stage=level)
        for place in range(depth):
            node = sketch.layer(_label("e", level, place, depth), node)
        encoded.append(node)
    for level in reversed(range(n_levels - 1)):
        up = sketch.transition(f"up{level + 1}", node, stage=level)
        aggregation = Aggregation.CONCAT if join == "concat" else Aggregation.SUM
        reads = [encoded[level], up]
        for place in range(depths[level]):
            node = sketch.add(NodeKind.LAYER, _label("d", level, place, depths[level]), reads, aggregation=aggregation)
            reads, aggregation = [node], Aggregation.CONCAT
    return sketch.finish(unet, {"n_levels": n_levels, "layers_per_level": layers_per_level, "join": join}, _PAPER)


def _label(prefix: str, level: int, place: int, depth: int) -> str:
    return f"{prefix}{level + 1}" if depth == 1 else f"{prefix}{level + 1}.{place + 1}"


_PAPER = (
    "O. Ronneberger, P. Fischer and T. Brox, "
    '"U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015, arXiv:1505.04597'
)
