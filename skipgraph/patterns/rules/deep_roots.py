"""Deep Roots: parallel filter groups, whose number changes with depth."""

from typing import Literal

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Topology

__all__ = ["deep_roots"]


@checked
def deep_roots(n_blocks: int, *, n_groups: int = 8, shape: Literal["root", "column", "tree"] = "root") -> Topology:
    """Return Deep Roots: each filter group reads its share of the channels, and a 1x1 convolution all groups.

    A block is a spatial convolution in groups, each of which reads its share of the channels, and a 1x1 convolution
    that mixes all groups.

    Parameters
    ----------
    n_blocks : int
        Number of blocks, at least 1.
    n_groups : int
        The largest number of groups in a block.
    shape : {"root", "column", "tree"}
        Root: `n_groups` in the first block, and half as many (rounded down, at least 1) from block to block. Tree:
        the reverse. Column: `n_groups` in all blocks. Roots are best in the paper.

    Returns
    -------
    Topology
        For each block of g groups, g parallel layers ``"b.1"`` to ``"b.g"``, which read the layer before, and a layer
        ``"b"`` that reads them. The attribute ``"input_share"`` of a group is the share of the channels it sees, 1 /
        g.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Every path through a block passes two layers, so distances are those of a chain of ``2 * n_blocks`` layers: groups
    save parameters, not depth. The halving is from memory of the paper.

    References
    ----------
    .. [1] Y. Ioannou, D. Robertson, R. Cipolla and A. Criminisi, "Deep Roots: Improving CNN Efficiency with
       Hierarchical Filter Groups", CVPR 2017, arXiv:1605.06489.

    Examples
    --------
    >>> t = deep_roots(3, n_groups=4)
    >>> t.labels
    (0, '1.1', '1.2', '1.3', '1.4', '1', '2.1', '2.2', '2', '3.1', '3')
    """
    n_blocks, n_groups = check_count("n_blocks", n_blocks), check_count("n_groups", n_groups)
    check_listed_edges("deep_roots", "n_blocks", n_blocks, 2 * n_blocks)
    counts = [n_groups if shape == "column" else max(1, n_groups >> block) for block in range(n_blocks)]
    check_listed_edges("deep_roots", "n_blocks", n_blocks, 2 * sum(counts))
    builder = TopologyBuilder()
    node = 0
    for block, count in enumerate(reversed(counts) if shape == "tree" else counts, 1):
        share = {"input_share": 1 / count}
        groups = [builder.layer(f"{block}.{group}", node, attributes=share) for group in range(1, count + 1)]
        node = builder.layer(f"{block}", *groups)
    return builder.finish(deep_roots, {"n_blocks": n_blocks, "n_groups": n_groups, "shape": shape}, _PAPER)


_PAPER = (
    "Y. Ioannou, D. Robertson, R. Cipolla and A. Criminisi, "
    '"Deep Roots: Improving CNN Efficiency with Hierarchical Filter Groups", CVPR 2017, arXiv:1605.06489'
)
