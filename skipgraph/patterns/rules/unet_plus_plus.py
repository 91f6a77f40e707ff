"""UNet++: dense connections along every skip of a U-Net."""

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import NodeKind, Topology

__all__ = ["unet_plus_plus"]


@checked
def unet_plus_plus(n_levels: int, *, deep_supervision: bool = False) -> Topology:
    """Return UNet++: each decoder layer reads all earlier layers of its level and the upsampled one below.

    Layer X(i, 0) reads X(i-1, 0) downsampled; layer X(i, j) reads X(i, 0), ..., X(i, j-1) and X(i+1, j-1)
    upsampled.

    Parameters
    ----------
    n_levels : int
        Number of resolutions, n, at least 1; level i is stage i.
    deep_supervision : bool
        Whether each of X(0, 1), ..., X(0, n-1) has an output; otherwise X(0, n-1) is the last node.

    Returns
    -------
    Topology
        ``n (n + 1) / 2`` layers ``"xi.j"``, ``n - 1`` transitions down and ``n (n - 1) / 2`` up.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    The edges follow the definition in the paper and were checked by hand on three levels.

    References
    ----------
    .. [1] Z. Zhou, M. M. R. Siddiquee, N. Tajbakhsh and J. Liang, "UNet++: A Nested U-Net Architecture for
       Medical Image Segmentation", DLMIA 2018, arXiv:1807.10165.

    Examples
    --------
    >>> unet_plus_plus(5).n_layers
    15
    """
    n_levels = check_count("n_levels", n_levels)
    check_listed_edges("unet_plus_plus", "n_levels", n_levels, float(n_levels) ** 3 / 6 + 2 * float(n_levels) ** 2)
    builder = TopologyBuilder()
    rows: list[list[int]] = [[] for _ in range(n_levels)]
    node = 0
    for level, row in enumerate(rows):
        if level:
            node = builder.transition(f"down{level}", node, stage=level)
        node = builder.layer(f"x{level}.0", node)
        row.append(node)
    for column in range(1, n_levels):
        for level in range(n_levels - column):
            up = builder.transition(f"up{level}.{column}", rows[level + 1][column - 1], stage=level)
            rows[level].append(builder.layer(f"x{level}.{column}", *rows[level], up))
        if deep_supervision:
            builder.add(NodeKind.OUTPUT, f"output{column}", rows[0][-1:])
    arguments = {"n_levels": n_levels, "deep_supervision": deep_supervision}
    return builder.finish(unet_plus_plus, arguments, _PAPER)


_PAPER = (
    "Z. Zhou, M. M. R. Siddiquee, N. Tajbakhsh and J. Liang, "
    '"UNet++: A Nested U-Net Architecture for Medical Image Segmentation", DLMIA 2018, arXiv:1807.10165'
)
