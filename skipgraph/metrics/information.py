"""NN-Mass and densities: how densely the layers of a cell are linked.

NN-Mass predicts gradient flow from the topology. Layerwise dynamical isometry and gradient norms measure it on the
tensors of a compiled network, in `skipgraph.nn`.
"""

import math

import numpy as np

from skipgraph.arguments import Count, Index, Numbers, checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.sweep import pairable_nodes
from skipgraph.topology import Topology

__all__ = ["cell_density", "cell_nn_mass", "edge_density", "nn_mass", "skip_density"]


@checked
def cell_density(depth: int, width: Count, max_links: Index) -> float:
    """Return the density of a cell in which each layer adds random channels of earlier layers.

    Parameters
    ----------
    depth : int
        Layers of the cell, d >= 3.
    width : int
        Channels of each layer, w >= 1.
    max_links : int
        Most channels that a layer adds, t_c >= 0; layer i can add at most the ``w * (i - 1)`` channels of the layers
        0 .. i - 2.

    Returns
    -------
    float
        Added channels over possible ones: ``2 * sum_i min(w (i - 1), t_c) / (w (d - 1) (d - 2))`` for i = 2 .. d - 1,
        from 0 to 1.

    Raises
    ------
    ArgumentError
        If `depth`, `width` or `max_links` is out of range.

    Notes
    -----
    The denominator is the paper's; its code takes the sum of ``w * (i - 1)``, which is equal.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, "How does topology influence gradient propagation and model
       performance of deep networks with DenseNet-type skip connections?", CVPR 2021, arXiv:1910.00780.

    Examples
    --------
    >>> round(cell_density(8, 8, 10), 6)
    0.345238
    """
    if depth < 3:
        raise ArgumentError(f"depth {depth}: must be at least 3")
    n_full = min(max_links // width, depth - 2)  # layers that read all channels of earlier layers
    added = width * n_full * (n_full + 1) // 2 + (depth - 2 - n_full) * max_links
    return 2 * added / (width * (depth - 1) * (depth - 2))


@checked
def cell_nn_mass(depth: int, width: Count, max_links: Index) -> float:
    """Return the NN-Mass of one cell: its density times its width times its depth.

    Parameters
    ----------
    depth : int
        Layers of the cell, at least 3.
    width : int
        Channels of each layer, at least 1.
    max_links : int
        Most channels that a layer adds, at least 0.

    Returns
    -------
    float
        In channels times layers; the mass of a network is the sum over its cells.

    Raises
    ------
    ArgumentError
        If `depth`, `width` or `max_links` is out of range.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, arXiv:1910.00780.

    Examples
    --------
    >>> round(cell_nn_mass(8, 8, 10), 4)
    22.0952
    """
    return cell_density(depth, width, max_links) * width * depth


@checked
def skip_density(topology: Topology) -> float:
    """Return the share of all possible skips that the topology has.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Edges between layers and inputs that pass over at least one of them, within a stage, over the pairs that such
        an edge could join; this is the density of NN-Mass for equal widths. nan if no stage has three layers or
        inputs.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, arXiv:1910.00780.

    Examples
    --------
    >>> skip_density(Topology.from_reads([[], [0], [0, 1], [1, 2]])), skip_density(Topology.from_reads([[], [0], [1]]))
    (0.6666666666666666, 0.0)
    """
    cells = _skips_by_stage(topology)
    possible = sum(math.comb(max(depth - 1, 0), 2) for depth, _ in cells)
    return sum(skips for _, skips in cells) / possible if possible else float("nan")


@checked
def nn_mass(topology: Topology, *, widths: Numbers = 1) -> float:
    """Return the NN-Mass of a topology in which each stage is a cell.

    Parameters
    ----------
    topology : Topology
        The graph.
    widths : array_like of int, shape (n_stages,) or ()
        Channels of every layer of each stage, or of all stages. Default: 1.

    Returns
    -------
    float
        In channels times layers: the sum over stages of skip density, width and depth, where a stage's depth
        counts its layers and inputs. A stage of fewer than three has no skip and no mass.

    Raises
    ------
    ArgumentError
        If `widths` does not hold one value of at least 1 for all stages or for each.

    Notes
    -----
    A skip carries all channels of its source. Links between stages are in no cell.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, arXiv:1910.00780.

    Examples
    --------
    >>> nn_mass(Topology.from_reads(range(i) for i in range(8)), widths=8)
    64.0
    """
    cells = _skips_by_stage(topology)
    given = np.asarray(widths)
    if given.shape not in ((), (len(cells),)) or np.any(given < 1):
        raise ArgumentError(
            f"widths must be one value of at least 1, or one for each of {len(cells)} stages, got {given.tolist()}"
        )
    mass = 0.0
    for (depth, skips), width in zip(cells, np.broadcast_to(given, len(cells)).tolist(), strict=True):
        if depth >= 3:
            mass += 2 * skips / ((depth - 1) * (depth - 2)) * width * depth
    return mass


@checked
def edge_density(topology: Topology) -> float:
    """Return the share of all possible edges that the topology has.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Edges over ``n_nodes * (n_nodes - 1) / 2``, from 0 to 1; nan with one node.

    Examples
    --------
    >>> edge_density(Topology.from_reads(range(i) for i in range(9)))
    1.0
    """
    n_pairs = topology.n_nodes * (topology.n_nodes - 1) // 2
    return topology.n_edges / n_pairs if n_pairs else float("nan")


def _skips_by_stage(topology: Topology) -> list[tuple[int, int]]:
    """Return for each stage its layers and inputs, and how many edges within it pass over one of them."""
    cells = []
    pairable = pairable_nodes(topology)
    for stage in range(int(topology.stages.max()) + 1):
        member = pairable & (topology.stages == stage)
        place = np.cumsum(member)
        inside = member[topology.indices] & member[topology.targets]
        lengths = place[topology.targets[inside]] - place[topology.indices[inside]]
        cells.append((int(member.sum()), int(np.count_nonzero(lengths > 1))))
    return cells
