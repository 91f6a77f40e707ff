"""Parse topologies from the words of a command line."""

import ast
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skipgraph.cli.parse_value import fits, parse_value, type_words
from skipgraph.errors import ArgumentError, did_you_mean

if TYPE_CHECKING:
    from skipgraph.networks import Network
    from skipgraph.topology import Topology

__all__ = [
    "DEFAULT_LAYERS",
    "MAX_LAYERS",
    "build",
    "described",
    "find_network",
    "find_pattern",
    "is_sized_by_layers",
    "load",
    "one_topology",
]

DEFAULT_LAYERS = 36
MAX_LAYERS = 10_000  # a DenseNet of as many layers has 50 million edges, 1 GiB while it is built


def one_topology(
    text: str | None, file: Path | None, *, layers: int | None, settings: Iterable[str] | None, seed: int
) -> "Topology":
    """Return the topology that NAME or ``--file`` chooses.

    Parameters
    ----------
    text : str, optional
        NAME, as in `build`.
    file : Path, optional
        A topology's file, instead.
    layers, settings, seed
        As in `build`.

    Returns
    -------
    Topology
        From the pattern or from the file.

    Raises
    ------
    ArgumentError
        If neither or both are given, or as in `build`.
    FormatError
        If the file is damaged or foreign.
    """
    if text is not None and file is None:
        return build(text, layers=layers, settings=settings or (), seed=seed)
    if file is not None and text is None:
        if layers is not None or settings:
            raise ArgumentError("--layers and --set shape a pattern: they do not go with --file")
        return load(file)
    raise ArgumentError("give either the NAME of a pattern or --file FILE" + (", not both" if text else ""))


def load(path: Path) -> "Topology":
    """Read a topology from a file, named after the file if it has no name."""
    from skipgraph.topology import read_topology

    topology = read_topology(path)
    return topology if topology.name else topology.rename(path.stem)


def build(text: str, *, layers: int | None, settings: Iterable[str] = (), seed: int) -> "Topology":
    """Draw the topology of a pattern or of a published network.

    Parameters
    ----------
    text : str
        The pattern's name, or a call such as ``log_densenet(base=3)``; or the name of a network.
    layers : int, optional
        Number of layers, for the patterns that are sized by it; by default `DEFAULT_LAYERS`.
    settings : iterable of str
        Further arguments as ``name=value``.
    seed : int
        For the patterns that are random.

    Returns
    -------
    Topology
        What the pattern returns, or that of the network.

    Raises
    ------
    ArgumentError
        If there is no such pattern or network, or it does not take these arguments.

    Examples
    --------
    >>> build("log_densenet(base=3)", layers=9, seed=0).reads(9)
    (0, 6, 8)
    """
    name, arguments = _parse_call(text)
    network = find_network(name)
    if network is not None:
        if arguments or layers is not None or any(True for _ in settings):
            raise ArgumentError(f"{name} is a published network: it takes no arguments, --layers or --set")
        return network().topology
    function = find_pattern(name)
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise ArgumentError(f"--set {setting}: must read ARGUMENT=VALUE, as in --set base=3")
        arguments[key.strip()] = parse_value(value.strip())
    parameters = inspect.signature(function).parameters
    size = next(iter(parameters))
    if size == "n_layers":
        if layers is not None and arguments.get(size, layers) != layers:
            raise ArgumentError(f"--layers {layers} contradicts n_layers={arguments[size]}")
        arguments.setdefault(size, DEFAULT_LAYERS if layers is None else layers)
        _check_layers(arguments[size])
    elif layers is not None:
        raise ArgumentError(f"{name} is sized by {size}, not by layers: write {name}({size}=...) and no --layers")
    if "seed" in parameters:
        arguments.setdefault("seed", seed)
    _check_arguments(name, function, arguments)
    return function(**arguments)


def find_network(name: str | None) -> "Callable[..., Network] | None":
    """Return the published network of that name, if there is one."""
    from skipgraph.patterns.catalog import CATALOG as PATTERNS

    if name is None or name in PATTERNS:
        return None

    from skipgraph.networks import CATALOG

    return CATALOG[name].make if name in CATALOG else None


def find_pattern(name: str) -> "Callable[..., Topology]":
    """Return the pattern of that name from the catalogue; the error on an unknown name suggests the nearest."""
    from skipgraph.networks import CATALOG as NETWORKS
    from skipgraph.patterns.catalog import CATALOG

    if name not in CATALOG:
        lists = "`skipgraph patterns` and `skipgraph networks` list all"
        hint = " ".join([did_you_mean(name, [*CATALOG, *NETWORKS]), lists]).strip()
        raise ArgumentError(f"unknown pattern {name!r}: {hint}")
    return CATALOG[name]


def is_sized_by_layers(text: str) -> bool:
    """Whether `text` names a pattern that takes a number of layers first."""
    name, _ = _parse_call(text)
    return find_network(name) is None and next(iter(inspect.signature(find_pattern(name)).parameters)) == "n_layers"


def described(topology: "Topology") -> str:
    """Return the name and the size of a topology in words.

    Examples
    --------
    >>> from skipgraph.topology import Topology
    >>> described(Topology.from_reads([[], [0], [0, 1]], name="dense"))
    'dense: 2 layers, 3 edges'
    """
    return repr(topology).removeprefix("<Topology ").removesuffix(">")


def _parse_call(text: str) -> tuple[str, dict[str, Any]]:
    """Split ``name(key=value, ...)`` into the name and its arguments."""
    name, bracket, rest = text.strip().partition("(")
    if not bracket:
        return name, {}
    try:
        call = ast.parse(f"f({rest}", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        call = None
    match call:
        case ast.Call(func=ast.Name(), args=[], keywords=keywords) if all(keyword.arg for keyword in keywords):
            return name.strip(), {str(keyword.arg): parse_value(ast.unparse(keyword.value)) for keyword in keywords}
    raise ArgumentError(f"{text!r} is not a pattern: write its arguments as name=value, as in log_densenet(base=3)")


def _check_layers(value: Any) -> None:
    if not isinstance(value, int) or not 1 <= value <= MAX_LAYERS:
        raise ArgumentError(f"n_layers must be a whole number from 1 to {MAX_LAYERS}, got {value!r}")


def _check_arguments(name: str, function: "Callable[..., Topology]", arguments: Mapping[str, Any]) -> None:
    parameters = inspect.signature(function).parameters
    hints = typing.get_type_hints(function)
    for key, value in arguments.items():
        if key not in parameters:
            known = ", ".join(parameters)
            hint = " ".join([did_you_mean(key, parameters), f"it takes {known}"]).strip()
            raise ArgumentError(f"{name} has no argument {key!r}: {hint}")
        if not fits(value, hints.get(key, Any)):
            raise ArgumentError(f"{name}: {key} must be {type_words(hints[key])}, got {value!r}")
    missing = [
        key for key, parameter in parameters.items() if parameter.default is parameter.empty and key not in arguments
    ]
    if missing:
        needed = ", ".join(f"{key}=..." for key in missing)
        raise ArgumentError(f"{name} needs another argument: write {name}({needed})")
