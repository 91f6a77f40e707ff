"""trace: from a torch module back to its topology."""

import operator
from collections.abc import Hashable
from typing import Any

import torch
from torch import Tensor, fx, nn

from skipgraph.errors import FormatError
from skipgraph.nn.blocks import StepModule
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["trace"]

_LAYERS = (nn.modules.conv._ConvNd, nn.Linear, nn.MultiheadAttention, nn.Bilinear)
_LAYER_FUNCTIONS = {
    torch.conv1d,
    torch.conv2d,
    torch.conv3d,
    torch.conv_transpose2d,
    nn.functional.linear,
    nn.functional.conv_transpose2d,
    nn.functional.conv2d,
}
_JOINS: dict[Any, Aggregation] = {
    torch.cat: Aggregation.CONCAT,
    torch.concat: Aggregation.CONCAT,
    torch.stack: Aggregation.CONCAT,
    torch.add: Aggregation.SUM,
    operator.add: Aggregation.SUM,
    operator.iadd: Aggregation.SUM,
    operator.sub: Aggregation.SUM,
    "add": Aggregation.SUM,
    "add_": Aggregation.SUM,
    torch.mul: Aggregation.GATED,
    operator.mul: Aggregation.GATED,
    "mul": Aggregation.GATED,
    "mul_": Aggregation.GATED,
}


class _Tracer(fx.Tracer):
    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, StepModule) or super().is_leaf_module(m, module_qualified_name)


def trace(module: nn.Module, example: Tensor | tuple[Tensor, ...]) -> Topology:
    """Read the topology out of a torch module.

    Parameters
    ----------
    module : torch.nn.Module
        A network that `torch.fx` can trace. Convolutions, matrices and attention are layers; ``cat``,
        ``+`` and ``*`` of several features are merges; all else passes features on.
    example : Tensor or tuple of Tensor
        What the module takes; it is run once in eval mode to see that it does.

    Returns
    -------
    Topology
        For a network of `compile`, the topology it was made of, without dead nodes, name and further
        attributes. For another, layers have the names of their modules for labels. The head's matrix
        is a layer there too.

    Raises
    ------
    FormatError
        If the module does not take the example, or its path depends on the data so that it has no one
        topology.

    Examples
    --------
    >>> net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
    >>> t = trace(net, torch.zeros(1, 3, 8, 8))
    >>> t.labels, t.edges().tolist()
    (('input_1', '0', '2'), [[0, 1], [1, 2]])
    """
    _check_runs(module, example if isinstance(example, tuple) else (example,))
    try:
        graph = _Tracer().trace(module)
    except Exception as error:  # fx lets through whatever the module raises
        raise FormatError(f"{type(module).__name__} has no one path that torch.fx can follow: {error}") from error
    reader = _Reader(module)
    for node in graph.nodes:
        reader.read(node)
    return reader.topology()


def _check_runs(module: nn.Module, example: tuple[Tensor, ...]) -> None:
    was_training = module.training
    try:
        with torch.no_grad():
            module.eval()(*example)
    except Exception as error:  # the module is the user's and may raise anything
        shapes = ", ".join(str(tuple(tensor.shape)) for tensor in example)
        raise FormatError(f"{type(module).__name__} does not take inputs of shape {shapes}: {error}") from error
    finally:
        module.train(was_training)


class _Reader:
    """Collects the nodes of a topology along an fx graph."""

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self.reads: list[list[int]] = []
        self.kinds: list[NodeKind] = []
        self.aggregations: list[Aggregation] = []
        self.stages: list[int] = []
        self.labels: list[Hashable] = []
        self.features: dict[fx.Node, tuple[int, ...]] = {}  # the topology's nodes whose features a value holds

    def topology(self) -> Topology:
        if not self.reads:
            raise FormatError(f"{type(self.module).__name__} reads no input")
        return Topology.from_reads(
            self.reads, kinds=self.kinds, aggregations=self.aggregations, stages=self.stages, labels=self.labels
        )

    def read(self, node: fx.Node) -> None:
        # what a value is made of, each feature once and in the order of the topology
        held = tuple(sorted({one for source in node.all_input_nodes for one in self.features.get(source, ())}))
        target = self.module.get_submodule(str(node.target)) if node.op == "call_module" else None
        if isinstance(target, StepModule):
            self._read_step(node, target, held)
        elif node.op == "placeholder":
            # the input node of a compiled network is its stem
            compiled = any(isinstance(child, StepModule) for child in self.module.children())
            if not compiled:
                self.features[node] = self._add(node.name, NodeKind.INPUT, Aggregation.CONCAT, 0, ())
        elif held and (isinstance(target, _LAYERS) or node.target in _LAYER_FUNCTIONS):
            label = str(node.target) if target is not None else node.name
            self.features[node] = self._add(label, NodeKind.LAYER, Aggregation.CONCAT, 0, held)
        elif len(held) > 1 and node.op != "output" and node.target in _JOINS:
            self.features[node] = self._add(node.name, NodeKind.MERGE, _JOINS[node.target], 0, held)
        else:
            self.features[node] = held

    def _read_step(self, node: fx.Node, target: StepModule, held: tuple[int, ...]) -> None:
        step = target.step
        kinds = {
            "stem": NodeKind.INPUT,
            "layer": NodeKind.LAYER,
            "merge": NodeKind.MERGE,
            "transition": NodeKind.TRANSITION,
            "head": NodeKind.OUTPUT,
        }
        if step.node is None:  # a move or a projection passes a feature on; a head without a node ends it
            self.features[node] = held
        else:
            self.features[node] = self._add(step.label, kinds[step.kind], step.aggregation, step.stage, held)

    def _add(
        self, label: Hashable, kind: NodeKind, aggregation: Aggregation, stage: int, reads: tuple[int, ...]
    ) -> tuple[int, ...]:
        # a module that is called twice is two layers
        known, number = label, 2
        while label in self.labels:
            label, number = f"{known}:{number}", number + 1
        self.reads.append(list(reads))
        self.kinds.append(kind)
        self.aggregations.append(aggregation)
        self.stages.append(stage)
        self.labels.append(label)
        return (len(self.reads) - 1,)
