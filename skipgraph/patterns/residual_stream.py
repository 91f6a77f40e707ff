"""The residual stream of a transformer: attention and feed-forward layers add to what all read."""

from skipgraph.arguments import check_choice, check_count
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, Topology

__all__ = ["residual_stream"]


def residual_stream(n_blocks: int, *, parallel: bool = False) -> Topology:
    """Read the running sum of the embedding and all earlier layers before each attention and feed-forward layer.

    Parameters
    ----------
    n_blocks : int
        Number of transformer blocks, at least 1; the input is the embedding.
    parallel : bool
        Let both layers of a block read the same sum, and add both at once.

    Returns
    -------
    Topology
        ``2 * n_blocks`` layers ``"attention1"``, ``"mlp1"``, ... and a merge behind each layer, or behind each
        block if `parallel`. MBD is 1, but in a parallel block the two layers are not joined. The node attribute
        ``"sublayer"`` says which a layer is, ``"attention"`` or ``"feed_forward"``.

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
    check_choice("parallel", parallel, (False, True))
    check_sketch("residual_stream", "n_blocks", n_blocks, 6 * n_blocks)
    sketch = Sketch()
    stream = 0
    for block in range(1, n_blocks + 1):
        attention = sketch.layer(f"attention{block}", stream, attributes={"sublayer": "attention"})
        if parallel:
            mlp = sketch.layer(f"mlp{block}", stream, attributes={"sublayer": "feed_forward"})
            stream = sketch.merge(f"sum{block}", stream, attention, mlp, aggregation=Aggregation.SUM)
        else:
            middle = sketch.merge(f"sum{block}.1", stream, attention, aggregation=Aggregation.SUM)
            mlp = sketch.layer(f"mlp{block}", middle, attributes={"sublayer": "feed_forward"})
            stream = sketch.merge(f"sum{block}.2", middle, mlp, aggregation=Aggregation.SUM)
    return sketch.finish(residual_stream, {"n_blocks": n_blocks, "parallel": parallel}, _PAPER)


_PAPER = (
    "A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin, "
    '"Attention Is All You Need", NIPS 2017, arXiv:1706.03762'
)
