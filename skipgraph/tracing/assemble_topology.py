"""The topology of drafts: live nodes, stages, and a label for each."""

from collections.abc import Hashable, Sequence

from skipgraph.errors import FormatError
from skipgraph.topology import NodeKind, Topology
from skipgraph.tracing.node_drafts import Draft

__all__ = ["topology_of_drafts"]


def topology_of_drafts(
    drafts: Sequence[Draft], results: Sequence[int], name: str, *, with_heads: bool, is_compiled: bool
) -> Topology:
    """Make a topology of drafts.

    Parameters
    ----------
    drafts : sequence of Draft
        Each after what it reads.
    results : sequence of int
        Drafts that are returned, by position.
    name : str
        Of the network.
    with_heads : bool
        Whether the user chose which drafts are outputs, so that what follows them is left out.
    is_compiled : bool
        Whether the network is one of `compile`, whose drafts know their stages and outputs.

    Returns
    -------
    Topology
        Of the drafts that the results depend on.

    Raises
    ------
    FormatError
        If no result depends on an input.
    """
    nodes = list(drafts)
    if with_heads:
        results = [place for place, draft in enumerate(nodes) if draft.kind == NodeKind.OUTPUT]
    elif not is_compiled and len(results) > 1 and any(nodes[place].kind != NodeKind.OUTPUT for place in results):
        nodes += [
            Draft(NodeKind.OUTPUT, f"output{number}", {place}, size=nodes[place].size)
            for number, place in enumerate(results, 1)
        ]
        results = range(len(drafts), len(nodes))
    alive = _alive(nodes, results)
    if not alive:
        raise FormatError(f"{name} returns nothing that depends on an input")
    places = {node: place for place, node in enumerate(alive)}
    kept = [nodes[node] for node in alive]
    reads = [sorted(places[source] for source in draft.reads) for draft in kept]
    return Topology.from_reads(
        reads,
        kinds=[draft.kind for draft in kept],
        aggregations=[draft.aggregation for draft in kept],
        stages=[draft.stage or 0 for draft in kept] if is_compiled else _stages(kept, reads),
        labels=_unique([draft.label for draft in kept]),
        name="" if is_compiled else name,
    )


def _alive(nodes: Sequence[Draft], results: Sequence[int]) -> list[int]:
    needed = set(results)
    for place in reversed(range(len(nodes))):
        if place in needed:
            needed |= nodes[place].reads
    return sorted(needed)


def _stages(drafts: Sequence[Draft], reads: Sequence[Sequence[int]]) -> list[int]:
    """Return the rank of each node's resolution; what is no image has the stage of what it was made of."""
    ranks: dict[int, int] = {}
    finest = rank = 0
    for size in sorted({draft.size for draft in drafts if draft.size is not None}, reverse=True):
        if not ranks or 2 * size <= finest:  # a margin that a convolution cuts off makes no stage
            finest, rank = size, len(set(ranks.values()))
        ranks[size] = rank
    stages: list[int] = []
    for draft, sources in zip(drafts, reads, strict=True):
        made_from = max((stages[source] for source in sources), default=0)
        stages.append(made_from if draft.size is None else ranks[draft.size])
    return stages


def _unique(labels: Sequence[Hashable]) -> list[Hashable]:
    """Return the labels; of those that are equal, each but the first is followed by a number."""
    taken: set[Hashable] = set()
    unique: list[Hashable] = []
    for label in labels:
        known, number = label, 2
        while label in taken:
            label, number = f"{known}:{number}", number + 1
        taken.add(label)
        unique.append(label)
    return unique
