"""SparseNet: exponentially growing offsets inside each block, and for what leaves it."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_count, checked, resolve_blocks
from skipgraph.patterns.rules._blocks import build_blocks
from skipgraph.patterns.rules._builder import check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["sparsenet"]


@checked
def sparsenet(
    n_layers: int, *, base: int = 2, join: Literal["concat", "sum"] = "concat", blocks: Sequence[int] | None = None
) -> Topology:
    """Return SparseNet: layer i reads nodes i-1, i-c, i-c**2, ... of its block.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    base : int
        Ratio of successive offsets, c, at least 2; 2 in the authors' code.
    join : {"concat", "sum"}
        How nodes join what they read, as in the paper's sparse DenseNet or sparse ResNet.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Offsets start again in each.

    Returns
    -------
    Topology
        The layers, a transition between two blocks and a merge after the last. With base 2, the node after a block of
        n layers reads its layers n, n - 1, n - 3, n - 7, ...; later blocks read only that node. A block and the node
        after it have the edges of a `log_densenet` of n + 1 layers.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] L. Zhu, R. Deng, M. Maire, Z. Deng, G. Mori and P. Tan, "Sparsely Aggregated Convolutional Networks",
       ECCV 2018, arXiv:1801.05895.

    Examples
    --------
    >>> t = sparsenet(8)
    >>> t.reads(8), t.reads(9)
    ((0, 4, 6, 7), (1, 5, 7, 8))
    """
    base = check_count("base", base, least=2)
    sizes = resolve_blocks(n_layers, blocks)
    offsets = [1]
    while offsets[-1] <= n_layers:
        offsets.append(offsets[-1] * base)
    check_listed_edges("sparsenet", "n_layers", n_layers, n_layers * len(offsets))

    def reads(place: int) -> list[int]:
        return [place - offset for offset in offsets if offset <= place]

    return build_blocks(
        sparsenet,
        sizes,
        reads=reads,
        end_reads=lambda size: reads(size + 1),
        aggregation=Aggregation.SUM if join == "sum" else Aggregation.CONCAT,
        arguments={"n_layers": n_layers, "base": base, "join": join, "blocks": blocks},
        paper=_PAPER,
    )


_PAPER = (
    "L. Zhu, R. Deng, M. Maire, Z. Deng, G. Mori and P. Tan, "
    '"Sparsely Aggregated Convolutional Networks", ECCV 2018, arXiv:1801.05895'
)
