"""The run of a module by torch.fx: its forward pass on symbols, then once more on numbers."""

import inspect
from collections.abc import Mapping
from typing import Any

from torch import Tensor, fx, nn

from skipgraph.nn.step_module import StepModule
from skipgraph.tracing.graph_values import ValueCollector, function_name, leaves
from skipgraph.tracing.kept_state import cloned, seed_all
from skipgraph.tracing.layer_modules import is_layer, is_unseen_layer
from skipgraph.tracing.run_values import Run, Value

__all__ = ["run_by_symbols"]

_PLAIN = (bool, int, float, str, type(None))


def run_by_symbols(
    module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], whole: frozenset[str]
) -> tuple[Run, Any]:
    """Run a module by torch.fx.

    Parameters
    ----------
    module : torch.nn.Module
        In eval mode.
    args, kwargs
        What it takes.
    whole : frozenset of str
        Qualified names of modules that the run does not look into.

    Returns
    -------
    run : Run
        Of that pass.
    returned : object
        What the graph that was followed returns for `args` and `kwargs`.
    """
    bound = inspect.signature(module.forward).bind(*args, **kwargs)
    bound.apply_defaults()
    # a flag is not a symbol: what it switches is known
    flags = {name: value for name, value in bound.arguments.items() if isinstance(value, _PLAIN)}
    graph = _Tracer(whole).trace(module, concrete_args=flags or None)
    recorder = _Recorder(module, graph, whole)
    seed_all()
    returned = recorder.run(*_in_order(bound))
    layers = frozenset(name for name, child in module.named_modules() if is_layer(child))
    collector = ValueCollector(layers)
    for node in graph.nodes:
        if node.op != "output":
            collector.collect(node, recorder.seen[node])
    return collector.run(graph), returned


def _in_order(bound: inspect.BoundArguments) -> list[Any]:
    """Return the arguments as the graph takes them: those of ``*args`` one by one, after all others."""
    starred = inspect.Parameter.VAR_POSITIONAL
    kinds = {name: parameter.kind for name, parameter in bound.signature.parameters.items()}
    given = [cloned(value) for name, value in bound.arguments.items() if kinds[name] != starred]
    for name, values in bound.arguments.items():
        if kinds[name] == starred:
            given += [cloned(value) for value in values]
    return given


class _Tracer(fx.Tracer):
    """Does not look into layers, steps of compiled networks and the modules `whole`."""

    def __init__(self, whole: frozenset[str]) -> None:
        super().__init__()
        self.whole = whole

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        if module_qualified_name in self.whole or isinstance(m, StepModule) or is_layer(m):
            return True
        # torch's own transformers hold layers
        return not any(is_layer(child) for child in m.modules()) and super().is_leaf_module(m, module_qualified_name)


class _Recorder(fx.Interpreter):
    """Runs a graph on numbers and keeps what is seen of the value that each node makes."""

    def __init__(self, module: nn.Module, graph: fx.Graph, whole: frozenset[str]) -> None:
        super().__init__(module, graph=graph)
        self.whole = whole
        self.seen: dict[fx.Node, Value] = {}

    def run_node(self, n: fx.Node) -> Any:
        made = super().run_node(n)
        is_tensor = isinstance(made, Tensor)
        module = self.fetch_attr(str(n.target)) if n.op == "call_module" else None
        self.seen[n] = Value(
            # what holds no tensor is a shape, say
            "plain" if next(leaves(made, Tensor), None) is None else self._name_of(n, module, is_tensor=is_tensor),
            shape=tuple(made.shape) if is_tensor else None,
            module=module,
            is_learned=n.op == "get_attr" and isinstance(made, nn.Parameter),
            is_complex=is_tensor and made.is_complex(),
        )
        return made

    def _name_of(self, node: fx.Node, module: nn.Module | None, *, is_tensor: bool) -> str:
        if module is not None:
            if isinstance(module, StepModule):
                return "step"
            is_one = str(node.target) in self.whole or is_layer(module) or is_unseen_layer(module)
            return "layer" if is_one else type(module).__name__
        if node.op == "placeholder":
            return "input" if is_tensor else "container"
        if node.op == "get_attr":
            return "weight"
        return "returned" if isinstance(node.target, type) else function_name(node.target)

    def call_module(self, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # a module may empty a list that it is given, as steps do; those of the graph cannot be changed
        return super().call_module(target, tuple(list(arg) if isinstance(arg, list) else arg for arg in args), kwargs)
