"""DeepLab: parallel atrous convolutions of several rates over the last features."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, checked
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["deeplab"]


@checked
def deeplab(n_backbone: int, *, rates: Sequence[int] = (6, 12, 18), image_pooling: bool = True) -> Topology:
    """Return DeepLab: parallel atrous convolutions of several rates read the last features.

    Parameters
    ----------
    n_backbone : int
        Number of layers of the backbone, a chain, at least 1.
    rates : sequence of int
        Dilations of the 3x3 branches, above 1 and ascending; there is always a 1x1 branch, of dilation 1.
    image_pooling : bool
        Add a branch over the features pooled to one point, as DeepLab v3 does.

    Returns
    -------
    Topology
        The backbone, a layer for each branch, a merge of the branches and one more layer. The image-level
        branch goes through a transition to stage 1 and back. The attribute ``"dilation"`` of a
        branch's layer is its rate.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] L.-C. Chen, G. Papandreou, F. Schroff and H. Adam, "Rethinking Atrous Convolution for Semantic Image
       Segmentation", 2017, arXiv:1706.05587.

    Examples
    --------
    >>> deeplab(8).n_layers
    14
    """
    n_backbone = check_count("n_backbone", n_backbone)
    check_listed_edges("deeplab", "n_backbone", n_backbone, n_backbone)
    dilations = [check_count(f"rates[{place}]", rate, least=2) for place, rate in enumerate(rates)]
    if dilations != sorted(set(dilations)):
        raise ArgumentError(f"rates must ascend, got {tuple(rates)}")
    check_listed_edges("deeplab", "n_backbone", n_backbone, n_backbone + 2 * len(dilations) + 6)
    builder = TopologyBuilder()
    node = 0
    for layer in range(1, n_backbone + 1):
        node = builder.layer(layer, node)
    branches = [builder.layer(f"rate{rate}", node, attributes={"dilation": rate}) for rate in (1, *dilations)]
    if image_pooling:
        pooled = builder.layer("image", builder.transition("pool", node, stage=1))
        branches.append(builder.transition("up", pooled, stage=0))
    merged = builder.merge("pyramid", *branches, aggregation=Aggregation.CONCAT)
    builder.layer("conv", merged)
    arguments = {"n_backbone": n_backbone, "rates": rates, "image_pooling": image_pooling}
    return builder.finish(deeplab, arguments, _PAPER)


_PAPER = (
    "L.-C. Chen, G. Papandreou, F. Schroff and H. Adam, "
    '"Rethinking Atrous Convolution for Semantic Image Segmentation", 2017, arXiv:1706.05587'
)
