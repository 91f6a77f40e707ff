"""CSPNet: at each stage some channels of the input go around a block of layers."""

from collections.abc import Sequence
from typing import Literal

from skipgraph.arguments import check_probability, checked, resolve_blocks
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules._staged import annotate_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["cspnet"]


@checked
def cspnet(
    n_layers: int,
    *,
    inner: Literal["dense", "residual"] = "dense",
    bypass: float = 0.5,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return CSPNet: a dense or residual block reads some channels of its input; the others go around it.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    inner : {"dense", "residual"}
        What the block is: a `densenet` or, with merges, a `resnet`.
    bypass : float
        Share of the input's channels that go around the block, above 0 and below 1; 0.5 in the paper.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`.

    Returns
    -------
    Topology
        After the block of each stage, a transition reads what leaves the block: the input and all layers of a dense
        block, or the last merge of a residual block. A second transition, the fusion, reads the first one and the
        stage's input; the next stage reads the fusion. The edge attribute ``"share"`` is the share of a node's
        channels that an edge carries; ``"side"`` says that the block reads the last ones. MBD is 1.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    From memory of the paper, checked against two public ports of its dense version: with input x = [a, b],
    ``x_i = f_i([b, x_1, .., x_(i-1)])``, ``t = f_t([b, x_1, .., x_n])`` and ``u = f_u([a, t])``.

    References
    ----------
    .. [1] C.-Y. Wang, H.-Y. M. Liao, I.-H. Yeh, Y.-H. Wu, P.-Y. Chen and J.-W. Hsieh, "CSPNet: A New Backbone that can
       Enhance Learning Capability of CNN", CVPR Workshops 2020, arXiv:1911.11929.

    Examples
    --------
    >>> t = cspnet(2)
    >>> {t.labels[node]: t.reads(node) for node in range(1, t.n_nodes)}
    {1: (0,), 2: (0, 1), 'partial1': (0, 1, 2), 'fusion1': (0, 3)}
    """
    bypass = check_probability("bypass", bypass)
    if not 0 < bypass < 1:
        raise ArgumentError(f"bypass must be above 0 and below 1, got {bypass}")
    sizes = resolve_blocks(n_layers, blocks)
    n_edges = sum((size + 1) * (size + 2) / 2 if inner == "dense" else 3.0 * size for size in sizes)
    check_listed_edges("cspnet", "n_layers", n_layers, n_edges)
    builder = TopologyBuilder()
    shares: dict[tuple[int, int], float] = {}
    sides: dict[tuple[int, int], str] = {}
    source = 0
    layer = 0
    for stage, size in enumerate(sizes):
        last = [source]
        for _ in range(size):
            layer += 1
            node = builder.layer(layer, *last)
            last = [*last, node]
            if inner == "residual":
                last = [builder.merge(f"s{layer}", *last, aggregation=Aggregation.SUM)]
        partial = builder.transition(f"partial{stage + 1}", *last, stage=stage)
        around = min(stage + 1, len(sizes) - 1)
        fusion = builder.transition(f"fusion{stage + 1}", source, partial, stage=around)
        for node in range(source + 1, fusion):
            shares.update({(read, node): 1 - bypass if read == source else 1.0 for read in builder.reads[node]})
            sides.update({(read, node): "last" for read in builder.reads[node] if read == source})
        shares[source, fusion], shares[partial, fusion] = bypass, 1.0
        source = fusion
    arguments = {"n_layers": n_layers, "inner": inner, "bypass": bypass, "blocks": blocks}
    built = annotate_edges(builder.finish(cspnet, arguments, _PAPER), "share", shares)
    return annotate_edges(built, "side", sides)


_PAPER = (
    "C.-Y. Wang, H.-Y. M. Liao, I.-H. Yeh, Y.-H. Wu, P.-Y. Chen and J.-W. Hsieh, "
    '"CSPNet: A New Backbone that can Enhance Learning Capability of CNN", CVPR Workshops 2020, arXiv:1911.11929'
)
