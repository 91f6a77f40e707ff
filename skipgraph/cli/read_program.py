"""Read the ``.pt2`` file of an exported program without running anything in it.

`torch.export.load` runs what a file asks for in five ways: it unpickles sample inputs and weights without limits where
the safe way fails, unpickles custom objects, loads compiled libraries, evaluates the expressions of open sizes as
Python, and looks up the operations of the graph by any dotted name in torch. Here each of them is refused first.
"""

import ast
import io
import json
import logging
import os
import pickle
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skipgraph.errors import ArgumentError, FormatError

if TYPE_CHECKING:
    from torch.export import ExportedProgram

__all__ = ["check_document", "read_program"]

_NAME = r"(?!custom_obj|opaque_obj)[\w.-]+"
_RECORDS = re.compile(
    # torch 2.8 and later: all records in one folder, whatever its name
    rf"[^/]+/(?:archive_format|archive_version|version|byteorder|\.data/\w+|\.format_version|\.storage_alignment"
    rf"|models/{_NAME}\.json|extra/.+"
    rf"|data/weights/weight_\d+|data/constants/tensor_\d+|data/(?:weights|constants)/{_NAME}_config\.json"
    rf"|data/(?:weights|constants|sample_inputs)/{_NAME}\.pt)"
    # before
    r"|version|serialized_exported_program\.json|serialized_(?:state_dict|constants|example_inputs)\.pt|extra_files/.+"
)
_PROGRAM = re.compile(rf"[^/]+/models/{_NAME}\.json|serialized_exported_program\.json")

_HIGHER_ORDER = (
    "associative_scan|auto_functionalized|auto_functionalized_v2|cond|map_impl|out_dtype|scan|tag_activation_checkpoint|"
    "while_loop|wrap_with_autocast|wrap_with_set_grad_enabled"
)
_OPERATORS = (
    "add|and_|eq|floordiv|ge|getitem|gt|index|invert|le|lshift|lt|mod|mul|ne|neg|not_|or_|pos|pow|rshift|sub|"
    "truediv|xor"
)
_OPERATION = re.compile(
    r"torch\.ops\.(?:aten|prims|quantized|quantized_decomposed|torchvision)\."
    r"(?:(?!__|from_file)\w+|__i?(?:and|or|xor|lshift|rshift)__)(?:\.(?!__)\w+)?"
    rf"|torch\.ops\.higher_order\.(?:{_HIGHER_ORDER})|_operator\.(?:{_OPERATORS})|math\.[a-z]\w*|torch\._?sym_\w+",
    re.ASCII,
)
_UNSAFE_SPEC = re.compile(r"__enum__|default_factory|\\u")  # both import any module by its name
_FUNCTIONS = re.compile(
    "Abs|Add|And|CeilDiv|CeilToInt|CleanDiv|Eq|Equality|Float|FloatPow|FloatTrueDiv|FloorDiv|FloorToInt|Ge|GreaterThan|"
    "Gt|Identity|IntTrueDiv|Integer|IsNonOverlappingAndDenseIndicator|LShift|Le|LessThan|Lt|Max|Min|Mod|"
    "ModularIndexing|Mul|Ne|Not|Or|Pow|PowByNatural|PythonMod|RShift|Rational|RoundDecimal|RoundToInt|"
    "StrictGreaterThan|StrictLessThan|Symbol|ToFloat|TruncToFloat|TruncToInt|Unequality|Where|ceiling|floor|sqrt"
)
_WORD = re.compile(r"[A-Za-z]\w{,60}|[-+.e\d]{1,60}", re.ASCII)  # the name of a symbol, or a number
_ARITHMETIC = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
    ast.expr_context,
)  # fmt: skip
_LONGEST = 10_000  # letters of an expression
_FORCED = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"  # torch then unpickles nothing but tensors


def read_program(path: Path) -> "ExportedProgram":
    """Read an exported program, or refuse a file that could run code.

    Parameters
    ----------
    path : Path
        What `torch.export.save` wrote.

    Returns
    -------
    torch.export.ExportedProgram
        The program.

    Raises
    ------
    ArgumentError
        If there is no such file.
    FormatError
        If the file is no exported program, or holds more than torch's own operations and plain tensors.
    """
    if not path.is_file():
        raise ArgumentError(f"there is no file {path}")
    try:
        archive = _checked_copy(path)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path} is no exported program: {error}") from error

    import torch

    try:
        with _only_tensors(), _unlogged():
            return torch.export.load(archive)
    except pickle.UnpicklingError as error:
        raise _refusal(path, "pickled objects that are no tensors") from error
    except Exception as error:  # torch raises whatever the archive makes it
        raise FormatError(f"{path} is no exported program: {error}") from error


def _checked_copy(path: Path) -> io.BytesIO:
    """Return the archive with the records that were checked and no others.

    Two readers of a damaged archive may see different records; torch gets to see those that were checked.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as checked:
        records = archive.infolist()
        names = [record.filename for record in records]
        if len(set(names)) < len(names) or sum(record.file_size for record in records) > path.stat().st_size:
            raise FormatError(f"{path} is no exported program: its records overlap or are compressed")
        for name in names:
            if not _RECORDS.fullmatch(name):
                raise _refusal(path, f"the record {name!r}, which may hold code")
            content = archive.read(name)
            if _PROGRAM.fullmatch(name):
                check_document(json.loads(content), path)
            checked.writestr(name, content)
    copy.seek(0)
    return copy


def check_document(document: Any, path: Path) -> None:
    """Refuse the graph of a program where reading it could run code.

    Parameters
    ----------
    document : object
        The parsed JSON of the graph.
    path : Path
        The file, for the message.

    Raises
    ------
    FormatError
        If it names an operation that is not torch's own, an expression that is no arithmetic, or a container that
        imports a module.
    """
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            for key, text in value.items():
                if isinstance(text, str):
                    _check_text(key, text, path)


def _check_text(key: str, text: str, path: Path) -> None:
    shown = text if len(text) <= 60 else text[:60] + "..."
    if key in ("target", "as_operator") and not _OPERATION.fullmatch(text):
        raise _refusal(path, f"the operation {shown!r}")
    if key == "expr_str" and not _is_arithmetic(text):
        raise _refusal(path, f"the size {shown!r}, which is no arithmetic")
    if key in ("in_spec", "out_spec") and _UNSAFE_SPEC.search(text):
        raise _refusal(path, f"a container that imports a module: {shown!r}")


def _is_arithmetic(text: str) -> bool:
    """Whether an expression holds numbers, names and the functions of sizes, and nothing else."""
    if len(text) > _LONGEST or not text.isascii():
        return False
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(_is_plain(node, is_called=id(node) in called) for node in ast.walk(tree))


def _is_plain(node: ast.AST, *, is_called: bool) -> bool:
    match node:
        case ast.Name(id=name):
            return bool(_FUNCTIONS.fullmatch(name) if is_called else _WORD.fullmatch(name))
        case ast.Constant(value=str() as word):
            return bool(_WORD.fullmatch(word))
        case ast.Constant(value=value):
            return isinstance(value, bool | int | float)
        case ast.Call(func=function):
            return isinstance(function, ast.Name)
        case ast.keyword(arg=name):
            return name is not None
    return isinstance(node, _ARITHMETIC)


def _refusal(path: Path, what: str) -> FormatError:
    return FormatError(
        f"{path} holds {what}: a .pt2 file may hold torch's own operations and plain tensors only, so that reading it "
        "runs no code of its own"
    )


@contextmanager
def _only_tensors() -> Iterator[None]:
    """Keep torch from unpickling anything but tensors."""
    before = os.environ.get(_FORCED)
    os.environ[_FORCED] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_FORCED]
        else:
            os.environ[_FORCED] = before


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep torch from logging what the error says as well."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
