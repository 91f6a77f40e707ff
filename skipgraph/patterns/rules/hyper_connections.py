"""Hyper-connections: several residual streams, mixed again at each layer."""

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules.resnet import View
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["hyper_connections"]


@checked
def hyper_connections(n_layers: int, *, n_streams: int = 4, view: View = "literal") -> Topology:
    """Return hyper-connections: each layer reads a weighted sum of several residual streams, which it updates.

    Let the rows of H be the streams. Layer k gives ``t = T_k(a_m H)``, and the streams become ``A_r H + b t``; a_m,
    A_r and b are learned. The streams start as copies of the input, and their sum is the output.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is the embedding.
    n_streams : int
        Number of streams, n, at least 1; the expansion rate of the paper.
    view : {"literal", "unrolled"}
        Literal: each layer is followed by a weighted merge for each stream. Unrolled: each layer reads a weighted sum
        of the input and all earlier layers; these weights are products of the literal ones, so they have rank n.

    Returns
    -------
    Topology
        Literal: `n_layers` layers, ``n * n_layers`` merges, and a merge that sums the streams. Layer 1 reads the
        input, and the merges after it read 2 nodes. Each further layer reads n nodes, and the merges after it read
        ``n + 1``. The edge attribute ``"initial_weight"`` is the initial a_m (1 for stream ``(k - 1) mod n``, else
        0), A_r (the identity) or b (all ones). Unrolled: the ``L (L + 1) / 2`` edges of `densenet`.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Dynamic hyper-connections add a term that depends on the data to each weight; the graph is the same.

    References
    ----------
    .. [1] D. Zhu, H. Huang, Z. Huang, Y. Zeng, Y. Mao, B. Wu, Q. Min and X. Zhou, "Hyper-Connections", ICLR 2025,
       arXiv:2409.19606.

    Examples
    --------
    >>> hyper_connections(8).nodes_of_kind(NodeKind.MERGE).size
    33
    >>> hyper_connections(8, view="unrolled").n_edges
    36
    """
    n_layers, n_streams = check_count("n_layers", n_layers), check_count("n_streams", n_streams)
    unrolled = view == "unrolled"
    n_edges = n_layers * (n_layers + 1.0) / 2 if unrolled else float(n_layers) * (n_streams + 1) ** 2
    check_listed_edges("hyper_connections", "n_layers", n_layers, n_edges)
    builder = TopologyBuilder()
    arguments = {"n_layers": n_layers, "n_streams": n_streams, "view": view}
    if unrolled:
        for layer in range(1, n_layers + 1):
            builder.layer(layer, *range(layer), aggregation=Aggregation.WEIGHTED)
        return builder.finish(hyper_connections, arguments, _PAPER)
    streams = [0]  # all streams are the input
    for layer in range(1, n_layers + 1):
        read = (layer - 1) % n_streams
        chosen = [1.0] if len(streams) == 1 else [float(stream == read) for stream in range(n_streams)]
        given = builder.add(NodeKind.LAYER, layer, streams, aggregation=Aggregation.WEIGHTED, weights=chosen)
        streams = [
            builder.add(
                NodeKind.MERGE,
                f"h{layer}.{stream + 1}",
                [*streams, given],
                aggregation=Aggregation.WEIGHTED,
                weights=[
                    *([1.0] if len(streams) == 1 else [float(other == stream) for other in range(n_streams)]),
                    1.0,
                ],
            )
            for stream in range(n_streams)
        ]
    builder.merge("sum", *streams, aggregation=Aggregation.SUM)
    return builder.finish(hyper_connections, arguments, _PAPER)


_PAPER = (
    "D. Zhu, H. Huang, Z. Huang, Y. Zeng, Y. Mao, B. Wu, Q. Min and X. Zhou, "
    '"Hyper-Connections", ICLR 2025, arXiv:2409.19606'
)
