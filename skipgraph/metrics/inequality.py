"""Gini coefficients: how unevenly the nodes read and are read."""

import numpy as np

from skipgraph.arguments import Numbers, checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.degree import in_degrees, out_degrees
from skipgraph.topology import Topology

__all__ = ["gini", "in_degree_gini", "out_degree_gini"]


@checked
def gini(values: Numbers) -> float:
    """Return the Gini coefficient of some amounts.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        At least one amount; each at least 0.

    Returns
    -------
    float
        0 if all are equal (also if all are 0), and close to 1 if one has nearly everything. It is half the mean
        absolute difference over all ordered pairs, including each value with itself, divided by the mean.

    Raises
    ------
    ArgumentError
        If there are no values or a negative one.

    References
    ----------
    .. [1] C. Gini, "Variabilita e mutabilita", Bologna, 1912.

    Examples
    --------
    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    amounts = np.asarray(values, np.float64)
    if amounts.ndim != 1 or amounts.size == 0:
        raise ArgumentError(f"gini needs a list of at least one value, got shape {amounts.shape}")
    wrong = ~(np.isfinite(amounts) & (amounts >= 0))
    if wrong.any():
        raise ArgumentError(f"gini needs finite values of at least 0, got {amounts[wrong][0]}")
    amounts = np.sort(amounts)
    total = amounts.sum()
    if total == 0:
        return 0.0
    ranks = np.arange(1, amounts.size + 1)
    return float((2 * ranks - amounts.size - 1) @ amounts / (amounts.size * total))


@checked
def in_degree_gini(topology: Topology) -> float:
    """Return how unevenly the nodes read: the Gini coefficient of the in-degrees.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Between 0 and 1.

    See Also
    --------
    gini : The definition.

    Examples
    --------
    >>> round(in_degree_gini(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 3)
    0.35
    """
    return gini(in_degrees(topology))


@checked
def out_degree_gini(topology: Topology) -> float:
    """Return how unevenly the nodes are read: the Gini coefficient of the out-degrees.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        Between 0 and 1; it is large if there are hubs.

    See Also
    --------
    gini : The definition.

    Examples
    --------
    >>> round(out_degree_gini(Topology.from_reads([[], [0], [0, 1], [1, 2]])), 3)
    0.35
    """
    return gini(out_degrees(topology))
