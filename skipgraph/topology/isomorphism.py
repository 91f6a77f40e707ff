"""Fingerprints: a short text that is equal for topologies that differ only in labels and node order."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import checked
from skipgraph.topology.adjacency import to_adjacency
from skipgraph.topology.graph import Topology

__all__ = ["fingerprint"]

_Colors = NDArray[np.uint64]

_LARGEST_CLASS = 32  # of a larger class no member is singled out: each costs a refinement


@checked
def fingerprint(topology: Topology) -> str:
    """Return a text that is equal for isomorphic topologies.

    Two topologies are isomorphic if some renumbering of the nodes turns one into the other, kinds,
    stages and aggregations included. Labels, attributes, name and provenance do not count.

    Parameters
    ----------
    topology : Topology
        What to describe.

    Returns
    -------
    str
        32 hexadecimal digits, the same in every process and on every machine.

    Notes
    -----
    Every node starts with a colour for its kind, stage, aggregation and the size of its connected
    component; a sweep in execution order adds the colours of all that it reads, a sweep backwards those of
    its readers, until no sweep tells more nodes apart. This is the stable colouring of Weisfeiler and
    Leman [1]_ on the directed graph. If nodes of one colour still differ in what they read or in who reads
    them, each node of the smallest such class (of at most 32 nodes) is singled out in turn, and the colouring
    refined again.

    Isomorphic topologies always agree. The converse does not always hold: some regular topologies differ
    and still agree, such as those made from the graphs of Cai, Fuerer and Immerman [2]_, and some of those in
    which every class is larger than 32 nodes. If all nodes of one colour have the same sources and
    the same readers, as in every topology with a path through all nodes, then only a collision of
    64-bit colours can give two different topologies one fingerprint.

    Each sweep takes ``O(n_nodes + n_edges log n_edges)``. Where a path goes through all nodes, as in a chain or a
    DenseNet, there are two sweeps.

    References
    ----------
    .. [1] B. Weisfeiler and A. Leman, "The reduction of a graph to canonical form and the algebra which
       appears therein", Nauchno-Technicheskaya Informatsia 2(9), 1968.
    .. [2] J.-Y. Cai, M. Fuerer and N. Immerman, "An optimal lower bound on the number of variables for graph
       identification", Combinatorica 12(4), 1992.

    Examples
    --------
    >>> a = Topology.from_reads([[], [0], [0], [1], [2, 3]])
    >>> b = Topology.from_reads([[], [0], [1], [0], [2, 3]], labels="abcde")
    >>> fingerprint(a) == fingerprint(b), a == b
    (True, False)
    """
    own: list[NDArray[np.integer]] = [
        topology.kinds,
        topology.stages,
        topology.aggregations,
        _component_sizes(topology),
    ]
    colors = np.array([_digest(row.tobytes()) for row in np.stack(own, axis=1).astype("<i8")], np.uint64)
    colors = _refine(topology, colors)
    summary = [f"{topology.n_nodes} {topology.n_edges}".encode(), _sorted_bytes(colors)]
    members = _smallest_open_class(topology, colors)
    singled_out = []
    for node in members if members.size <= _LARGEST_CLASS else []:
        marked = colors.copy()
        marked[node] = _digest(b"singled out" + marked[node].tobytes())
        singled_out.append(_sorted_bytes(_refine(topology, marked)))
    digest = hashlib.blake2b(digest_size=16)
    for part in [*summary, *sorted(singled_out)]:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def _digest(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def _component_sizes(topology: Topology) -> NDArray[np.int64]:
    """Return how many nodes an undirected path joins each node to, itself included; colours cannot count that."""
    from scipy.sparse.csgraph import connected_components

    _, of_node = connected_components(to_adjacency(topology), directed=False)
    return np.bincount(of_node)[of_node]


def _sorted_bytes(colors: _Colors) -> bytes:
    return np.sort(colors).astype("<u8").tobytes()


def _refine(topology: Topology, colors: _Colors) -> _Colors:
    """Return the colours after sweeps in both directions until neither tells more nodes apart."""
    n_classes = np.unique(colors).size
    sweep = 0
    # a sweep leaves a colouring that the same sweep cannot refine, so one fruitless sweep after another ends it
    while n_classes < topology.n_nodes:
        colors = _sweep(topology, colors, backward=sweep % 2 == 1)
        n_before, n_classes = n_classes, np.unique(colors).size
        if sweep > 0 and n_classes == n_before:
            break
        sweep += 1
    # once more with all edges, as colours that all differ from the start have seen no edge yet
    return _sweep(topology, colors, backward=False)


def _sweep(topology: Topology, colors: _Colors, *, backward: bool) -> _Colors:
    """Return new colours, each from the old one and the new ones of all sources, or of all readers."""
    indptr, indices = topology.reversed if backward else (topology.indptr, topology.indices)
    offsets = indptr.tolist()
    new = colors.astype("<u8")
    nodes = range(topology.n_nodes)
    for node in reversed(nodes) if backward else nodes:
        neighbours = np.sort(new[indices[offsets[node] : offsets[node + 1]]])
        new[node] = _digest(new[node].tobytes() + neighbours.tobytes())
    return new


def _smallest_open_class(topology: Topology, colors: _Colors) -> NDArray[np.int64]:
    """Return the smallest class of one colour whose nodes are not interchangeable; empty if there is none."""
    classes, of_node, sizes = np.unique(colors, return_inverse=True, return_counts=True)
    # np.unique sorts by colour, so neither the order nor a tie depends on the numbers of the nodes
    for chosen in sorted(range(classes.size), key=lambda position: (sizes[position], position)):
        members = np.flatnonzero(of_node == chosen)
        if sizes[chosen] > 1 and len({(topology.reads(node), topology.readers(node)) for node in members.tolist()}) > 1:
            return members
    return np.zeros(0, np.int64)
