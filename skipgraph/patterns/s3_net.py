"""S3-Net: a chain in each block, all of whose nodes are read behind it."""

from collections.abc import Sequence

from skipgraph.arguments import resolve_blocks
from skipgraph.patterns.blockwise import draw_blocks
from skipgraph.patterns.sketch import check_sketch
from skipgraph.topology import Topology

__all__ = ["s3_net"]


def s3_net(n_layers: int, *, blocks: Sequence[int] | None = None) -> Topology:
    """Read only the node just before each layer, and all nodes of a block behind it.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`.

    Returns
    -------
    Topology
        The layers, a transition between any two blocks and a merge behind the last. A block of n layers
        with the node behind it has ``2 n + 1`` edges.

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
    check_sketch("s3_net", "n_layers", n_layers, 2 * n_layers)
    return draw_blocks(
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
