"""trace: read the topology out of a torch module."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor, nn
from torch.export import ExportedProgram

from skipgraph.arguments import checked
from skipgraph.nn.network import SkipNetwork
from skipgraph.topology import NodeKind, Topology
from skipgraph.tracing.assemble_topology import topology_of_drafts
from skipgraph.tracing.capture import capture_module
from skipgraph.tracing.exported_graph import classes_of_program, run_of_program
from skipgraph.tracing.group_modules import group_drafts, unit_of
from skipgraph.tracing.layer_modules import class_path, holds_layers
from skipgraph.tracing.node_drafts import Draft, draft_nodes
from skipgraph.tracing.run_values import Run, Value, module_of
from skipgraph.tracing.selectors import Choice, Selector, roles_of, select
from skipgraph.tracing.silent_modules import check_choices, silent_modules

__all__ = ["trace"]


@checked
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

    What makes features out of features and weights is a layer: a convolution, a matrix, an attention, a recurrent
    module or cell, and any other function of features and parameters that is not known to pass features on. ``+``,
    ``-`` and the mean over a stack of several features are merges, as are their products, which are gates. What is
    concatenated is read piece by piece. All else, such as norms, embeddings, activations, pooling and slices, passes
    features on.

    Parameters
    ----------
    module : torch.nn.Module or torch.export.ExportedProgram
        A network of `compile` or any other one that `torch.fx` or `torch.export` can follow.
    example : Tensor, tuple or mapping
        What the module takes: a tensor, several arguments, or arguments by name. The module is
        run a few times in eval mode. It is left as it was, also after an error, and so is the example. An exported
        program needs none.
    layers : selector, optional
        Modules that are one layer each, whatever is inside them: a class such as ``DenseLayer``, its name, or the end
        of qualified names such as ``"denselayer*"``, where ``*`` stands for any letters except dots; or a sequence of
        these. A merge at the end of such a module that joins what it made with what it read, as the ``+`` of a residual
        block, remains a merge. If the block's shortcut is a layer, too, name the shortcut in `transitions`.
    transitions : selector, optional
        Modules that are one transition each.
    stem : selector, optional
        Modules that make an input node each; what leads to them is left out.
    head : selector, optional
        Modules that are an output node each; what follows them is left out.

    Returns
    -------
    Topology
        For a network of `compile`, the topology that it was made of, without dead nodes, name and further attributes.
        For another network, the nodes that its results depend on, named after their modules. Each stage is a
        resolution of images, with at most half the pixels of the one before; vectors and sequences have the stage of
        what they were made of. If the module returns several results, each has an output node.

    Raises
    ------
    ArgumentError
        If a selector names no module, or one that makes no node, or if two options name the same module.
    FormatError
        If the module does not take the example, or if its path depends on the data, so that it has no single topology.

    Notes
    -----
    A module that is called several times is a node each time. `torch.nn.MultiheadAttention` is one layer; attention
    written by hand is a layer for each of its projections and a gate, unless its module is one of `layers`.

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
    source = _source(module, example, selectors)
    within = partial(unit_of, roles=source.roles, layers=source.run.layers)
    drafts, results = _draft(source, source.whole, within)
    silent = silent_modules(source.roles, drafts)
    if silent:  # a chosen module is a node whatever is inside it: do not look inside
        drafts, results = _draft(source, source.whole | silent, within)
        check_choices(source.choices, silent_modules(source.roles, drafts), source.run)
    drafts, results = group_drafts(drafts, results, source.roles, within)
    return topology_of_drafts(
        drafts, results, source.name, with_heads=head is not None, is_compiled="" in source.compiled
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A run, and what the user chose of its modules."""

    name: str
    run: Run
    choices: Sequence[Choice]
    roles: Mapping[str, NodeKind]
    whole: frozenset[str] = frozenset()  # chosen modules with nothing to see inside
    compiled: frozenset[str] = frozenset()  # networks of `compile`


def _source(
    module: nn.Module | ExportedProgram, example: object, selectors: Mapping[str, tuple[Selector | None, NodeKind]]
) -> _Source:
    if isinstance(module, ExportedProgram):
        choices = select(classes_of_program(module), selectors, "program")
        return _Source("program", run_of_program(module), choices, roles_of(choices))
    module = _unwrapped(module)
    name = type(module).__name__
    modules = dict(module.named_modules())
    classes = {place: [class_path(base) for base in type(child).__mro__] for place, child in modules.items()}
    choices = select(classes, selectors, name)
    roles = roles_of(choices)
    whole = frozenset(place for place in roles if not holds_layers(modules[place]))
    compiled = frozenset(place for place, child in modules.items() if isinstance(child, SkipNetwork))
    args, kwargs = _arguments(example)
    return _Source(name, capture_module(module, args, kwargs, whole), choices, roles, whole, compiled)


def _draft(
    source: _Source, whole: frozenset[str], within: Callable[[tuple[str, ...]], tuple[str, ...]]
) -> tuple[list[Draft], list[int]]:
    """Draft the nodes of a run, with what is made inside the modules `whole` as layers."""

    def is_layer(value: Value) -> bool:
        return any(module_of(call) in whole for call in value.calls)

    return draft_nodes(source.run, is_layer, within, source.compiled)


def _unwrapped(module: nn.Module) -> nn.Module:
    """Return the module inside a data-parallel one or one of ``torch.compile``."""
    if isinstance(module, nn.DataParallel | nn.parallel.DistributedDataParallel):
        return _unwrapped(module.module)
    inside = getattr(module, "_orig_mod", None)  # as torch.compile keeps it
    return _unwrapped(inside) if isinstance(inside, nn.Module) else module


def _arguments(example: object) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    if isinstance(example, Mapping):
        return (), example
    return (example if isinstance(example, tuple) else (example,)), {}
