"""Ablation: what is left of a topology without one layer, or without some random edges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Repeats, Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.memory import check_fits
from skipgraph.metrics.sweep import entering_costs, pairable_nodes
from skipgraph.topology import NodeKind, Topology

__all__ = ["EdgeLoss", "Lesions", "edge_loss", "lesion_study", "mean_joined_share", "worst_lesion_path_share"]


@dataclass(frozen=True)
class Lesions:
    """What is left without each layer.

    Parameters
    ----------
    layers : ndarray of int64, shape (n_layers,)
        The removed layer, ascending.
    path_share : ndarray of float64, shape (n_layers,)
        Share of the paths from an input to the last node that do not pass it.
    mean_distance : ndarray of float64, shape (n_layers,)
        Mean BD over the joined pairs of the other layers and inputs, in layers; nan if none is joined.
    max_distance : ndarray of int64, shape (n_layers,)
        MBD of them, in layers; 0 if none is joined.
    n_unjoined : ndarray of int64, shape (n_layers,)
        Pairs of the other layers and inputs that no path joins.
    """

    layers: NDArray[np.int64]
    path_share: NDArray[np.float64]
    mean_distance: NDArray[np.float64]
    max_distance: NDArray[np.int64]
    n_unjoined: NDArray[np.int64]


@checked
def lesion_study(topology: Topology, *, count_transitions: bool = False) -> Lesions:
    """Remove each layer in turn and measure what is left.

    Parameters
    ----------
    topology : Topology
        The graph.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    Lesions
        One entry for each layer.

    Raises
    ------
    MemoryError
        If the matrix of distances does not fit; the message names the bytes.

    Notes
    -----
    One sweep for each layer: ``O(n_layers * n_nodes * n_edges)``.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431, section 4.1.

    Examples
    --------
    >>> lesion_study(Topology.from_reads([[], [0], [0, 1], [0, 2]])).path_share.round(2).tolist()
    [0.67, 0.33, 0.0]
    """
    layers = topology.nodes_of_kind(NodeKind.LAYER)
    costs = entering_costs(topology, count_transitions=count_transitions)
    pairable = pairable_nodes(topology)
    mean, largest, unjoined = (
        np.full(layers.size, np.nan),
        np.zeros(layers.size, np.int64),
        np.zeros(layers.size, np.int64),
    )
    for at, layer in enumerate(layers.tolist()):
        kept = (topology.targets != layer) & (topology.indices != layer)
        others = pairable.copy()
        others[layer] = False
        joined = _joined(_sweep_kept(topology, costs, kept), others)
        n_others = int(others.sum())
        unjoined[at] = n_others * (n_others - 1) // 2 - joined.size
        if joined.size:
            mean[at], largest[at] = joined.mean(), joined.max()
    return Lesions(layers, _surviving_share(topology, layers), mean, largest, unjoined)


def _surviving_share(topology: Topology, layers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of paths to the last node that do not pass each layer, from exact counts."""
    sources = [topology.reads(node) for node in range(topology.n_nodes)]
    into = [0] * topology.n_nodes
    for node in range(topology.n_nodes):
        into[node] = 1 if topology.kinds[node] == NodeKind.INPUT else sum(into[source] for source in sources[node])
    out = [0] * topology.n_nodes
    out[-1] = 1
    for node in range(topology.n_nodes - 1, 0, -1):
        for source in sources[node]:
            out[source] += out[node]
    total = into[-1]
    return np.array([(total - into[layer] * out[layer]) / total for layer in layers.tolist()], np.float64)


@checked
def worst_lesion_path_share(topology: Topology) -> float:
    """Return the share of paths left without the most travelled layer before the last node.

    Parameters
    ----------
    topology : Topology
        The graph.

    Returns
    -------
    float
        From 0 (all paths pass one layer) to 1; nan if there is no layer before the last node.

    See Also
    --------
    lesion_study : Every layer, and distances.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431, section 4.1.

    Examples
    --------
    >>> round(worst_lesion_path_share(Topology.from_reads([[], [0], [0, 1], [0, 2]])), 2)
    0.33
    """
    layers = topology.nodes_of_kind(NodeKind.LAYER)
    layers = layers[layers < topology.n_nodes - 1]
    return float(_surviving_share(topology, layers).min()) if layers.size else float("nan")


@dataclass(frozen=True)
class EdgeLoss:
    """What is left without some random edges, one entry for each trial.

    Parameters
    ----------
    n_lost : int
        Edges removed in each trial.
    output_reached : ndarray of bool, shape (n_trials,)
        Whether a path still leads from an input to the last node.
    joined_share : ndarray of float64, shape (n_trials,)
        Share of the pairs joined before that are still joined.
    mean_distance : ndarray of float64, shape (n_trials,)
        Mean BD over the pairs that are still joined, in layers; nan if there are none.
    """

    n_lost: int
    output_reached: NDArray[np.bool_]
    joined_share: NDArray[np.float64]
    mean_distance: NDArray[np.float64]


@checked
def edge_loss(
    topology: Topology,
    *,
    fraction: float,
    seed: Seed,
    n_trials: Repeats = 20,
    count_transitions: bool = False,
) -> EdgeLoss:
    """Remove random edges and measure what is left.

    Parameters
    ----------
    topology : Topology
        The graph.
    fraction : float
        Share of all edges to remove, from 0 to 1; their number is rounded.
    seed : int or numpy.random.Generator
        Seed of the random edges.
    n_trials : int
        Number of trials, at least 1.
    count_transitions : bool
        Let a transition cost 1 as well.

    Returns
    -------
    EdgeLoss
        One entry for each trial.

    Raises
    ------
    ArgumentError
        If `fraction` is not in 0..1 or `n_trials` is below 1.
    MemoryError
        If the matrix of distances does not fit; the message names the bytes.

    Examples
    --------
    >>> dense = Topology.from_reads(range(i) for i in range(20))
    >>> loss = edge_loss(dense, fraction=0.5, seed=0)
    >>> loss.n_lost, bool(loss.output_reached.all())
    (95, True)
    """
    if not 0 <= fraction <= 1:
        raise ArgumentError(f"fraction {fraction}: must lie in 0..1")
    if n_trials < 1:
        raise ArgumentError(f"n_trials {n_trials}: must be at least 1")
    rng = np.random.default_rng(seed)
    n_lost = round(fraction * topology.n_edges)
    pairable = pairable_nodes(topology)
    costs = entering_costs(topology, count_transitions=count_transitions)
    inputs = topology.nodes_of_kind(NodeKind.INPUT)
    reached, joined, mean = np.zeros(n_trials, np.bool_), np.ones(n_trials), np.full(n_trials, np.nan)
    before = _joined(_sweep_kept(topology, costs, np.ones(topology.n_edges, np.bool_)), pairable).size
    for trial in range(n_trials):
        kept = np.ones(topology.n_edges, np.bool_)
        kept[rng.choice(topology.n_edges, n_lost, replace=False)] = False
        distances = _sweep_kept(topology, costs, kept)
        found = _joined(distances, pairable)
        reached[trial] = np.any(distances[-1, inputs] != _FAR)
        if before:
            joined[trial] = found.size / before
        if found.size:
            mean[trial] = found.mean()
    return EdgeLoss(n_lost, reached, joined, mean)


@checked
def mean_joined_share(topology: Topology, *, fraction: float, seed: Seed, n_trials: Repeats = 20) -> float:
    """Return the mean share of joined pairs that stay joined without some random edges.

    Parameters
    ----------
    topology : Topology
        The graph.
    fraction : float
        Share of all edges to remove, from 0 to 1.
    seed : int or numpy.random.Generator
        Seed of the random edges.
    n_trials : int
        Number of trials, at least 1.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ArgumentError
        If `fraction` is not in 0..1 or `n_trials` is below 1.

    See Also
    --------
    edge_loss : Each trial, and distances.

    Examples
    --------
    >>> mean_joined_share(Topology.from_reads(range(i) for i in range(20)), fraction=0.1, seed=0)
    0.985
    """
    return float(edge_loss(topology, fraction=fraction, seed=seed, n_trials=n_trials).joined_share.mean())


_FAR = np.iinfo(np.uint32).max


def _joined(distances: NDArray[np.uint32], pairable: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Return the distances of all joined pairs, in any order; they are at least 1, as a pair ends at a layer."""
    part = distances[pairable][:, pairable]
    joined: NDArray[np.uint32] = part[(part != _FAR) & (part > 0)]
    return joined


def _sweep_kept(topology: Topology, costs: NDArray[np.uint8], kept: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Return the distances along the kept edges; a node may be left without any."""
    check_fits(topology, 4 * topology.n_nodes**2, "the matrix of distances")
    distances = np.full((topology.n_nodes, topology.n_nodes), _FAR, np.uint32)
    for node in range(topology.n_nodes):
        edges = slice(topology.indptr[node], topology.indptr[node + 1])
        row = distances[topology.indices[edges][kept[edges]], :node].min(axis=0, initial=_FAR)
        row[row != _FAR] += costs[node]
        distances[node, :node] = row
        distances[node, node] = 0
    return distances
