"""Hyper-connections: several residual streams, mixed anew around each layer."""

from skipgraph.arguments import check_choice, check_count
from skipgraph.patterns.resnet import View
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["hyper_connections"]


def hyper_connections(n_layers: int, *, n_streams: int = 4, view: View = "literal") -> Topology:
    """Read a weighted sum of several residual streams before each layer, and add to a mixture of them.

    With H the streams as rows, layer k gives ``t = T_k(a_m H)`` and the streams become ``A_r H + b t``, where
    a_m, A_r and b are learned. The streams start as copies of the input, and their sum is the output.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is the embedding.
    n_streams : int
        Number of streams, n, at least 1; the expansion rate of the paper.
    view : {"literal", "unrolled"}
        With a weighted merge for each stream behind each layer, or with a weighted sum of the input and all
        earlier layers in front of each: the weights on edges are then products of the former, so of rank n.

    Returns
    -------
    Topology
        Literal: `n_layers` layers, ``n * n_layers`` merges and one that sums the streams. Layer k reads n nodes,
        the input alone if k is 1, and each stream behind it n + 1 (1 + 1 there). The edge attribute
        ``"initial_weight"`` is that of a_m, one for stream ``(k - 1) mod n``, of A_r, the identity, and of b,
        all ones. Unrolled: ``L (L + 1) / 2`` edges, those of `densenet`.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    The dynamic kind adds a term to each weight that depends on the data; the graph is the same.

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
    check_choice("view", view, ("literal", "unrolled"))
    unrolled = view == "unrolled"
    n_edges = n_layers * (n_layers + 1.0) / 2 if unrolled else float(n_layers) * (n_streams + 1) ** 2
    check_sketch("hyper_connections", "n_layers", n_layers, n_edges)
    sketch = Sketch()
    arguments = {"n_layers": n_layers, "n_streams": n_streams, "view": view}
    if unrolled:
        for layer in range(1, n_layers + 1):
            sketch.layer(layer, *range(layer), aggregation=Aggregation.WEIGHTED)
        return sketch.finish(hyper_connections, arguments, _PAPER)
    streams = [0]  # all streams are the input
    for layer in range(1, n_layers + 1):
        read = (layer - 1) % n_streams
        chosen = [1.0] if len(streams) == 1 else [float(stream == read) for stream in range(n_streams)]
        given = sketch.add(NodeKind.LAYER, layer, streams, aggregation=Aggregation.WEIGHTED, weights=chosen)
        streams = [
            sketch.add(
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
    sketch.merge("sum", *streams, aggregation=Aggregation.SUM)
    return sketch.finish(hyper_connections, arguments, _PAPER)


_PAPER = (
    "D. Zhu, H. Huang, Z. Huang, Y. Zeng, Y. Mao, B. Wu, Q. Min and X. Zhou, "
    '"Hyper-Connections", ICLR 2025, arXiv:2409.19606'
)
