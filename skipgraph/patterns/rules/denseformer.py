"""DenseFormer: after a block, a weighted mean of the outputs of all earlier blocks."""

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["denseformer"]


@checked
def denseformer(n_layers: int, *, dilation: int = 1, period: int = 1) -> Topology:
    """Return DenseFormer: each transformer block reads a learned weighted sum of earlier outputs.

    With X_0 the embedding and X_i the output of block i, block i + 1 reads ``Y_i = sum_j a_ij X_j`` over the
    ``j <= i`` with ``j = i mod dilation`` if `period` divides i, and X_i itself otherwise.

    Parameters
    ----------
    n_layers : int
        Number of transformer blocks, each one layer here, at least 1; the input is the embedding.
    dilation : int
        Distance between the outputs in a sum, k; at least 1.
    period : int
        Blocks from one sum to the next, p; at least 1. The paper names networks "k x p".

    Returns
    -------
    Topology
        The blocks, and a weighted merge ``"yi"`` of ``floor(i / k) + 1`` outputs after each p-th block. The edge
        attribute ``"initial_weight"`` is 1 where ``j = i`` and 0 elsewhere, so before training the network is a plain
        transformer.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] M. Pagliardini, A. Mohtashami, F. Fleuret and M. Jaggi, "DenseFormer: Enhancing Information Flow in
       Transformers via Depth Weighted Averaging", NeurIPS 2024, arXiv:2402.02622.

    Examples
    --------
    >>> t = denseformer(8)
    >>> sum(weight is not None for weight in t.edge_attributes["initial_weight"])
    44
    """
    n_layers = check_count("n_layers", n_layers)
    dilation, period = check_count("dilation", dilation), check_count("period", period)
    check_listed_edges("denseformer", "n_layers", n_layers, 2 * n_layers + n_layers**2 / (2 * dilation * period))
    builder = TopologyBuilder()
    outputs = [0]
    node = 0
    for layer in range(1, n_layers + 1):
        node = builder.layer(layer, node)
        outputs.append(node)
        if layer % period == 0:
            averaged = outputs[layer % dilation :: dilation]
            node = builder.add(
                NodeKind.MERGE,
                f"y{layer}",
                averaged,
                aggregation=Aggregation.WEIGHTED,
                weights=[*[0.0] * (len(averaged) - 1), 1.0],
            )
    return builder.finish(denseformer, {"n_layers": n_layers, "dilation": dilation, "period": period}, _PAPER)


_PAPER = (
    "M. Pagliardini, A. Mohtashami, F. Fleuret and M. Jaggi, "
    '"DenseFormer: Enhancing Information Flow in Transformers via Depth Weighted Averaging", NeurIPS 2024, '
    "arXiv:2402.02622"
)
