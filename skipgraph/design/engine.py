"""Which version of the moves runs: plain Python, or compiled where numba is installed and worth loading."""

import importlib
import sys
from types import ModuleType

import numpy as np

from skipgraph.design import moves
from skipgraph.metrics import backprop_distances
from skipgraph.topology import Topology

__all__ = ["compiled_moves", "loaded_moves"]

_KERNEL = "skipgraph.design.kernel"
_BYTE_HOPS, _MORE_HOPS = 1, 2 * moves.BYTE  # maximum distances kept in a byte, and in two


def compiled_moves(n_layers: int) -> ModuleType:
    """Load the moves compiled for topologies of so many layers.

    Parameters
    ----------
    n_layers : int
        Among few of them no distance takes more than a byte, which is compiled in half the time.

    Returns
    -------
    module
        `skipgraph.design.kernel`; `skipgraph.design.moves` where numba is missing or has nowhere to keep what it
        compiled. Both give the same numbers.

    Notes
    -----
    numba compiles for 5 to 12 seconds, once, and reads from its cache in less than one from then on.
    """
    try:
        kernel = importlib.import_module(_KERNEL)
        for hops in (_BYTE_HOPS,) if n_layers < moves.BYTE else (_BYTE_HOPS, _MORE_HOPS):
            _compile(kernel, hops)
    except (ImportError, RuntimeError):
        sys.modules.pop(_KERNEL, None)
        return moves
    return kernel


def _compile(kernel: ModuleType, hops: int) -> None:
    """Run the compiled functions once on nothing, as numba compiles at the first call."""
    topology = Topology.from_reads([[], [0], [0, 1]])
    skips = moves.skips_of(topology, np.zeros(3, np.int64), hops)
    limits = moves.Limits(hops, moves.NO_LIMIT, moves.NO_LIMIT, 0.0, 1.0, False)
    kernel.anneal(skips, limits, 0.0, np.empty((0, 4)), np.empty(0), np.zeros((3, 1), np.int64))
    kernel.drop(skips, np.empty(0, np.int64), hops)
    backprop_distances(topology, engine="numba")


def loaded_moves() -> ModuleType:
    """Return the compiled moves if they are in memory, and plain Python if not.

    Returns
    -------
    module
        With the functions `anneal` and `drop`.
    """
    return sys.modules.get(_KERNEL, moves)
