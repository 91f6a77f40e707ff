"""trace: from a torch module back to its topology."""

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from torch import Tensor, nn
from torch.export import ExportedProgram

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn.network import SkipNetwork
from skipgraph.topology import NodeKind, Topology
from skipgraph.tracing.capture import LAYER_CLASSES, Value, follow, follow_program, module_of
from skipgraph.tracing.group_modules import gather, unit_of
from skipgraph.tracing.node_drafts import Draft, draft_nodes
from skipgraph.tracing.selectors import Selector, class_path, select

__all__ = ["Selector", "trace"]


def trace(
    module: nn.Module | ExportedProgram,
    example: Tensor | tuple[Any, ...] | Mapping[str, Any] = (),
    *,
    layers: Selector | None = None,
    transitions: Selector | None = None,
    stem: Selector | None = None,
    head: Selector | None = None,
) -> Topology:
    """Read the topology out of a torch module.

    A convolution, a matrix, an attention or a recurrent module is a layer; ``+``, ``-`` and the mean over a stack of
    several features are merges, as are their products, which are gates. What is concatenated is read piece by piece.
    All else, such as norms, activations, pooling and slices, passes features on.

    Parameters
    ----------
    module : torch.nn.Module or torch.export.ExportedProgram
        A network of `compile` or of anyone, which `torch.fx` or `torch.export` can follow.
    example : Tensor, tuple or mapping
        What the module takes: a tensor, several arguments, or arguments by name. It is run a few times in eval
        mode; the module is left as it was. An exported program needs none.
    layers : selector, optional
        Modules that are one layer each, with all the layers inside: a class such as ``DenseLayer``, its name, or the
        end of qualified names such as ``"denselayer*"``, where ``*`` stands for any letters but dots; or a sequence of
        such. A merge at the end of such a module that joins what it made with what it read, as the ``+`` of a residual
        block, remains a merge; where the block's shortcut is a layer too, name that in `transitions`.
    transitions : selector, optional
        Modules that are one transition each.
    stem : selector, optional
        Modules that make an input node each; what leads to them is left out.
    head : selector, optional
        Modules that are an output node each; what follows them is left out.

    Returns
    -------
    Topology
        For a network of `compile`, the topology it was made of, without dead nodes, name and further
        attributes. For another, the nodes that its results depend on, named after their modules. Its stages are the
        resolutions of images, each of at most half the pixels of the one before; vectors and sequences stand at that
        of what they were made of. Where the module returns several results, each has an output node.

    Raises
    ------
    ArgumentError
        If a selector names no module, or two name the same.
    FormatError
        If the module does not take the example, or its path depends on the data so that it has no one
        topology.

    Examples
    --------
    >>> import torch
    >>> net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
    >>> t = trace(net, torch.zeros(1, 3, 8, 8))
    >>> t.labels, t.edges().tolist()
    (('input', '0', '2'), [[0, 1], [1, 2]])
    >>> trace(net, torch.zeros(1, 3, 8, 8), stem="0").edges().tolist()
    [[0, 1]]
    """
    selectors = {
        "layers": (layers, NodeKind.LAYER),
        "transitions": (transitions, NodeKind.TRANSITION),
        "stem": (stem, NodeKind.INPUT),
        "head": (head, NodeKind.OUTPUT),
    }
    compiled: frozenset[str] = frozenset()
    if isinstance(module, ExportedProgram):
        name = "program"
        roles = select(_classes_of_program(module), selectors, name)
        run, whole = follow_program(module), frozenset[str]()
    elif isinstance(module, nn.Module):
        module = _unwrapped(module)
        name = type(module).__name__
        modules = dict(module.named_modules())
        classes = {place: [class_path(base) for base in type(child).__mro__] for place, child in modules.items()}
        roles = select(classes, selectors, name)
        whole = frozenset(place for place in roles if not _holds_layers(modules[place]))
        compiled = frozenset(place for place, child in modules.items() if isinstance(child, SkipNetwork))
        args, kwargs = _arguments(example)
        run = follow(module, args, kwargs, whole)
    else:
        raise ArgumentError(f"module must be a torch module or an exported program, got {type(module).__name__}")
    within = partial(unit_of, roles=roles, layers=run.layers)
    drafts, results = draft_nodes(run, lambda value: _stands_in(value, whole), within, compiled)
    drafts, results = gather(drafts, results, roles, within)
    return _topology(drafts, results, name, with_heads=head is not None, is_compiled="" in compiled)


def _unwrapped(module: nn.Module) -> nn.Module:
    """Return the module inside a data parallel or just-in-time compiled one."""
    if isinstance(module, nn.DataParallel | nn.parallel.DistributedDataParallel):
        return _unwrapped(module.module)
    inside = getattr(module, "_orig_mod", None)  # as torch.compile keeps it
    return _unwrapped(inside) if isinstance(inside, nn.Module) else module


def _arguments(example: object) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    if isinstance(example, Mapping):
        return (), example
    return (example if isinstance(example, tuple) else (example,)), {}


def _classes_of_program(program: ExportedProgram) -> dict[str, list[str]]:
    calls = [call for node in program.graph.nodes for call in (node.meta.get("nn_module_stack") or {}).values()]
    return {name: [kind if isinstance(kind, str) else class_path(kind)] for name, kind in calls}


def _holds_layers(module: nn.Module) -> bool:
    """Whether there is more to see inside: a layer, or a matrix of weights in a module of the user's own."""
    if isinstance(module, LAYER_CLASSES):
        return False
    if any(isinstance(child, LAYER_CLASSES) for child in module.modules()):
        return True
    foreign = any(not type(child).__module__.startswith("torch.nn.") for child in module.modules())
    return foreign and any(parameter.ndim > 1 for parameter in module.parameters())


def _stands_in(value: Value, whole: frozenset[str]) -> bool:
    return any(module_of(call) in whole for call in value.calls)


def _topology(
    drafts: Sequence[Draft], results: Sequence[int], name: str, *, with_heads: bool, is_compiled: bool
) -> Topology:
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
    """Return the rank of each node's resolution; what is no image stands where it was made from."""
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
    """Return the labels with a number behind each but the first of those that are equal."""
    taken: set[Hashable] = set()
    unique: list[Hashable] = []
    for label in labels:
        known, number = label, 2
        while label in taken:
            label, number = f"{known}:{number}", number + 1
        taken.add(label)
        unique.append(label)
    return unique
