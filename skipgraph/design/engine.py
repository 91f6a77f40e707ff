"""Which version of the moves runs: plain Python, or compiled where numba is installed and worth loading."""

import importlib
import sys
from types import ModuleType

from skipgraph.design import moves

__all__ = ["compiled_moves", "loaded_moves"]

_KERNEL = "skipgraph.design.kernel"


def compiled_moves() -> ModuleType:
    """Load the compiled moves.

    Returns
    -------
    module
        `skipgraph.design.kernel`; `skipgraph.design.moves` where numba is missing or has nowhere to keep what it
        compiled. Both give the same numbers.
    """
    try:
        return importlib.import_module(_KERNEL)
    except (ImportError, RuntimeError):
        return moves


def loaded_moves() -> ModuleType:
    """Return the compiled moves if they are in memory, and plain Python if not.

    Returns
    -------
    module
        With the functions `anneal` and `drop`.
    """
    return sys.modules.get(_KERNEL, moves)
