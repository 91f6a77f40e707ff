"""Comparison of two topologies, and rank correlations of metrics over a set of topologies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError
from skipgraph.metrics.catalog import CATALOG
from skipgraph.metrics.distance import backprop_distances
from skipgraph.metrics.sweep import pairable_nodes
from skipgraph.topology import NodeKind, Topology

__all__ = ["Comparison", "compare_topologies", "metric_rank_correlations"]


@dataclass(frozen=True)
class Comparison:
    """How a second topology differs from a first one over the same nodes.

    Parameters
    ----------
    n_shared_edges, n_only_first, n_only_second : int
        Edges of both, of the first only and of the second only.
    n_closer, n_farther : int
        Pairs of layers and inputs, joined in both, that are closer, or farther apart, in the second.
    n_newly_joined, n_newly_unjoined : int
        Pairs of layers and inputs that are joined only in the second, or only in the first.
    mean_change : float
        Mean of BD in the second minus BD in the first, over the pairs joined in both, in layers; nan if there are
        none.
    """

    n_shared_edges: int
    n_only_first: int
    n_only_second: int
    n_closer: int
    n_farther: int
    n_newly_joined: int
    n_newly_unjoined: int
    mean_change: float

    @property
    def edge_overlap(self) -> float:
        """Shared edges over all edges of either (Jaccard index); 1 if neither has any."""
        n_all = self.n_shared_edges + self.n_only_first + self.n_only_second
        return self.n_shared_edges / n_all if n_all else 1.0


@checked
def compare_topologies(first: Topology, second: Topology, *, count_transitions: bool = False) -> Comparison:
    """Compare the edges and distances of two topologies over the same nodes.

    Parameters
    ----------
    first, second : Topology
        Two graphs with the same number of nodes and the same layers and inputs.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    Comparison
        What changes from the first to the second.

    Raises
    ------
    ArgumentError
        If the topologies differ in their nodes, or their distances do not fit in memory.

    Notes
    -----
    Both distance matrices are in memory: about ``10 * n_nodes**2`` bytes.

    Examples
    --------
    >>> chain = Topology.from_reads([[], [0], [1], [2]])
    >>> dense = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]])
    >>> change = compare_topologies(chain, dense)
    >>> change.n_shared_edges, change.n_only_second, change.n_closer, change.edge_overlap
    (3, 3, 3, 0.5)
    """
    if first.n_nodes != second.n_nodes:
        raise ArgumentError(f"the topologies have {first.n_nodes} and {second.n_nodes} nodes: they must be the same")
    pairable = pairable_nodes(first)
    differ = pairable != pairable_nodes(second)
    if differ.any():
        node = int(np.argmax(differ))
        kinds = [NodeKind(int(topology.kinds[node])).name.lower() for topology in (first, second)]
        raise ArgumentError(f"node {node} is a {kinds[0]} in one topology and a {kinds[1]} in the other")
    edges, others = (
        topology.indices.astype(np.int64) * topology.n_nodes + topology.targets for topology in (first, second)
    )
    n_shared = int(np.isin(edges, others, assume_unique=True).sum())
    pairs = np.tril(np.outer(pairable, pairable), -1)
    was, now = (_signed_distances(topology, count_transitions)[pairs] for topology in (first, second))
    both = (was >= 0) & (now >= 0)
    change = now[both] - was[both]
    return Comparison(
        n_shared_edges=n_shared,
        n_only_first=first.n_edges - n_shared,
        n_only_second=second.n_edges - n_shared,
        n_closer=int(np.count_nonzero(change < 0)),
        n_farther=int(np.count_nonzero(change > 0)),
        n_newly_joined=int(np.count_nonzero((was < 0) & (now >= 0))),
        n_newly_unjoined=int(np.count_nonzero((was >= 0) & (now < 0))),
        mean_change=float(change.mean()) if change.size else float("nan"),
    )


def _signed_distances(topology: Topology, count_transitions: bool) -> NDArray[np.int32]:
    """Return the distances with -1 where no path joins a pair."""
    distances = backprop_distances(topology, count_transitions=count_transitions)
    signed = distances.astype(np.int32)
    signed[distances == np.iinfo(distances.dtype).max] = -1
    return signed


@checked
def metric_rank_correlations(topologies: Sequence[Topology], metrics: Sequence[str]) -> NDArray[np.float64]:
    """Return how similarly metrics rank a set of topologies.

    Parameters
    ----------
    topologies : sequence of Topology
        At least two.
    metrics : sequence of str
        Names of `skipgraph.metrics.catalog.CATALOG`.

    Returns
    -------
    ndarray of float64, shape (n_metrics, n_metrics)
        Spearman's rank correlation of each pair of metrics, from -1 to 1; ties share their mean rank. It is nan for a
        metric that is the same for all topologies or undefined for one of them.

    Raises
    ------
    ArgumentError
        If there are fewer than two topologies or a metric is unknown.

    References
    ----------
    .. [1] C. Spearman, "The proof and measurement of association between two things", American Journal of
       Psychology 15(1), 1904.

    Examples
    --------
    >>> dense = [Topology.from_reads(range(i) for i in range(n)) for n in (3, 5, 9)]
    >>> metric_rank_correlations(dense, ["n_edges", "n_layers", "max_backprop_distance"])[0].tolist()
    [1.0, 1.0, nan]
    """
    if len(topologies) < 2:
        raise ArgumentError(f"a ranking needs at least two topologies, got {len(topologies)}")
    unknown = [name for name in metrics if name not in CATALOG]
    if unknown:
        raise ArgumentError(f"unknown metrics {', '.join(map(repr, unknown))}: known are {', '.join(CATALOG)}")
    from scipy.stats import rankdata

    values = [[_value(name, topology) for topology in topologies] for name in metrics]
    ranks = rankdata(np.array(values).reshape(len(metrics), len(topologies)), axis=1, nan_policy="propagate")
    deviations = ranks - ranks.mean(axis=1, keepdims=True)
    products = deviations @ deviations.T
    scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    result: NDArray[np.float64] = np.full(products.shape, np.nan)
    np.divide(products, scale, out=result, where=scale > 0)
    return result


def _value(name: str, topology: Topology) -> float:
    try:
        return float(min(CATALOG[name].compute(topology), 10**300))  # exact counts may exceed every float
    except ArgumentError:
        return float("nan")
