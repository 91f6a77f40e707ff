"""Load the torch network that a command line names, and trace its topology."""

import importlib
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from skipgraph.errors import ArgumentError, FormatError, did_you_mean

if TYPE_CHECKING:
    from torch import Tensor, nn

    from skipgraph.topology import Topology

__all__ = ["make_model", "parse_shape", "traced"]

_MAX_NUMBERS = 1 << 30  # 4 GiB of single precision


def traced(
    name: str, inputs: Sequence[str] | None, *, selectors: Mapping[str, Sequence[str] | None] | None = None
) -> "Topology":
    """Read the topology of the network that a word names.

    Parameters
    ----------
    name : str
        ``package.module:factory``, or the ``.pt2`` file of an exported program.
    inputs : sequence of str, optional
        The shape of one example for each argument; not for an exported program, which holds its own.
    selectors : mapping of str to sequence of str, optional
        The arguments ``layers``, ``transitions``, ``stem`` and ``head`` of `skipgraph.trace`.

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
            raise ArgumentError(f"{name} holds its own inputs: leave --input out")
        from skipgraph.cli.read_program import read_program
        from skipgraph.tracing import trace

        return trace(read_program(Path(name)), **chosen).rename(Path(name).stem)
    _split(name)
    if not inputs:
        raise ArgumentError(f"{name}: say what the network takes, as in --input 3x224x224")
    shapes = [parse_shape(text) for text in inputs]
    example = tuple(_example(shape, is_whole=is_whole) for shape, is_whole in shapes)

    from skipgraph.tracing import trace

    with _current_folder_last():  # also for what the forward pass imports
        model = make_model(name)
        try:
            return trace(model, example, **chosen).rename(name.rpartition(":")[2])
        except SystemExit as error:  # the forward pass is the user's and may end all
            raise FormatError(_told(name, error)) from error


def parse_shape(text: str) -> tuple[tuple[int, ...], bool]:
    """Parse a shape such as ``3x224x224`` or ``128:int``.

    Parameters
    ----------
    text : str
        Sizes with ``x`` between, then ``:int`` if the values are whole numbers, as for words.

    Returns
    -------
    shape : tuple of int
        Of one example.
    is_whole : bool
        Whether `text` ends in ``:int``.

    Raises
    ------
    ArgumentError
        If the text is not a shape.

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
    """Make the network of the user.

    Parameters
    ----------
    name : str
        ``package.module:factory``. The module is installed or in the current folder; the factory is a torch module,
        or takes no arguments and returns one.

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
    with _current_folder_last():
        made = _named(place, path)
        if not isinstance(made, nn.Module):
            if not callable(made):
                raise ArgumentError(
                    f"{name} is an object of type {type(made).__name__}: must be a torch module or make one"
                )
            try:
                made = made()
            except (Exception, SystemExit) as error:  # the factory is the user's and may raise anything
                raise FormatError(_told(name, error)) from error
    if not isinstance(made, nn.Module):
        raise FormatError(f"{name} returned an object of type {type(made).__name__}: must be a torch module")
    return made


def _split(name: str) -> tuple[str, str]:
    """Return the module and what to take from it."""
    place, colon, path = name.partition(":")
    if not colon or not all(part.isidentifier() for part in [*place.split("."), *path.split(".")]):
        raise ArgumentError(f"{name!r} is not a network: write package.module:factory, or name a .pt2 file")
    return place, path


@contextmanager
def _current_folder_last() -> Iterator[None]:
    """Let modules be found in the current folder, after all others: a copy.py there must not pass for Python's own."""
    folder = str(Path.cwd())
    if folder in sys.path:
        yield
        return
    sys.path.append(folder)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        with suppress(ValueError):  # the user's code may have taken it away
            sys.path.remove(folder)


def _named(place: str, path: str) -> Any:
    """Return what a module holds under a name with dots."""
    module = _imported(place)
    _check_not_hidden(place, module)
    found: Any = module
    for part in path.split("."):
        if not hasattr(found, part):
            raise ArgumentError(f"{place} has no {path!r}: {_offered(module, path)}")
        found = getattr(found, part)
    return found


def _imported(place: str) -> ModuleType:
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name is not None and (place == error.name or place.startswith(error.name + ".")):
            raise ArgumentError(
                f"there is no module {error.name!r} in {Path.cwd()} or among what is installed"
            ) from error
        raise FormatError(_told(place, error)) from error
    except (Exception, SystemExit) as error:  # the module is the user's and may raise anything
        raise FormatError(_told(place, error)) from error


def _check_not_hidden(place: str, module: ModuleType) -> None:
    """Refuse a module from elsewhere that hides one of the current folder."""
    folder, first = Path.cwd(), place.partition(".")[0]
    own = next((path for path in (folder / f"{first}.py", folder / first / "__init__.py") if path.is_file()), None)
    if own is None:
        return
    origin = getattr(module, "__file__", None)
    if origin is None or not Path(origin).resolve().is_relative_to(folder.resolve()):
        raise ArgumentError(
            f"{own.relative_to(folder)} in the current folder has the name of an installed module "
            f"({origin or 'built in'}): rename it"
        )


def _told(name: str, error: BaseException) -> str:
    """Return the error of the user's code, with the line of the file that raised it."""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename) != Path(__file__) and not frame.filename.startswith("<frozen"):
            where = f" ({Path(frame.filename).name}, line {frame.lineno})"
    if isinstance(error, SyntaxError) and error.filename:
        where = f" ({Path(error.filename).name}, line {error.lineno})"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{name} raised {type(error).__name__}: {text}{where}"


def _offered(module: ModuleType, wanted: str) -> str:
    """Name the functions and classes of a module, any of which may make a network."""
    own = [
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
    ]
    if not own:
        return "it holds no function and no class"
    return " ".join([did_you_mean(wanted, own), "it holds " + ", ".join(own)]).strip()
