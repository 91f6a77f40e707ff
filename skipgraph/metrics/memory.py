"""Whether a matrix fits: the bytes this machine has left, asked before anything is allocated."""

from pathlib import Path

from skipgraph.topology import Topology

__all__ = ["available_bytes", "check_fits"]

_MEMORY = Path("/proc/meminfo")


def available_bytes() -> int | None:
    """Return the memory that can still be allocated.

    Returns
    -------
    int or None
        In bytes; None where the system does not say.
    """
    if not _MEMORY.exists():
        return None
    fields = dict(line.split(":", 1) for line in _MEMORY.read_text("ascii").splitlines() if ":" in line)
    available = fields.get("MemAvailable", "").split()
    return int(available[0]) * 1024 if available else None


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
    available = available_bytes()
    if available is not None and n_bytes > available:
        raise MemoryError(f"{what} of {topology.n_nodes} nodes needs {n_bytes} bytes, {available} are available")
