"""Hypercolumns: the features of all stages at each pixel."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, check_counts, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["hypercolumn"]


@checked
def hypercolumn(n_levels: int, *, layers_per_level: int | Sequence[int] = 2) -> Topology:
    """Return a hypercolumn network: a node at the end of a chain reads the last features of every stage.

    Parameters
    ----------
    n_levels : int
        Number of stages, at least 1.
    layers_per_level : int or sequence of int
        Layers in a row at each stage, finest first.

    Returns
    -------
    Topology
        A chain with a transition between stages, one transition from each coarser stage straight to the finest, and a
        merge that reads these and the last layer of the finest stage. A gradient from the merge passes only the
        layers of a stage on its way to any of them.

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
    check_listed_edges("hypercolumn", "n_levels", n_levels, 4 * n_levels)
    depths = check_counts("layers_per_level", layers_per_level, n_levels)
    check_listed_edges("hypercolumn", "n_levels", n_levels, 3 * n_levels + sum(depths))
    builder = TopologyBuilder()
    ends = []
    node = 0
    for level, depth in enumerate(depths):
        if level:
            node = builder.transition(f"down{level}", node, stage=level)
        for place in range(depth):
            node = builder.layer(f"{level + 1}.{place + 1}", node)
        ends.append(node)
    ups = [builder.transition(f"up{level}", end, stage=0) for level, end in enumerate(ends) if level]
    builder.merge("hypercolumn", ends[0], *ups, aggregation=Aggregation.CONCAT)
    return builder.finish(hypercolumn, {"n_levels": n_levels, "layers_per_level": layers_per_level}, _PAPER)


_PAPER = (
    "B. Hariharan, P. Arbelaez, R. Girshick and J. Malik, "
    '"Hypercolumns for Object Segmentation and Fine-grained Localization", CVPR 2015, arXiv:1411.5752'
)
