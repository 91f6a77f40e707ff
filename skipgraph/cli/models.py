"""Turn the words of a command line into the user's own torch networks, and these into topologies."""

import difflib
import importlib
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.topology import Topology

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.export import ExportedProgram

__all__ = ["make_model", "parse_shape", "traced"]

_MAX_NUMBERS = 1 << 30  # 4 GiB of single precision


def traced(
    name: str, inputs: Sequence[str] | None, *, selectors: Mapping[str, Sequence[str] | None] | None = None
) -> Topology:
    """Read the topology of the network that a word names.

    Parameters
    ----------
    name : str
        ``package.module:factory``, or the ``.pt2`` file of an exported program.
    inputs : sequence of str, optional
        The shape of one example for each argument; an exported program needs none.
    selectors : mapping of str to sequence of str, optional
        What ``layers``, ``transitions``, ``stem`` and ``head`` name, as in `skipgraph.trace`.

    Returns
    -------
    Topology
        Named after the factory or the file.

    Raises
    ------
    ArgumentError
        If there is no such network or shape.
    FormatError
        If the user's code fails, or the network cannot be traced.
    """
    chosen: dict[str, Any] = {key: tuple(names) for key, names in (selectors or {}).items() if names}
    if name.endswith(".pt2"):
        if inputs:
            raise ArgumentError(f"{name} holds its inputs: it goes without --input")
        from skipgraph.tracing import trace

        return trace(_load_program(Path(name)), **chosen).rename(Path(name).stem)
    _split(name)
    if not inputs:
        raise ArgumentError(f"{name}: say what the network takes, as in --input 3x224x224")
    shapes = [parse_shape(text) for text in inputs]
    model = make_model(name)

    from skipgraph.tracing import trace

    example = tuple(_example(shape, is_whole=is_whole) for shape, is_whole in shapes)
    return trace(model, example, **chosen).rename(name.rpartition(":")[2])


def parse_shape(text: str) -> tuple[tuple[int, ...], bool]:
    """Return the shape that a text such as ``3x224x224`` says, and whether its numbers are whole.

    Parameters
    ----------
    text : str
        Sizes with ``x`` between; ``:int`` behind for whole numbers, such as words.

    Returns
    -------
    shape : tuple of int
        Of one example.
    is_whole : bool
        Whether `text` ends in ``:int``.

    Raises
    ------
    ArgumentError
        If the text is no shape.

    Examples
    --------
    >>> parse_shape("3x32x32"), parse_shape("128:int")
    (((3, 32, 32), False), ((128,), True))
    """
    sizes, colon, kind = text.partition(":")
    parts = sizes.split("x")
    is_shape = all(part.isascii() and part.isdecimal() and 0 < len(part) < 10 and int(part) for part in parts)
    if not is_shape or (colon and kind != "int"):
        raise ArgumentError(f"--input {text}: must be sizes such as 3x224x224, or 128:int for whole numbers")
    shape = tuple(map(int, parts))
    n_numbers = 1
    for size in shape:
        n_numbers *= size
    if n_numbers > _MAX_NUMBERS:
        raise ArgumentError(f"--input {text}: {n_numbers:,} numbers do not fit, must be at most {_MAX_NUMBERS:,}")
    return shape, bool(colon)


def _example(shape: tuple[int, ...], *, is_whole: bool) -> "Tensor":
    import torch

    if is_whole:
        return torch.zeros(1, *shape, dtype=torch.int64)
    return torch.randn(1, *shape, generator=torch.Generator().manual_seed(0))


def make_model(name: str) -> "nn.Module":
    """Make the user's network.

    Parameters
    ----------
    name : str
        ``package.module:factory``, found from the current folder or installed; what takes no arguments and returns
        a torch module, or such a module itself.

    Returns
    -------
    torch.nn.Module
        What the factory returned.

    Raises
    ------
    ArgumentError
        If there is no such module or factory.
    FormatError
        If the user's code fails or returns something else.
    """
    from torch import nn

    place, path = _split(name)
    module = _imported(place)
    made: Any = module
    for part in path.split("."):
        if not hasattr(made, part):
            raise ArgumentError(f"{place} has no {path!r}: {_offered(module, path)}")
        made = getattr(made, part)
    if not isinstance(made, nn.Module):
        if not callable(made):
            raise ArgumentError(
                f"{name} is an object of type {type(made).__name__}: must be a torch module or make one"
            )
        try:
            made = made()
        except Exception as error:  # the factory is the user's and may raise anything
            raise FormatError(_told(name, error)) from error
    if not isinstance(made, nn.Module):
        raise FormatError(f"{name} returned an object of type {type(made).__name__}: must be a torch module")
    return made


def _split(name: str) -> tuple[str, str]:
    """Return the module and what to take from it."""
    place, colon, path = name.partition(":")
    if not colon or not all(part.isidentifier() for part in [*place.split("."), *path.split(".")]):
        raise ArgumentError(f"{name!r} is no network: write package.module:factory, or name a .pt2 file")
    return place, path


def _imported(place: str) -> ModuleType:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name is not None and (place == error.name or place.startswith(error.name + ".")):
            raise ArgumentError(f"there is no module {error.name!r} in {folder} or among what is installed") from error
        raise FormatError(_told(place, error)) from error
    except Exception as error:  # the module is the user's and may raise anything
        raise FormatError(_told(place, error)) from error


def _told(name: str, error: Exception) -> str:
    """Return the user's own error, with the line of their file that raised it."""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) != Path(__file__) and not frame.filename.startswith("<frozen"):
            where = f" ({Path(frame.filename).name}, line {frame.lineno})"
    if isinstance(error, SyntaxError) and error.filename:
        where = f" ({Path(error.filename).name}, line {error.lineno})"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{name} raised {type(error).__name__}: {text}{where}"


def _offered(module: ModuleType, wanted: str) -> str:
    """Return what a module holds that may make a network."""
    own = [
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
    ]
    if not own:
        return "it holds no function and no class"
    near = difflib.get_close_matches(wanted, own, n=1, cutoff=0.5)
    return (f"did you mean {near[0]!r}? " if near else "") + "it holds " + ", ".join(own)


def _load_program(path: Path) -> "ExportedProgram":
    import torch

    if not path.is_file():
        raise ArgumentError(f"there is no file {path}")
    try:
        return torch.export.load(path)
    except Exception as error:  # torch raises whatever the archive makes it
        raise FormatError(f"{path} is no exported program: {error}") from error
