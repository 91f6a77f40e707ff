"""Path counts: how many paths lead from the input to the last node, and how many layers they pass."""

import math

import numpy as np

from skipgraph.arguments import Positive, checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.metrics.sweep import entering_costs, predecessor_runs
from skipgraph.topology import NodeKind, Topology

__all__ = [
    "count_paths",
    "effective_path_length",
    "log2_path_count",
    "max_path_length",
    "mean_path_length",
    "path_lengths",
]


@checked
def count_paths(topology: Topology) -> int:
    """Count the paths from the input to the last node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Exact, however large. With several inputs, the sum over all of them. If the last node is itself an input, 1.

    Raises
    ------
    MemoryLimitError
        If the numbers do not fit in memory.

    Notes
    -----
    ``N(i)`` is the sum of ``N(j)`` over the nodes j that i reads. The sum over a run of consecutive nodes is a
    difference of running sums, so there are ``O(n_runs)`` additions of numbers with up to ``n_nodes`` bits.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> count_paths(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    3
    """
    return _path_counts(topology, [0] * topology.n_nodes)[-1]


@checked
def path_lengths(topology: Topology, *, count_transitions: bool = False) -> dict[int, int]:
    """Count the paths from the input to the last node by the layers they pass.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Count transitions as well as layers.

    Returns
    -------
    dict of int to int
        Number of paths for each length in layers, ascending; lengths without a path are left out. Exact; the sum is
        `count_paths`.

    Raises
    ------
    MemoryLimitError
        If the numbers do not fit in memory; the message names the bytes.

    Notes
    -----
    The counts of a node are the coefficients of a polynomial, with the length as the power. It is kept as one
    integer: its value at a power of two above every coefficient (Kronecker substitution). So adding two polynomials
    is one addition, and entering a layer is one shift.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> path_lengths(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    {2: 2, 3: 1}
    """
    n_bits = max(_path_counts(topology, [0] * topology.n_nodes)).bit_length()
    # each node keeps its own number and a sum, half as long on average as the last one
    check_fits(topology, topology.n_nodes * topology.n_layers * n_bits // 8, "the number of paths of each length")
    costs = entering_costs(topology, count_transitions=count_transitions)
    packed = _path_counts(topology, (costs.astype(np.int64) * n_bits).tolist())[-1]
    lengths = {}
    for length in range(-(-packed.bit_length() // n_bits)):
        count = (packed >> (length * n_bits)) & ((1 << n_bits) - 1)
        if count:
            lengths[length] = count
    return lengths


@checked
def log2_path_count(topology: Topology) -> float:
    """Return the binary logarithm of the number of paths; the number itself may have thousands of digits.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        In bits; -inf if no path leads to the last node.

    Examples
    --------
    >>> log2_path_count(Topology.from_reads(range(i) for i in range(1001)))
    999.0
    """
    count = count_paths(topology)
    return math.log2(count) if count else -math.inf


@checked
def max_path_length(topology: Topology, *, count_transitions: bool = False) -> int:
    """Return the most layers that a path from the input to the last node passes: the depth of a network.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Count transitions as well as layers.

    Returns
    -------
    int
        In layers.

    See Also
    --------
    max_distance_to_output : The same of the shortest paths, from the layer that is farthest away.

    Notes
    -----
    ``O(n_nodes + n_edges)``: the longest path to a node is one longer than the longest to a node that it reads.

    Examples
    --------
    >>> max_path_length(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    3
    """
    costs = entering_costs(topology, count_transitions=count_transitions).tolist()
    lengths: list[int] = []
    for node in range(topology.n_nodes):
        reached = [lengths[source] for source in topology.reads(node)]
        lengths.append(max(reached) + costs[node] if reached else 0)
    return lengths[-1]


@checked
def mean_path_length(topology: Topology, *, count_transitions: bool = False) -> float:
    """Return the mean number of layers over all paths from the input to the last node.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Count transitions as well as layers.

    Returns
    -------
    float
        In layers; all paths have the same weight.

    Raises
    ------
    ArgumentError
        If no path leads from an input to the last node.
    MemoryLimitError
        If the numbers of paths do not fit in memory; the message names the bytes.

    Examples
    --------
    >>> round(mean_path_length(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 4)
    2.3333
    """
    return effective_path_length(topology, layer_factor=1.0, count_transitions=count_transitions)


@checked
def effective_path_length(
    topology: Topology, *, layer_factor: Positive = 0.5, count_transitions: bool = False
) -> float:
    """Return the mean number of layers over all paths, each weighted by the gradient that it carries.

    Parameters
    ----------
    topology : Topology
        The graph.
    layer_factor : float
        Factor on a gradient that passes a layer, above 0: a path of k layers has the weight ``layer_factor**k``.
    count_transitions : bool
        Count transitions as well as layers.

    Returns
    -------
    float
        In layers.

    Raises
    ------
    ArgumentError
        If `layer_factor` is not a positive number, or no path leads from an input to the last node.
    MemoryLimitError
        If the numbers of paths do not fit in memory; the message names the bytes.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> effective_path_length(Topology.from_reads([[], [0], [0, 1], [1, 2]]), layer_factor=0.5)
    2.2
    """
    lengths = path_lengths(topology, count_transitions=count_transitions)
    if not lengths:
        raise ArgumentError(f"{topology!r} has no path from an input to its last node, node {topology.n_nodes - 1}")
    # counts may exceed every float, so weights are logarithms until they are divided by the largest
    logs = {length: math.log(count) + length * math.log(layer_factor) for length, count in lengths.items()}
    largest = max(logs.values())
    weights = {length: math.exp(log - largest) for length, log in logs.items()}
    return math.fsum(length * weight for length, weight in weights.items()) / math.fsum(weights.values())


def _path_counts(topology: Topology, shifts: list[int]) -> list[int]:
    """Return the weight of all paths from any input to each node; entering node i multiplies by 2**shifts[i]."""
    most_bits = float(np.log2(np.maximum(np.diff(topology.indptr), 1)).sum())  # as if every read led to other paths
    check_fits(topology, int(topology.n_nodes * most_bits) // 8, "the number of paths")
    is_input = (topology.kinds == NodeKind.INPUT).tolist()
    run_indptr, run_first, run_stop = (part.tolist() for part in predecessor_runs(topology))
    counts: list[int] = []
    sums = [0]  # sums[k] = counts[0] + .. + counts[k - 1]
    for node in range(topology.n_nodes):
        runs = range(run_indptr[node], run_indptr[node + 1])
        count = sum(sums[run_stop[run]] - sums[run_first[run]] for run in runs)
        counts.append(1 if is_input[node] else count << shifts[node])
        sums.append(sums[-1] + counts[-1])
    return counts
