"""PSPNet: a pyramid of poolings over the last features."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, checked
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["pspnet"]


@checked
def pspnet(n_backbone: int, *, bins: Sequence[int] = (1, 2, 3, 6)) -> Topology:
    """Return PSPNet: the last features are read together with poolings of them to several coarse grids.

    Parameters
    ----------
    n_backbone : int
        Number of layers of the backbone, a chain, at least 1.
    bins : sequence of int
        Sides of the grids, ascending; ``(1, 2, 3, 6)`` in the paper. The finest of them is stage 1, the
        next stage 2, and so on.

    Returns
    -------
    Topology
        The backbone, a branch for each grid (a transition to its stage, a layer, a transition back), a merge
        of the backbone's end and all branches, and one more layer. The attribute ``"bins"`` of a
        transition is the side of the grid it pools to.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] H. Zhao, J. Shi, X. Qi, X. Wang and J. Jia, "Pyramid Scene Parsing Network", CVPR 2017,
       arXiv:1612.01105.

    Examples
    --------
    >>> pspnet(8).n_layers
    13
    """
    n_backbone = check_count("n_backbone", n_backbone)
    check_listed_edges("pspnet", "n_backbone", n_backbone, n_backbone)
    sides = [check_count(f"bins[{place}]", side) for place, side in enumerate(bins)]
    if not sides or sides != sorted(set(sides)):
        raise ArgumentError(f"bins must ascend and hold at least one side, got {tuple(bins)}")
    check_listed_edges("pspnet", "n_backbone", n_backbone, n_backbone + 4 * len(sides))
    builder = TopologyBuilder()
    node = 0
    for layer in range(1, n_backbone + 1):
        node = builder.layer(layer, node)
    ups = []
    for stage, side in enumerate(reversed(sides), 1):
        pooled = builder.transition(f"pool{side}", node, stage=stage, attributes={"bins": side})
        ups.append(builder.transition(f"up{side}", builder.layer(f"conv{side}", pooled), stage=0))
    merged = builder.merge("pyramid", node, *ups, aggregation=Aggregation.CONCAT)
    builder.layer("conv", merged)
    return builder.finish(pspnet, {"n_backbone": n_backbone, "bins": bins}, _PAPER)


_PAPER = 'H. Zhao, J. Shi, X. Qi, X. Wang and J. Jia, "Pyramid Scene Parsing Network", CVPR 2017, arXiv:1612.01105'
