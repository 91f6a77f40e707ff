"""The nodes of an fx graph as values: what each is made of, and in which calls of modules."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from torch import fx

from skipgraph.tracing.run_values import Run, Value

__all__ = ["ValueCollector", "function_name", "leaves"]

_IN_PLACE = ("iadd", "isub", "imul", "itruediv", "imatmul")
_FRESH = ("zeros_like", "ones_like", "empty_like", "full_like", "rand_like", "randn_like", "new_zeros", "new_ones")


def leaves(value: Any, kind: type) -> Iterator[Any]:
    """Yield all of a kind that tuples, lists, mappings and dataclasses hold.

    Parameters
    ----------
    value : object
        What may hold them, or is one.
    kind : type
        Their class.

    Yields
    ------
    object
        In the order in which they are held.
    """
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item, kind)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item, kind)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), kind)


def function_name(target: Any) -> str:
    """Return the name of what a node of a graph calls, without its overload."""
    return str(target if isinstance(target, str) else getattr(target, "__name__", target)).partition(".")[0]


class ValueCollector:
    """Collects the values of a graph, each after what it is made of.

    Parameters
    ----------
    layers : frozenset of str
        Qualified names of the layers of torch in the module.
    """

    def __init__(self, layers: frozenset[str]) -> None:
        self.layers = layers
        self.values: list[Value] = []
        self.places: dict[fx.Node, int] = {}
        self._items: dict[tuple[int, Any], int] = {}

    def run(self, graph: fx.Graph, names: set[str] | None = None) -> Run:
        """Return the run, after all its nodes were collected.

        Parameters
        ----------
        graph : torch.fx.Graph
            Whose nodes were collected.
        names : set of str, optional
            The nodes that count among those it returns; all of them by default.

        Returns
        -------
        Run
            Of the module that the graph follows.
        """
        returned = next(node for node in reversed(graph.nodes) if node.op == "output").args
        results = [self.places[node] for node in leaves(returned, fx.Node) if names is None or node.name in names]
        tensors = [one for place in results for one in self._tensors(place)]
        return Run(tuple(self.values), tuple(dict.fromkeys(tensors)), self.layers)

    def collect(self, node: fx.Node, seen: Value) -> None:
        """Add the value of the next node.

        Parameters
        ----------
        node : torch.fx.Node
            What makes it.
        seen : Value
            What the graph itself does not tell: its name, shape and module, and the kind of numbers it holds.
        """
        sources = () if seen.name in ("plain", *_FRESH) else node.all_input_nodes
        made_of = tuple(dict.fromkeys(self.places[source] for source in sources))
        if seen.name == "getitem" and made_of and self.values[made_of[0]].name == "container":
            self._collect_item(node, seen, made_of[0])
            return
        self.places[node] = len(self.values)
        if _writes(seen.name) and node.args and isinstance(node.args[0], fx.Node):
            self.places[node.args[0]] = len(self.values)  # who reads the tensor from now on reads what was written
        numbers = [float(number) for number in node.args if isinstance(number, int | float)]
        self.values.append(
            replace(
                seen,
                name=seen.name.rstrip("_") if seen.name.endswith("_") else seen.name,
                made_of=made_of,
                calls=_calls(node),
                label=str(node.target).lstrip("*") if seen.name in ("input", "container") else "",
                number=numbers[0] if numbers and math.isfinite(numbers[0]) else None,
                dim=_dim_of(node),
            )
        )

    def _collect_item(self, node: fx.Node, seen: Value, container: int) -> None:
        """Add an item of an argument: each tensor of a dict or tuple that the module takes is an input, once."""
        key = node.args[1]
        if (container, key) not in self._items:
            self._items[container, key] = len(self.values)
            label = f"{self.values[container].label}.{key}"
            self.values.append(replace(seen, name="container" if seen.shape is None else "input", label=label))
        self.places[node] = self._items[container, key]

    def _tensors(self, place: int) -> tuple[int, ...]:
        """Return what an object such as a dataclass holds, or the value itself."""
        return self.values[place].made_of if self.values[place].name == "returned" else (place,)


def _writes(name: str) -> bool:
    """Whether a function writes into its first argument."""
    return (name.endswith("_") and not name.endswith("__")) or name in _IN_PLACE


def _calls(node: fx.Node) -> tuple[str, ...]:
    calls = []
    for key, (name, _) in (node.meta.get("nn_module_stack") or {}).items():
        if name:
            calls.append(name + "".join(key.rpartition("@")[1:]) if "@" in key else name)
    return tuple(calls)


def _dim_of(node: fx.Node) -> int | None:
    """Return the dimension that a call names as ``dim`` or right after its tensors."""
    dim = node.kwargs.get("dim", node.args[1] if len(node.args) > 1 else None)
    if function_name(node.target) == "permute":
        dims = node.kwargs.get("dims", dim if isinstance(dim, Sequence) else node.args[1:])
        dim = dims[-1] if isinstance(dims, Sequence) and dims else None
    if isinstance(dim, Sequence) and not isinstance(dim, str) and len(dim) == 1:
        dim = dim[0]
    return dim if isinstance(dim, int) else None
