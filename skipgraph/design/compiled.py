"""Which version of the moves runs: plain Python, or compiled by numba where it is installed and worth loading."""

import importlib
import sys
from types import ModuleType

import numpy as np

from skipgraph.design import moves
from skipgraph.metrics import backprop_distances
from skipgraph.topology import Topology

__all__ = ["compile_moves", "loaded_moves"]

_COMPILED = "skipgraph.design.moves_numba"
_BYTE_HOPS, _MORE_HOPS = 1, 2 * moves.BYTE  # maximum distances kept in a byte, and in two


def compile_moves(n_layers: int) -> ModuleType:
    """Load the compiled moves for topologies of so many layers.

    Parameters
    ----------
    n_layers : int
        Number of layers. Up to 199, every distance fits in a byte, and compiling takes half the time.

    Returns
    -------
    module
        `skipgraph.design.moves_numba`; `skipgraph.design.moves` if numba is missing or has no folder for its cache.
        Both give the same numbers.

    Notes
    -----
    numba compiles once, for 5 to 12 seconds; after that it loads its cache in less than one.
    """
    try:
        compiled = importlib.import_module(_COMPILED)
        for hops in (_BYTE_HOPS,) if n_layers < moves.BYTE else (_BYTE_HOPS, _MORE_HOPS):
            _compile(compiled, hops)
    except (ImportError, RuntimeError):
        sys.modules.pop(_COMPILED, None)
        return moves
    return compiled


def _compile(compiled: ModuleType, hops: int) -> None:
    """Run the compiled functions once on nothing, as numba compiles at the first call."""
    topology = Topology.from_reads([[], [0], [0, 1]])
    skips = moves.skips_of(topology, np.zeros(3, np.int64), hops)
    limits = moves.Limits(hops, moves.NO_LIMIT, moves.NO_LIMIT, 0.0, 1.0, False)
    compiled.anneal(skips, limits, 0.0, np.empty((0, 4)), np.empty(0), np.zeros((3, 1), np.int64))
    compiled.drop(skips, np.empty(0, np.int64), hops)
    backprop_distances(topology, engine="numba")


def loaded_moves() -> ModuleType:
    """Return the compiled moves if they are in memory, and plain Python if not.

    Returns
    -------
    module
        With the functions `anneal` and `drop`.
    """
    return sys.modules.get(_COMPILED, moves)
