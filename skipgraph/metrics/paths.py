"""By how many ways, and over how many layers, the input reaches the output: exact path counts."""

import numpy as np

from skipgraph.metrics.sweep import entering_costs, predecessor_runs
from skipgraph.topology import NodeKind, Topology

__all__ = ["count_paths", "path_lengths"]


def count_paths(topology: Topology) -> int:
    """Count the paths from the input to the last node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    int
        Exact, however large. With several inputs, the paths of all of them together; a last node that
        is itself an input counts as one path.

    Notes
    -----
    ``N(i)`` is the sum of ``N(j)`` over the nodes j that i reads; runs of consecutive nodes are
    differences of running sums, so ``O(n_runs)`` additions of numbers with up to ``n_nodes`` bits.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> count_paths(Topology.from_reads([[], [0], [0, 1], [1, 2]]))
    3
    """
    return _path_counts(topology, np.zeros(topology.n_nodes, np.int64).tolist())[-1]


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
        Number of paths for each length in layers, ascending, lengths without a path left out. Exact,
        and together `count_paths`.

    Notes
    -----
    The counts of a node are a polynomial in x, the power being the length. It is carried as one integer,
    its value at a power of two beyond every coefficient (Kronecker substitution), so that adding two
    polynomials is one addition and entering a layer is one shift.

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
    costs = entering_costs(topology, count_transitions=count_transitions)
    packed = _path_counts(topology, (costs.astype(np.int64) * n_bits).tolist())[-1]
    lengths = {}
    for length in range(-(-packed.bit_length() // n_bits)):
        count = (packed >> (length * n_bits)) & ((1 << n_bits) - 1)
        if count:
            lengths[length] = count
    return lengths


def _path_counts(topology: Topology, shifts: list[int]) -> list[int]:
    """Return the weight of all paths from any input to each node; entering node i multiplies by 2**shifts[i]."""
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
