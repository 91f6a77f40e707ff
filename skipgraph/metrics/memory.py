"""Whether a matrix fits: the bytes this machine has left, asked before anything is allocated."""

from pathlib import Path

from skipgraph.topology import Topology

__all__ = ["available_bytes", "check_fits"]

_MEMORY = Path("/proc/meminfo")
_NOT_WORTH_ASKING = 2**24  # bytes; asking the system takes longer than small work


def available_bytes(wanted: int) -> int:
    """Return the memory that can still be allocated, if it is worth asking for.

    Parameters
    ----------
    wanted : int
        How many bytes are to be allocated.

    Returns
    -------
    int
        In bytes; `wanted` itself where that is little, or where the system does not say.
    """
    if wanted <= _NOT_WORTH_ASKING or not _MEMORY.exists():
        return wanted
    fields = dict(line.split(":", 1) for line in _MEMORY.read_text("ascii").splitlines() if ":" in line)
    available = fields.get("MemAvailable", "").split()
    return int(available[0]) * 1024 if available else wanted


def check_fits(topology: Topology, n_bytes: int, what: str) -> None:
    """Refuse work whose arrays cannot fit in memory.

    Parameters
    ----------
    topology : Topology
        The graph it is for.
    n_bytes : int
        What the arrays need.
    what : str
        What they hold, for the message.

    Raises
    ------
    MemoryError
        If more is needed than is available.
    """
    available = available_bytes(n_bytes)
    if n_bytes > available:
        raise MemoryError(f"{what} of {topology.n_nodes} nodes needs {n_bytes} bytes, {available} are available")
