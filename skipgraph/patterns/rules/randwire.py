"""RandWire: random undirected graphs, directed by the order of their nodes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from skipgraph.arguments import Seed, check_count, check_probability, checked, resolve_seed
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["randwire_ba", "randwire_er", "randwire_layout", "randwire_ws"]

Graph = list[set[int]]  # for each node, its neighbours of a smaller index


@checked
def randwire_er(n_layers: int, *, seed: Seed, probability: float = 0.2, n_stages: int = 1) -> Topology:
    """Return RandWire with Erdos-Renyi graphs: each pair of layers is joined with a given probability.

    Parameters
    ----------
    n_layers : int
        Number of layers of all stages together, at least 1.
    seed : int or numpy.random.Generator
        Seed of the random graphs.
    probability : float
        Probability of each edge, P; 0.2 in the paper's best setting.
    n_stages : int
        Number of stages, each with a graph of its own; divides `n_layers`.

    Returns
    -------
    Topology
        About ``P N (N - 1) / 2`` edges between the N layers of a stage. Layers that read no other layer read the
        stage's input, with a stride from the second stage on; a merge takes the mean of those that no other layer
        reads, and is the next stage's input.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    The paper numbers the nodes at random and directs each edge from the smaller number to the larger. Here all pairs
    are alike, so the numbers stay as they are.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.

    Examples
    --------
    >>> randwire_er(3, seed=0, probability=1).reads(3)
    (1, 2)
    """
    p = check_probability("probability", probability)
    n_stages, size = _check("randwire_er", n_layers, n_stages, lambda size: p * size**2 / 2 + 3 * size)
    generator, number = resolve_seed(seed)
    graphs = [_erdos_renyi(size, p, generator) for _ in range(n_stages)]
    arguments = {"n_layers": n_layers, "seed": number, "probability": p, "n_stages": n_stages}
    return _build(randwire_er, graphs, arguments)


@checked
def randwire_ba(n_layers: int, *, seed: Seed, n_links: int = 5, n_stages: int = 1) -> Topology:
    """Return RandWire with Barabasi-Albert graphs: a layer joins a few earlier ones, those of many edges first.

    Parameters
    ----------
    n_layers : int
        Number of layers of all stages together, at least 1.
    seed : int or numpy.random.Generator
        Seed of the random graphs.
    n_links : int
        Edges of each new layer, M; 5 in the paper's best setting. The first M layers have no edges between them; the
        next layer reads all of them.
    n_stages : int
        Number of stages, each with a graph of its own; divides `n_layers`.

    Returns
    -------
    Topology
        ``M (N - M)`` edges between the N layers of a stage, numbered in the order in which they came. Layers that
        read no other layer read the stage's input, with a stride from the second stage on; a merge takes the mean of
        those that no other layer reads, and is the next stage's input.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or a stage has not more than `n_links` layers.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.

    Examples
    --------
    >>> randwire_ba(8, seed=0).reads(6)
    (1, 2, 3, 4, 5)
    """
    n_links = check_count("n_links", n_links)
    n_stages, size = _check("randwire_ba", n_layers, n_stages, lambda size: (n_links + 3) * size)
    if size <= n_links:
        raise ArgumentError(f"n_links must be below the {size} layers of a stage, got {n_links}")
    generator, number = resolve_seed(seed)
    graphs = [_barabasi_albert(size, n_links, generator) for _ in range(n_stages)]
    arguments = {"n_layers": n_layers, "seed": number, "n_links": n_links, "n_stages": n_stages}
    return _build(randwire_ba, graphs, arguments)


@checked
def randwire_ws(
    n_layers: int, *, seed: Seed, n_neighbors: int = 4, probability: float = 0.75, n_stages: int = 1
) -> Topology:
    """Return RandWire with Watts-Strogatz graphs: neighbours on a ring are joined, some edges rewired at random.

    Parameters
    ----------
    n_layers : int
        Number of layers of all stages together, at least 1.
    seed : int or numpy.random.Generator
        Seed of the random graphs.
    n_neighbors : int
        Neighbours of each node on the ring, K, even; 4 in the paper's best setting.
    probability : float
        Probability that an edge is rewired, P; 0.75 in the paper's best setting.
    n_stages : int
        Number of stages, each with a graph of its own; divides `n_layers`.

    Returns
    -------
    Topology
        Exactly ``N K / 2`` edges between the N layers of a stage, numbered clockwise around the ring. Layers that
        read no other layer read the stage's input, with a stride from the second stage on; a merge takes the mean of
        those that no other layer reads, and is the next stage's input.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or a stage has not more than `n_neighbors` layers.

    Notes
    -----
    The order of the nodes is part of the model: shuffling it costs several points of accuracy.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.

    Examples
    --------
    >>> t = randwire_ws(8, seed=0, probability=0)
    >>> [t.reads(layer) for layer in range(1, 9)]
    [(0,), (1,), (1, 2), (2, 3), (3, 4), (4, 5), (1, 5, 6), (1, 2, 6, 7)]
    """
    p = check_probability("probability", probability)
    n_neighbors = check_count("n_neighbors", n_neighbors, least=2)
    if n_neighbors % 2:
        raise ArgumentError(f"n_neighbors must be even, got {n_neighbors}")
    n_stages, size = _check("randwire_ws", n_layers, n_stages, lambda size: (n_neighbors / 2 + 3) * size)
    if size <= n_neighbors:
        raise ArgumentError(f"n_neighbors must be below the {size} layers of a stage, got {n_neighbors}")
    generator, number = resolve_seed(seed)
    graphs = [_watts_strogatz(size, n_neighbors, p, generator) for _ in range(n_stages)]
    arguments = {
        "n_layers": n_layers,
        "seed": number,
        "n_neighbors": n_neighbors,
        "probability": p,
        "n_stages": n_stages,
    }
    return _build(randwire_ws, graphs, arguments)


@checked
def randwire_layout(*, seed: Seed) -> Topology:
    """Return a RandWire network of the paper's small regime: Watts-Strogatz graphs at three stages.

    Parameters
    ----------
    seed : int or numpy.random.Generator
        Seed of the random graphs.

    Returns
    -------
    Topology
        The input at stage 0, graphs of `randwire_ws` with 32 layers each at the stages 1, 2 and 3, and a transition
        to 1280 channels.

    See Also
    --------
    randwire_ws : The rule.

    Examples
    --------
    >>> randwire_layout(seed=0).n_layers
    96
    """
    generator, number = resolve_seed(seed)
    graphs = [_watts_strogatz(32, 4, 0.75, generator) for _ in range(3)]
    return _build(randwire_layout, graphs, {"seed": number}, first_stage=1, end_width=1280)


def _check(pattern: str, n_layers: int, n_stages: int, n_edges: Callable[[int], float]) -> tuple[int, int]:
    """Return the number of stages and the layers of each."""
    n_layers, n_stages = check_count("n_layers", n_layers), check_count("n_stages", n_stages)
    if n_layers % n_stages:
        raise ArgumentError(f"n_stages must divide the {n_layers} layers, got {n_stages}")
    size = n_layers // n_stages
    check_listed_edges(pattern, "n_layers", n_layers, n_stages * n_edges(size))
    return n_stages, size


def _erdos_renyi(size: int, probability: float, generator: np.random.Generator) -> Graph:
    return [set(np.flatnonzero(generator.random(node) < probability).tolist()) for node in range(size)]


def _barabasi_albert(size: int, n_links: int, generator: np.random.Generator) -> Graph:
    graph: Graph = [set() for _ in range(n_links)]
    ends: list[int] = []  # each node as many times as it has edges
    chosen = set(range(n_links))
    for node in range(n_links, size):
        graph.append(chosen)
        ends += [*chosen, *[node] * n_links]
        chosen = set()
        while len(chosen) < n_links:
            chosen.add(ends[int(generator.integers(len(ends)))])
    return graph


def _watts_strogatz(size: int, n_neighbors: int, probability: float, generator: np.random.Generator) -> Graph:
    steps = range(1, n_neighbors // 2 + 1)
    neighbors = [{(node + sign * step) % size for step in steps for sign in (-1, 1)} for node in range(size)]
    for step in steps:
        for node in range(size):
            if generator.random() >= probability or len(neighbors[node]) == size - 1:
                continue  # a node that is joined to all others keeps its edge
            old, new = (node + step) % size, node
            while new == node or new in neighbors[node]:
                new = int(generator.integers(size))
            neighbors[node].remove(old)
            neighbors[old].remove(node)
            neighbors[node].add(new)
            neighbors[new].add(node)
    return [{other for other in row if other < node} for node, row in enumerate(neighbors)]


def _build(
    pattern: Callable[..., Topology],
    graphs: list[Graph],
    arguments: Mapping[str, Any],
    *,
    first_stage: int = 0,
    end_width: int | None = None,
) -> Topology:
    """Return the stages in a row; of two joined nodes, the one with the larger index reads the other.

    With `end_width`, a transition of that width reads the last output.
    """
    builder = TopologyBuilder()
    source = 0
    for place, graph in enumerate(graphs):
        stage = first_stage + place
        first = len(builder.reads)
        for row in graph:
            reads = [first + node for node in sorted(row)] or [source]
            label = len(builder.reads) - place
            builder.add(NodeKind.LAYER, label, reads, stage=stage, aggregation=Aggregation.WEIGHTED)
        ends = sorted(set(range(len(graph))) - set().union(*graph))
        source = builder.merge(f"output{place + 1}", *(first + node for node in ends), aggregation=Aggregation.MEAN)
    if end_width is not None:
        builder.transition("transition", source, stage=builder.stages[source], attributes={"width": end_width})
    return builder.finish(pattern, arguments, _PAPER)


_PAPER = (
    "S. Xie, A. Kirillov, R. Girshick and K. He, "
    '"Exploring Randomly Wired Neural Networks for Image Recognition", ICCV 2019, arXiv:1904.01569'
)
