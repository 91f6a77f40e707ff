"""Hypercolumns: the features of all stages, laid over each pixel."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, check_counts
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, Topology

__all__ = ["hypercolumn"]


def hypercolumn(n_levels: int, *, layers_per_level: int | Sequence[int] = 2) -> Topology:
    """Read the last features of every stage at the end of a chain.

    Parameters
    ----------
    n_levels : int
        Number of stages, at least 1.
    layers_per_level : int or sequence of int
        Layers in a row at each stage, finest first.

    Returns
    -------
    Topology
        A chain with a transition between stages, one transition from each coarser stage straight to the finest,
        and a merge that reads these and the last layer of the finest stage. A gradient from the merge reaches
        every stage within that stage's number of layers.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] B. Hariharan, P. Arbelaez, R. Girshick and J. Malik, "Hypercolumns for Object Segmentation and
       Fine-grained Localization", CVPR 2015, arXiv:1411.5752.

    Examples
    --------
    >>> t = hypercolumn(3, layers_per_level=1)
    >>> {t.labels[node]: t.reads(node) for node in range(t.n_nodes - 3, t.n_nodes)}
    {'up1': (3,), 'up2': (5,), 'hypercolumn': (1, 6, 7)}
    """
    n_levels = check_count("n_levels", n_levels)
    check_sketch("hypercolumn", "n_levels", n_levels, 4 * n_levels)
    depths = check_counts("layers_per_level", layers_per_level, n_levels)
    check_sketch("hypercolumn", "n_levels", n_levels, 3 * n_levels + sum(depths))
    sketch = Sketch()
    ends = []
    node = 0
    for level, depth in enumerate(depths):
        if level:
            node = sketch.transition(f"down{level}", node, stage=level)
        for place in range(depth):
            node = sketch.layer(f"{level + 1}.{place + 1}", node)
        ends.append(node)
    ups = [sketch.transition(f"up{level}", end, stage=0) for level, end in enumerate(ends) if level]
    sketch.merge("hypercolumn", ends[0], *ups, aggregation=Aggregation.CONCAT)
    return sketch.finish(hypercolumn, {"n_levels": n_levels, "layers_per_level": layers_per_level}, _PAPER)


_PAPER = (
    "B. Hariharan, P. Arbelaez, R. Girshick and J. Malik, "
    '"Hypercolumns for Object Segmentation and Fine-grained Localization", CVPR 2015, arXiv:1411.5752'
)
