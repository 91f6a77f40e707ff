"""The residual stream of a transformer: attention and feed-forward layers read and add to one sum."""

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["residual_stream"]


@checked
def residual_stream(n_blocks: int, *, parallel: bool = False) -> Topology:
    """Return a transformer's residual stream: each layer reads the sum of the embedding and all earlier layers.

    Parameters
    ----------
    n_blocks : int
        Number of transformer blocks, at least 1; the input is the embedding.
    parallel : bool
        Let both layers of a block read the same sum, and add both at once.

    Returns
    -------
    Topology
        ``2 * n_blocks`` layers ``"attention1"``, ``"mlp1"``, ... and a merge after each layer, or after each block if
        `parallel`. MBD is 1, but the two layers of a parallel block are not joined. The node attribute ``"sublayer"``
        of a layer is ``"attention"`` or ``"feed_forward"``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin,
       "Attention Is All You Need", NIPS 2017, arXiv:1706.03762.

    Examples
    --------
    >>> t = residual_stream(1)
    >>> {t.labels[node]: t.reads(node) for node in range(1, t.n_nodes)}
    {'attention1': (0,), 'sum1.1': (0, 1), 'mlp1': (2,), 'sum1.2': (2, 3)}
    """
    n_blocks = check_count("n_blocks", n_blocks)
    check_listed_edges("residual_stream", "n_blocks", n_blocks, 6 * n_blocks)
    builder = TopologyBuilder()
    stream = 0
    for block in range(1, n_blocks + 1):
        attention = builder.layer(f"attention{block}", stream, attributes={"sublayer": "attention"})
        if parallel:
            mlp = builder.layer(f"mlp{block}", stream, attributes={"sublayer": "feed_forward"})
            stream = builder.merge(f"sum{block}", stream, attention, mlp, aggregation=Aggregation.SUM)
        else:
            middle = builder.merge(f"sum{block}.1", stream, attention, aggregation=Aggregation.SUM)
            mlp = builder.layer(f"mlp{block}", middle, attributes={"sublayer": "feed_forward"})
            stream = builder.merge(f"sum{block}.2", middle, mlp, aggregation=Aggregation.SUM)
    return builder.finish(residual_stream, {"n_blocks": n_blocks, "parallel": parallel}, _PAPER)


_PAPER = (
    "A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin, "
    '"Attention Is All You Need", NIPS 2017, arXiv:1706.03762'
)
