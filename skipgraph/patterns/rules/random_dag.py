"""Random DAGs: a chain, and random edges up to a budget."""

import numpy as np

from skipgraph.arguments import Seed, check_count, check_n_edges, checked, resolve_seed
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._staged import describe
from skipgraph.topology import Topology

__all__ = ["random_dag"]


@checked
def random_dag(n_layers: int, *, seed: Seed, n_edges: int | None = None) -> Topology:
    """Return a random DAG: a chain, and other edges at random within a budget.

    All sets of skip connections of the given size are equally likely. A designed pattern with as many edges should
    beat this null model.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    seed : int or numpy.random.Generator
        Seed of the random edges.
    n_edges : int, optional
        Number of edges, from `n_layers` (the chain) to ``n_layers * (n_layers + 1) / 2`` (all edges). Default:
        ``2 * n_layers - 1``, two for each layer but the first.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes and `n_edges` edges.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    ``O(n_edges)``; no list of all possible edges is made. This is the uniform random graph of a given number
    of edges, G(n, M), with the chain in it.

    References
    ----------
    .. [1] P. Erdos and A. Renyi, "On Random Graphs I", Publicationes Mathematicae 6, 1959, 290-297.

    Examples
    --------
    >>> random_dag(36, seed=0, n_edges=159)
    <Topology random_dag(seed=0, n_edges=159): 36 layers, 159 edges>
    """
    n_layers = check_count("n_layers", n_layers)
    check_n_edges("random_dag", n_layers, n_layers if n_edges is None else check_count("n_edges", n_edges))
    most = n_layers * (n_layers + 1) // 2
    budget = 2 * n_layers - 1 if n_edges is None else check_count("n_edges", n_edges)
    if not n_layers <= budget <= most:
        raise ArgumentError(
            f"n_edges must lie from {n_layers} (the chain) to {most} (all edges) for {n_layers} layers, got {n_edges}"
        )
    generator, number = resolve_seed(seed)
    # skip connections in the order (0, 2), (0, 3), (1, 3), (0, 4), ...: layer i has the places from (i-1)(i-2)/2 on
    places = np.sort(generator.choice(most - n_layers, budget - n_layers, replace=False, shuffle=False))
    starts = np.arange(n_layers, dtype=np.int64) * np.arange(-1, n_layers - 1) // 2
    layers = np.searchsorted(starts, places, side="right")
    sources = places - starts[layers - 1]
    targets = np.concatenate([np.arange(1, n_layers + 1), layers])
    indices = np.concatenate([np.arange(n_layers), sources])
    order = np.lexsort((indices, targets))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(targets, minlength=n_layers + 1))])
    name, provenance = describe(random_dag, {"n_layers": n_layers, "seed": number, "n_edges": n_edges}, _PAPER)
    return Topology(indptr, indices[order], name=name, provenance=provenance)


_PAPER = 'P. Erdos and A. Renyi, "On Random Graphs I", Publicationes Mathematicae 6, 1959, 290-297'
