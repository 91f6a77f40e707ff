"""ResNet: each layer adds to a running sum."""

from skipgraph.patterns.arguments import check_count, check_n_edges
from skipgraph.patterns.drawing import describe
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["resnet"]


def resnet(n_layers: int) -> Topology:
    """Read the running sum of all earlier layers before each layer, and add to it.

    The literal view: block i is a layer f_i, which reads the sum s_(i-1), and a merge s_i, which adds
    f_i to s_(i-1). The edge from s_(i-1) to s_i is the identity connection.

    Parameters
    ----------
    n_layers : int
        Number of layers, one in each residual block, at least 1; the input is node 0 and is not counted.

    Returns
    -------
    Topology
        ``2 * n_layers + 1`` nodes and ``3 * n_layers`` edges, of which `n_layers` are identity
        connections. A gradient passes every merge freely, so MBD is 1.

    Raises
    ------
    ArgumentError
        If `n_layers` is no integer from 1 on, or too many for memory.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
       arXiv:1512.03385.

    Examples
    --------
    >>> t = resnet(2)
    >>> [t.reads(node) for node in range(t.n_nodes)], t.labels
    ([(), (0,), (0, 1), (2,), (2, 3)], (0, 'f1', 's1', 'f2', 's2'))
    """
    n_layers = check_count("n_layers", n_layers)
    check_n_edges("resnet", n_layers, 3 * n_layers)
    name, provenance = describe(resnet, {"n_layers": n_layers}, _PAPER)
    reads: list[tuple[int, ...]] = [()]
    labels: list[int | str] = [0]
    for layer in range(1, n_layers + 1):
        total = 2 * layer - 2
        reads += [(total,), (total, total + 1)]
        labels += [f"f{layer}", f"s{layer}"]
    return Topology.from_reads(
        reads,
        kinds=[NodeKind.INPUT, *[NodeKind.LAYER, NodeKind.MERGE] * n_layers],
        aggregations=[Aggregation.CONCAT, *[Aggregation.CONCAT, Aggregation.SUM] * n_layers],
        labels=labels,
        name=name,
        provenance=provenance,
    )


_PAPER = (
    'K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385'
)
