"""MUDDFormer: queries, keys, values and the residual each read their own mixture of all earlier blocks."""

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["muddformer"]


@checked
def muddformer(n_layers: int) -> Topology:
    """Return MUDDFormer: queries, keys, values and residual each read a weighted sum of all earlier outputs.

    Let X_0 be the embedding and X_i the output of block i. Stream c after block i is the sum over ``j <= i`` of
    ``(b_ij + w_ij(X_i)) X_j``: learned weights plus weights computed from each token's features.

    Parameters
    ----------
    n_layers : int
        Number of transformer blocks, each one layer here, at least 1; the input is the embedding.

    Returns
    -------
    Topology
        The blocks, and weighted merges ``"yi.query"``, ``"yi.key"``, ``"yi.value"`` and ``"yi.residual"`` of
        ``i + 1`` outputs after block i; after the last block there is only the residual's. Without the merges it is
        the complete graph, as of `densenet`.

    Raises
    ------
    ArgumentError
        If `n_layers` is not an integer of at least 1, or is too large for memory.

    References
    ----------
    .. [1] D. Xiao, Q. Meng, S. Li and X. Yuan, "MUDDFormer: Breaking Residual Bottlenecks in Transformers via
       Multiway Dynamic Dense Connections", ICML 2025, arXiv:2502.12170.

    Examples
    --------
    >>> t = muddformer(2)
    >>> [t.labels[source] for source in t.reads(t.labels.index(2))]
    ['y1.query', 'y1.key', 'y1.value', 'y1.residual']
    """
    n_layers = check_count("n_layers", n_layers)
    check_listed_edges("muddformer", "n_layers", n_layers, 2 * (n_layers + 1.0) ** 2)
    builder = TopologyBuilder()
    outputs, read = [0], [0]
    for layer in range(1, n_layers + 1):
        outputs.append(builder.layer(layer, *read))
        streams = ("query", "key", "value", "residual") if layer < n_layers else ("residual",)
        read = [builder.merge(f"y{layer}.{stream}", *outputs, aggregation=Aggregation.WEIGHTED) for stream in streams]
    return builder.finish(muddformer, {"n_layers": n_layers}, _PAPER)


_PAPER = (
    "D. Xiao, Q. Meng, S. Li and X. Yuan, "
    '"MUDDFormer: Breaking Residual Bottlenecks in Transformers via Multiway Dynamic Dense Connections", ICML 2025, '
    "arXiv:2502.12170"
)
