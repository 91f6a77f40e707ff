"""Value residuals: the values of the first attention reach every later one."""

from typing import Literal

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["value_residual"]


@checked
def value_residual(n_blocks: int, *, variant: Literal["resformer", "svformer", "neutreno"] = "resformer") -> Topology:
    """Return a transformer with value residuals: every later attention reads the values of the first.

    Values are layers of their own: ``"vi"`` projects the residual stream, and ``"attentioni"`` reads values and, for
    its queries and keys, the stream.

    Parameters
    ----------
    n_blocks : int
        Number of transformer blocks, at least 1; the input is the embedding.
    variant : {"resformer", "svformer", "neutreno"}
        ResFormer: from block 2 on, attention reads the mean of its own and the first values. SVFormer: it reads the
        first values and has none of its own. NeuTRENO: ``0.4 * (v1 - vi)`` is added to its output.

    Returns
    -------
    Topology
        Each block has a value layer (in SVFormer, only the first block has one), an attention layer and a
        feed-forward layer; a merge follows each of the last two. The edge attribute ``"initial_weight"`` is the fixed
        coefficient of an edge into a weighted merge. The node attribute ``"sublayer"`` of a layer is ``"linear"``,
        ``"attention"`` or ``"feed_forward"``.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] Z. Zhou, T. Wu, Z. Jiang, F. Obeid and Z. Lan, "Value Residual Learning", ACL 2025, arXiv:2410.17897.
    .. [2] T. Nguyen, T. Nguyen and R. Baraniuk, "Mitigating Over-smoothing in Transformers via Regularized
       Nonlocal Functionals", NeurIPS 2023, arXiv:2312.00751.

    Examples
    --------
    >>> t = value_residual(2)
    >>> [t.labels[source] for source in t.reads(t.labels.index("attention2"))]
    ['sum1.2', 'u2']
    """
    n_blocks = check_count("n_blocks", n_blocks)
    check_listed_edges("value_residual", "n_blocks", n_blocks, 12 * n_blocks)
    builder = TopologyBuilder()
    stream = first = 0
    for block in range(1, n_blocks + 1):
        later = block > 1
        values = (
            first
            if later and variant == "svformer"
            else builder.layer(f"v{block}", stream, attributes={"sublayer": "linear"})
        )
        if not later:
            first = values
        own = values
        if later and variant == "resformer":
            values = builder.add(
                NodeKind.MERGE, f"u{block}", (first, own), aggregation=Aggregation.WEIGHTED, weights=(0.5, 0.5)
            )
        attention = builder.layer(f"attention{block}", stream, values, attributes={"sublayer": "attention"})
        if later and variant == "neutreno":
            stream = builder.add(
                NodeKind.MERGE,
                f"sum{block}.1",
                (stream, attention, first, own),
                aggregation=Aggregation.WEIGHTED,
                weights=(1.0, 1.0, 0.4, -0.4),
            )
        else:
            stream = builder.merge(f"sum{block}.1", stream, attention, aggregation=Aggregation.SUM)
        mlp = builder.layer(f"mlp{block}", stream, attributes={"sublayer": "feed_forward"})
        stream = builder.merge(f"sum{block}.2", stream, mlp, aggregation=Aggregation.SUM)
    return builder.finish(value_residual, {"n_blocks": n_blocks, "variant": variant}, _PAPER)


_PAPER = 'Z. Zhou, T. Wu, Z. Jiang, F. Obeid and Z. Lan, "Value Residual Learning", ACL 2025, arXiv:2410.17897'
