"""Memory traffic: the elements that layers read and write, which often limit speed more than MACs do."""

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Numbers, checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.execution import tensor_sizes
from skipgraph.topology import NodeKind, Topology

__all__ = ["macs_per_element", "memory_traffic", "node_traffic"]


@checked
def node_traffic(topology: Topology, n_elements: Numbers | None = None) -> NDArray[np.int64]:
    """Return the elements that each layer and transition reads and writes.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_elements : array_like of int, shape (n_nodes,), optional
        Elements of each node's tensor: channels times height times width. Default: 1 each, so that the
        traffic counts tensors.

    Returns
    -------
    ndarray of int64, shape (n_nodes,)
        In elements: what the node reads plus what it writes. A tensor counts once for each reader. 0 for inputs,
        merges and outputs, which have no convolution.

    Raises
    ------
    ArgumentError
        If `n_elements` does not hold one size for each node.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic
       Network", ICCV 2019, arXiv:1909.00948, equation 1 (convolutional input/output, CIO).

    Examples
    --------
    >>> node_traffic(Topology.from_reads([[], [0], [0, 1], [1, 2]]), [4, 2, 2, 1]).tolist()
    [0, 6, 8, 5]
    """
    sizes = tensor_sizes(topology, np.ones(topology.n_nodes, np.int64) if n_elements is None else n_elements)
    traffic = sizes.copy()
    np.add.at(traffic, topology.targets, sizes[topology.indices])
    traffic[~np.isin(topology.kinds, [NodeKind.LAYER, NodeKind.TRANSITION])] = 0
    return traffic


@checked
def memory_traffic(topology: Topology, n_elements: Numbers | None = None) -> int:
    """Return CIO, the elements that all layers and transitions read and write.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_elements : array_like of int, shape (n_nodes,), optional
        Elements of each node's tensor. Default: 1 each, so that the traffic counts tensors.

    Returns
    -------
    int
        In elements: the sum of `node_traffic`.

    Raises
    ------
    ArgumentError
        If `n_elements` does not hold one size for each node.

    References
    ----------
    .. [1] P. Chao et al., "HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948.

    Examples
    --------
    >>> memory_traffic(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    8
    """
    return int(node_traffic(topology, n_elements).sum())


@checked
def macs_per_element(topology: Topology, n_elements: Numbers, macs: Numbers) -> NDArray[np.float64]:
    """Return MoC, the MACs of each layer and transition for each element that it reads or writes.

    Parameters
    ----------
    topology : Topology
        The graph.
    n_elements : array_like of int, shape (n_nodes,)
        Elements of each node's tensor.
    macs : array_like of int, shape (n_nodes,)
        Multiply-accumulates of each node.

    Returns
    -------
    ndarray of float64, shape (n_nodes,)
        MACs per element; at low values, memory and not arithmetic is the limit. nan for nodes that read and write
        nothing.

    Raises
    ------
    ArgumentError
        If `n_elements` or `macs` does not hold one value for each node.

    References
    ----------
    .. [1] P. Chao et al., "HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948.

    Examples
    --------
    >>> macs_per_element(Topology.from_reads([[], [0]]), [4, 2], [0, 24]).tolist()
    [nan, 4.0]
    """
    traffic = node_traffic(topology, n_elements)
    work = np.asarray(macs)
    if work.shape != traffic.shape:
        raise ArgumentError(f"macs must hold {topology.n_nodes} values, one for each node, got shape {work.shape}")
    result = np.full(traffic.shape, np.nan)
    ratio: NDArray[np.float64] = np.divide(work, traffic, out=result, where=traffic > 0)
    return ratio
