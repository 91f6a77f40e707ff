"""Value residuals: the values of the first attention reach every later one."""

from typing import Literal

from skipgraph.arguments import check_choice, check_count
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["value_residual"]


def value_residual(n_blocks: int, *, variant: Literal["resformer", "svformer", "neutreno"] = "resformer") -> Topology:
    """Read the values of the first attention at every later one.

    Values are layers of their own here: ``"vi"`` projects the residual stream, and ``"attentioni"`` reads the
    stream, for its queries and keys, and values.

    Parameters
    ----------
    n_blocks : int
        Number of transformer blocks, at least 1; the input is the embedding.
    variant : {"resformer", "svformer", "neutreno"}
        ResFormer: from block 2 on, attention reads the mean of its own values and the first ones. SVFormer: it
        reads the first ones and has none of its own. NeuTRENO: ``0.4 * (v1 - vi)`` is added to what it gives.

    Returns
    -------
    Topology
        For each block a value layer (in SVFormer, for the first only), an attention layer and a feed-forward
        layer, with a merge behind both of the latter. The edge attribute ``"initial_weight"`` holds the
        fixed coefficients of the weighted merges, the node attribute ``"sublayer"`` which a layer is: ``"linear"``,
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
    check_choice("variant", variant, ("resformer", "svformer", "neutreno"))
    check_sketch("value_residual", "n_blocks", n_blocks, 12 * n_blocks)
    sketch = Sketch()
    stream = first = 0
    for block in range(1, n_blocks + 1):
        later = block > 1
        values = (
            first
            if later and variant == "svformer"
            else sketch.layer(f"v{block}", stream, attributes={"sublayer": "linear"})
        )
        if not later:
            first = values
        own = values
        if later and variant == "resformer":
            values = sketch.add(
                NodeKind.MERGE, f"u{block}", (first, own), aggregation=Aggregation.WEIGHTED, weights=(0.5, 0.5)
            )
        attention = sketch.layer(f"attention{block}", stream, values, attributes={"sublayer": "attention"})
        if later and variant == "neutreno":
            stream = sketch.add(
                NodeKind.MERGE,
                f"sum{block}.1",
                (stream, attention, first, own),
                aggregation=Aggregation.WEIGHTED,
                weights=(1.0, 1.0, 0.4, -0.4),
            )
        else:
            stream = sketch.merge(f"sum{block}.1", stream, attention, aggregation=Aggregation.SUM)
        mlp = sketch.layer(f"mlp{block}", stream, attributes={"sublayer": "feed_forward"})
        stream = sketch.merge(f"sum{block}.2", stream, mlp, aggregation=Aggregation.SUM)
    return sketch.finish(value_residual, {"n_blocks": n_blocks, "variant": variant}, _PAPER)


_PAPER = 'Z. Zhou, T. Wu, Z. Jiang, F. Obeid and Z. Lan, "Value Residual Learning", ACL 2025, arXiv:2410.17897'
