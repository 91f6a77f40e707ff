"""S3-Net: a chain in each block, and a node after the block that reads all of it."""

from collections.abc import Sequence

from skipgraph.arguments import checked, resolve_blocks
from skipgraph.patterns.rules._blocks import build_blocks
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.topology import Topology

__all__ = ["s3_net"]


@checked
def s3_net(n_layers: int, *, blocks: Sequence[int] | None = None) -> Topology:
    """Return S3-Net: each block is a chain, and the node after it reads all nodes of the block.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`.

    Returns
    -------
    Topology
        The layers, a transition between two blocks and a merge after the last. A block of n layers and the node after
        it have ``2 n + 1`` edges.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] F. Fan, D. Wang, H. Guo, Q. Zhu, P. Yan, G. Wang and H. Yu, "On a Sparse Shortcut Topology of Artificial
       Neural Networks", IEEE Transactions on Artificial Intelligence 3(4), 2022, arXiv:1811.09003.

    Examples
    --------
    >>> t = s3_net(8)
    >>> t.reads(8), t.reads(9)
    ((7,), (0, 1, 2, 3, 4, 5, 6, 7, 8))
    """
    sizes = resolve_blocks(n_layers, blocks)
    check_listed_edges("s3_net", "n_layers", n_layers, 2 * n_layers)
    return build_blocks(
        s3_net,
        sizes,
        reads=lambda place: [place - 1],
        end_reads=lambda size: range(size + 1),
        arguments={"n_layers": n_layers, "blocks": blocks},
        paper=_PAPER,
    )


_PAPER = (
    "F. Fan, D. Wang, H. Guo, Q. Zhu, P. Yan, G. Wang and H. Yu, "
    '"On a Sparse Shortcut Topology of Artificial Neural Networks", '
    "IEEE Transactions on Artificial Intelligence 3(4), 2022, arXiv:1811.09003"
)
