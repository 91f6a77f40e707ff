"""MUDDFormer: queries, keys, values and the residual each read their own mixture of all earlier blocks."""

from skipgraph.arguments import check_count
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, Topology

__all__ = ["muddformer"]


def muddformer(n_layers: int) -> Topology:
    """Read four weighted sums of all earlier outputs, one each for queries, keys, values and the residual.

    With X_0 the embedding and X_i the output of block i, stream c behind block i is the sum over ``j <= i``
    of ``(b_ij + w_ij(X_i)) X_j``: learned weights plus, for each token, weights computed from its features.

    Parameters
    ----------
    n_layers : int
        Number of transformer blocks, each one layer here, at least 1; the input is the embedding.

    Returns
    -------
    Topology
        The blocks, and weighted merges ``"yi.query"``, ``"yi.key"``, ``"yi.value"`` and ``"yi.residual"`` of
        ``i + 1`` outputs behind block i; behind the last block only the residual's. Without the merges it
        is the complete graph, that of `densenet`.

    Raises
    ------
    ArgumentError
        If `n_layers` is no integer from 1 on, or too many for memory.

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
    check_sketch("muddformer", "n_layers", n_layers, 2 * (n_layers + 1.0) ** 2)
    sketch = Sketch()
    outputs, read = [0], [0]
    for layer in range(1, n_layers + 1):
        outputs.append(sketch.layer(layer, *read))
        streams = ("query", "key", "value", "residual") if layer < n_layers else ("residual",)
        read = [sketch.merge(f"y{layer}.{stream}", *outputs, aggregation=Aggregation.WEIGHTED) for stream in streams]
    return sketch.finish(muddformer, {"n_layers": n_layers}, _PAPER)


_PAPER = (
    "D. Xiao, Q. Meng, S. Li and X. Yuan, "
    '"MUDDFormer: Breaking Residual Bottlenecks in Transformers via Multiway Dynamic Dense Connections", ICML 2025, '
    "arXiv:2502.12170"
)
