"""Group the drafts of a run: each call of a chosen module becomes one node."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import networkx as nx

from skipgraph.errors import FormatError
from skipgraph.topology import Aggregation, NodeKind
from skipgraph.tracing.node_drafts import Draft
from skipgraph.tracing.run_values import module_of

__all__ = ["group_drafts", "unit_of"]


def unit_of(calls: tuple[str, ...], *, roles: Collection[str], layers: frozenset[str]) -> tuple[str, ...]:
    """Return the calls down to the one whose drafts become one node.

    That is the innermost call of a chosen module; if there is none, the outermost call of a layer.

    Parameters
    ----------
    calls : tuple of str
        Calls of modules, outermost first.
    roles : collection of str
        Qualified names of chosen modules.
    layers : frozenset of str
        Qualified names of layers.

    Returns
    -------
    tuple of str
        A beginning of `calls`; empty if no call is of a chosen module or a layer.

    Examples
    --------
    >>> unit_of(("block", "block.conv", "block.conv.inner"), roles=(), layers=frozenset(["block.conv"]))
    ('block', 'block.conv')
    """
    for depth in range(len(calls), 0, -1):
        if module_of(calls[depth - 1]) in roles:
            return calls[:depth]
    for depth, call in enumerate(calls, 1):
        if module_of(call) in layers:
            return calls[:depth]
    return ()


def group_drafts(
    drafts: Sequence[Draft],
    results: Sequence[int],
    roles: Mapping[str, NodeKind],
    unit_of: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> tuple[list[Draft], list[int]]:
    """Make one node of all that a call of a chosen module makes.

    Merges at the end of a call that join what it made with features from outside, as the ``+`` of a residual block,
    remain nodes of their own. Where a chosen module stands in another, the inner one is a node, and what the outer one
    makes before and after it is one node each.

    Parameters
    ----------
    drafts : sequence of Draft
        Each after what it reads.
    results : sequence of int
        Drafts that are returned, by position.
    roles : mapping of str to NodeKind
        What each chosen module is, by qualified name.
    unit_of : callable
        The calls down to the one that becomes one node, as `unit_of` finds them.

    Returns
    -------
    drafts : list of Draft
        Fewer, each after what it reads.
    results : list of int
        The same results, by their new positions.

    Raises
    ------
    FormatError
        If two calls hand each other features back and forth, so that neither can be one node.
    """
    units: dict[tuple[str, ...], list[int]] = {}
    for position, draft in enumerate(drafts):
        # a merge without reads has become a part of another
        if draft.kind in (NodeKind.LAYER, NodeKind.MERGE) and draft.reads:
            unit = unit_of(draft.calls)
            if unit:
                units.setdefault(unit, []).append(position)
    group = list(range(len(drafts)))  # each draft's node, by that node's first draft
    members = {position: [position] for position in group}
    merged: dict[int, Draft] = {}
    for unit in sorted(units, key=len, reverse=True):  # inner calls first
        role = roles.get(module_of(unit[-1]), NodeKind.LAYER)
        for chosen in _parts_of(drafts, units[unit], group, members):
            merged[chosen[0]] = _merged(drafts, chosen, module_of(unit[-1]), role)
            for position in chosen:
                group[position] = chosen[0]
                members.pop(position)
            members[chosen[0]] = chosen
    return _ordered(drafts, results, group, members, merged)


def _parts_of(
    drafts: Sequence[Draft], unit: Sequence[int], group: Sequence[int], members: Mapping[int, list[int]]
) -> list[list[int]]:
    """Return the drafts of a call that become one node; several lists if the path leaves the call and comes back."""
    own = set(unit) - _trailing_merges(drafts, unit)
    while True:
        parts = _entered(drafts, unit, own, group, members)
        loose = {one for part in parts if not any(drafts[one].kind == NodeKind.LAYER for one in part) for one in part}
        if not loose:
            return parts
        # merges after others, or between two parts: what reads them reads from outside the call
        own -= loose
        own -= _trailing_merges(drafts, sorted(own))


def _trailing_merges(drafts: Sequence[Draft], unit: Sequence[int]) -> set[int]:
    """Return the merges of a call that read from outside it and that no layer of it needs."""
    own = set(unit)
    leads: set[int] = set()  # what a layer of the call depends on
    for position in reversed(range(unit[0], unit[-1] + 1) if unit else ()):
        if position in leads or (position in own and drafts[position].kind == NodeKind.LAYER):
            leads |= {position, *drafts[position].reads}
    return {position for position in unit if position not in leads and drafts[position].reads - own}


def _entered(
    drafts: Sequence[Draft], unit: Sequence[int], own: set[int], group: Sequence[int], members: Mapping[int, list[int]]
) -> list[list[int]]:
    """Group the drafts `own` by how often the path to them leaves the call and enters it again."""
    times: dict[int, int] = {}
    parts: dict[int, list[int]] = {}
    for position in range(unit[0], unit[-1] + 1):
        mine = position in own
        read = {
            source
            for member in ([position] if mine else members.get(group[position], [position]))
            for source in drafts[member].reads
            if source in times and group[source] != group[position]
        }
        most = max((times[source] + (mine and source not in own) for source in read), default=-1)
        times[position] = max(most, 0) if mine else most  # -1: no path from the call leads here
        if mine:
            parts.setdefault(times[position], []).append(position)
    return list(parts.values())


def _merged(drafts: Sequence[Draft], chosen: Sequence[int], label: str, role: NodeKind) -> Draft:
    inside = set(chosen)
    entries = [position for position in chosen if drafts[position].reads - inside]
    layers = [position for position in chosen if drafts[position].kind == NodeKind.LAYER]
    last = drafts[layers[-1]]
    # a module that begins with a sum reads by a sum
    aggregation = drafts[entries[0]].aggregation if len(entries) == 1 else Aggregation.CONCAT
    if role == NodeKind.INPUT:
        aggregation = Aggregation.CONCAT
    return replace(last, kind=role, label=label, aggregation=aggregation)


def _ordered(
    drafts: Sequence[Draft],
    results: Sequence[int],
    group: Sequence[int],
    members: Mapping[int, list[int]],
    merged: Mapping[int, Draft],
) -> tuple[list[Draft], list[int]]:
    """Return the nodes in an execution order that keeps the drafts' where it can."""
    reads: dict[int, set[int]] = {}
    for first, inside in members.items():
        is_input = first in merged and merged[first].kind == NodeKind.INPUT  # what leads to a stem is left out
        sources = {group[source] for position in inside for source in drafts[position].reads} - {first}
        reads[first] = set() if is_input else sources
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(members)
    graph.add_edges_from((source, first) for first, sources in reads.items() for source in sources)
    try:
        order = list(nx.lexicographical_topological_sort(graph))
    except nx.NetworkXUnfeasible:
        circle = [str(merged.get(source, drafts[source]).label) for source, _ in nx.find_cycle(graph)]
        raise FormatError(
            f"the nodes have no order: the chosen modules read each other's parts in a circle, {', '.join(circle)}"
        ) from None
    place = {first: position for position, first in enumerate(order)}
    nodes = [
        replace(merged.get(first, drafts[first]), reads={place[source] for source in reads[first]}) for first in order
    ]
    return nodes, [place[group[position]] for position in results]
