"""follow: the values that a module's forward pass makes, and what each is made of."""

import contextlib
import inspect
import io
import logging
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.export import ExportedProgram

from skipgraph.errors import FormatError
from skipgraph.nn.blocks import StepModule

__all__ = ["LAYER_CLASSES", "Run", "Value", "follow", "follow_program", "module_of"]

LAYER_CLASSES = (
    nn.modules.conv._ConvNd,
    nn.Linear,
    nn.Bilinear,
    nn.MultiheadAttention,
    nn.RNNBase,
    nn.RNNCellBase,
)
_LAYER_CLASS_NAMES = frozenset(
    name for name in dir(nn) if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), LAYER_CLASSES)
)
_IN_PLACE = ("iadd", "isub", "imul", "itruediv", "imatmul")
_FRESH = ("zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like", "new_zeros", "new_ones")
_PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a forward pass makes.

    Parameters
    ----------
    name : str
        The function that made it, without trailing underscores; ``"layer"`` and ``"step"`` for a module that is looked
        at as a whole, ``"input"``, ``"weight"``, ``"plain"`` for what is no tensor, ``"container"`` for a parameter
        that holds tensors and ``"returned"`` for an object made of them.
    made_of : tuple of int
        The values it is made of, by position.
    calls : tuple of str
        The calls of modules it was made in, outermost first: a qualified name, with ``@k`` behind it from the second
        call of that module on.
    shape : tuple of int or None
        Of a tensor.
    module : torch.nn.Module or None
        What made it, if a module that is looked at as a whole.
    label : str
        Of an input.
    number : float or None
        The number that a feature was multiplied by, or divided by.
    dim : int or None
        Along which it is stacked, or reduced; which dimension a permutation puts last.
    """

    name: str
    made_of: tuple[int, ...] = ()
    calls: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None
    module: nn.Module | None = None
    label: str = ""
    number: float | None = None
    dim: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A forward pass.

    Parameters
    ----------
    values : tuple of Value
        In the order in which they were made.
    results : tuple of int
        The values that were returned, by position.
    layers : frozenset of str
        Qualified names of the modules that are convolutions, matrices, attention or recurrent.
    """

    values: tuple[Value, ...]
    results: tuple[int, ...]
    layers: frozenset[str]


def module_of(call: str) -> str:
    """Return the qualified name of the module that was called."""
    return call.partition("@")[0]


def follow(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], whole: frozenset[str]) -> Run:
    """Follow a module's forward pass in eval mode, by torch.fx or, where that cannot, by torch.export.

    Parameters
    ----------
    module : torch.nn.Module
        Is left as it was.
    args, kwargs
        What it takes.
    whole : frozenset of str
        Qualified names of modules to look at as a whole.

    Returns
    -------
    Run
        Of that pass.

    Raises
    ------
    FormatError
        If the module does not take its arguments, or neither can follow it.
    """
    modes = {child: child.training for child in module.modules()}
    known = set(vars(module))
    try:
        with torch.no_grad(), warnings.catch_warnings(), torch.random.fork_rng(devices=[]):
            warnings.simplefilter("ignore")  # of the user's module and of torch's own
            module.eval()
            wanted = _called(module, args, kwargs)
            try:
                return _follow_symbols(module, args, kwargs, whole, wanted)
            except Exception as error:  # fx lets through whatever the module raises
                reason = _first_line(error)
            try:
                with contextlib.redirect_stderr(io.StringIO()), _unlogged():  # where it cannot, it prints its graph
                    program = torch.export.export(module, args, dict(kwargs), strict=False)
                torch.manual_seed(0)
                _check(program.module()(*args, **kwargs), wanted)
                return follow_program(program)
            except Exception as error:  # so does export
                raise FormatError(
                    f"{type(module).__name__} has no one path to follow: torch.fx says {reason!r}, "
                    f"torch.export {_first_line(error)!r}"
                ) from error
    finally:
        for child, mode in modes.items():
            child.training = mode
        for key in set(vars(module)) - known:  # fx keeps the constants it meets there
            delattr(module, key)


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """Keep torch from logging what the error says as well."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _called(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Tensor]:
    torch.manual_seed(0)  # the caller's generator is put back behind it
    try:
        return list(_leaves(module(*args, **kwargs), Tensor))
    except Exception as error:  # the module is the user's and may raise anything
        shapes = ", ".join(str(tuple(tensor.shape)) for tensor in _leaves((args, dict(kwargs)), Tensor))
        given = f"inputs of shape {shapes}" if shapes else "these inputs"
        raise FormatError(f"{type(module).__name__} does not take {given}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _leaves(value: Any, kind: type) -> Iterator[Any]:
    """Yield all of a kind that tuples, lists, mappings and dataclasses hold."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item, kind)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item, kind)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), kind)


class _Tracer(fx.Tracer):
    """Looks at layers, at steps of compiled networks and at the modules `whole` as a whole."""

    def __init__(self, whole: frozenset[str]) -> None:
        super().__init__()
        self.whole = whole

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        if module_qualified_name in self.whole or isinstance(m, (StepModule, *LAYER_CLASSES)):
            return True
        # torch's own transformers hold layers
        holds_layers = any(isinstance(child, LAYER_CLASSES) for child in m.modules())
        return not holds_layers and super().is_leaf_module(m, module_qualified_name)


class _Recorder(fx.Interpreter):
    """Runs a graph and keeps what kind of value, and of which shape, each node makes."""

    def __init__(self, module: nn.Module, graph: fx.Graph) -> None:
        super().__init__(module, graph=graph)
        self.shapes: dict[fx.Node, tuple[int, ...] | None] = {}
        self.containers: set[fx.Node] = set()
        self.plain: set[fx.Node] = set()

    def run_node(self, n: fx.Node) -> Any:
        made = super().run_node(n)
        self.shapes[n] = tuple(made.shape) if isinstance(made, Tensor) else None
        if next(_leaves(made, Tensor), None) is None:
            self.plain.add(n)  # a shape, say
        elif not isinstance(made, Tensor):
            self.containers.add(n)
        return made

    def call_module(self, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # a module may empty a list that it is given, as steps do; those of the graph cannot be changed
        return super().call_module(target, tuple(list(arg) if isinstance(arg, list) else arg for arg in args), kwargs)


def _follow_symbols(
    module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], whole: frozenset[str], wanted: list[Tensor]
) -> Run:
    bound = inspect.signature(module.forward).bind(*args, **kwargs)
    bound.apply_defaults()
    # a flag is not a symbol: what it switches is known
    flags = {name: value for name, value in bound.arguments.items() if isinstance(value, _PLAIN)}
    graph = _Tracer(whole).trace(module, concrete_args=flags or None)
    recorder = _Recorder(module, graph)
    torch.manual_seed(0)
    starred = inspect.Parameter.VAR_POSITIONAL
    kinds = {name: parameter.kind for name, parameter in bound.signature.parameters.items()}
    given = [value for name, value in bound.arguments.items() if kinds[name] != starred]
    given += [value for name, values in bound.arguments.items() if kinds[name] == starred for value in values]
    _check(recorder.run(*given), wanted)
    layers = frozenset(name for name, child in module.named_modules() if isinstance(child, LAYER_CLASSES))
    collector = _Collector(layers)
    for node in graph.nodes:
        if node.op == "output":
            continue
        target = module.get_submodule(str(node.target)) if node.op == "call_module" else None
        if node in recorder.plain:
            name = "plain"
        elif node.op == "placeholder":
            name = "container" if node in recorder.containers else "input"
        elif node.op == "get_attr":
            name = "weight"
        elif isinstance(target, StepModule):
            name = "step"
        elif target is not None:
            name = "layer" if node.target in whole or isinstance(target, LAYER_CLASSES) else type(target).__name__
        else:
            name = "returned" if isinstance(node.target, type) else _name_of(node.target)
        collector.collect(node, name, recorder.shapes[node], target)
    return collector.run(graph)


def _check(result: Any, wanted: list[Tensor]) -> None:
    made = list(_leaves(result, Tensor))
    if len(made) != len(wanted) or not all(map(_is_same, made, wanted)):
        raise ValueError("what was followed makes other numbers than the module")


def _is_same(made: Tensor, wanted: Tensor) -> bool:
    if made.shape != wanted.shape or made.dtype != wanted.dtype:
        return False
    return torch.allclose(made, wanted, rtol=1e-3, atol=1e-5, equal_nan=True)


def follow_program(program: ExportedProgram) -> Run:
    """Follow an exported program.

    Parameters
    ----------
    program : torch.export.ExportedProgram
        What `torch.export.load` reads.

    Returns
    -------
    Run
        Of the program with all writes in place undone.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's own
        program = program.run_decompositions({})
    inputs = set(program.graph_signature.user_inputs)
    results = set(program.graph_signature.user_outputs)
    layers: set[str] = set()
    for node in program.graph.nodes:
        for name, kind in (node.meta.get("nn_module_stack") or {}).values():
            path = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"
            if path.startswith("torch.nn.") and path.rpartition(".")[2] in _LAYER_CLASS_NAMES:
                layers.add(name)
    collector = _Collector(frozenset(layers))
    for node in program.graph.nodes:
        if node.op == "output":
            continue
        if node.op == "placeholder":
            name = "input" if node.name in inputs else "weight"
        else:
            name = "weight" if node.op == "get_attr" else _name_of(node.target)
        made = node.meta.get("val")
        if node.op == "call_function" and isinstance(made, torch.SymInt | torch.SymFloat | torch.SymBool):
            name = "plain"  # as of a size that is left open
        # a symbolic size counts as the one it was seen with
        shape = tuple(map(_size_of, made.shape)) if isinstance(made, Tensor) else None
        collector.collect(node, name, shape if shape is not None or name != "input" else (), None)
    return collector.run(program.graph, results)


def _size_of(size: Any) -> int:
    hint = getattr(getattr(size, "node", None), "hint", size)
    return int(hint) if hint is not None else 0


def _name_of(target: Any) -> str:
    return str(target if isinstance(target, str) else getattr(target, "__name__", target)).partition(".")[0]


class _Collector:
    """Turns the nodes of a graph into values, each after what it is made of."""

    def __init__(self, layers: frozenset[str]) -> None:
        self.layers = layers
        self.values: list[Value] = []
        self.places: dict[fx.Node, int] = {}
        self.items: dict[tuple[int, Any], int] = {}

    def run(self, graph: fx.Graph, names: set[str] | None = None) -> Run:
        returned = next(node for node in reversed(graph.nodes) if node.op == "output").args
        results = [self.places[node] for node in _leaves(returned, fx.Node) if names is None or node.name in names]
        held = [one for place in results for one in self.tensors(place)]
        return Run(tuple(self.values), tuple(dict.fromkeys(held)), self.layers)

    def tensors(self, place: int) -> tuple[int, ...]:
        """Return what an object such as a dataclass holds, or the value itself."""
        return self.values[place].made_of if self.values[place].name == "returned" else (place,)

    def collect(self, node: fx.Node, name: str, shape: tuple[int, ...] | None, module: nn.Module | None) -> None:
        sources = () if name in ("plain", *_FRESH) else node.all_input_nodes
        made_of = tuple(dict.fromkeys(self.places[source] for source in sources))
        label = str(node.target).lstrip("*") if name in ("input", "container") else ""
        if name == "getitem" and made_of and self.values[made_of[0]].name == "container":
            # each tensor of a dict or tuple that the module takes is an input
            key = node.args[1]
            if (made_of[0], key) in self.items:
                self.places[node] = self.items[made_of[0], key]
                return
            self.items[made_of[0], key] = len(self.values)
            label = f"{self.values[made_of[0]].label}.{key}"
            name, made_of = ("container" if shape is None else "input"), ()
        self.places[node] = len(self.values)
        mutates = (name.endswith("_") and not name.endswith("__")) or name in _IN_PLACE
        if mutates and node.args and isinstance(node.args[0], fx.Node):
            self.places[node.args[0]] = len(self.values)  # who reads the tensor from now on reads what was written
        numbers = [float(number) for number in node.args if isinstance(number, int | float)]
        self.values.append(
            Value(
                name.rstrip("_") if name.endswith("_") else name,
                made_of,
                _calls(node),
                shape,
                module,
                label=label,
                number=numbers[0] if numbers and math.isfinite(numbers[0]) else None,
                dim=_dim_of(node),
            )
        )


def _calls(node: fx.Node) -> tuple[str, ...]:
    calls = []
    for key, (name, _) in (node.meta.get("nn_module_stack") or {}).items():
        if name:
            calls.append(name + "".join(key.rpartition("@")[1:]) if "@" in key else name)
    return tuple(calls)


def _dim_of(node: fx.Node) -> int | None:
    """Return the dimension that a call names as ``dim`` or behind its tensors."""
    dim = node.kwargs.get("dim", node.args[1] if len(node.args) > 1 else None)
    if _name_of(node.target) == "permute":
        dims = node.kwargs.get("dims", dim if isinstance(dim, Sequence) else node.args[1:])
        dim = dims[-1] if isinstance(dims, Sequence) and dims else None
    if isinstance(dim, Sequence) and not isinstance(dim, str) and len(dim) == 1:
        dim = dim[0]
    return dim if isinstance(dim, int) else None
