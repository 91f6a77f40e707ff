"""Check that arrays fit in memory before they are made."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from skipgraph.errors import MemoryLimitError

__all__ = ["available_bytes", "check_fits"]

_NOT_WORTH_ASKING = 2**24  # bytes; asking the system takes longer than small work
_OWN_CGROUPS = Path("/proc/self/cgroup")
_CGROUPS = Path("/sys/fs/cgroup")


class _Graph(Protocol):
    @property
    def n_nodes(self) -> int: ...


def available_bytes(wanted: int) -> int:
    """Return the memory that this process can still allocate, if it is worth asking for.

    Parameters
    ----------
    wanted : int
        How many bytes are to be allocated.

    Returns
    -------
    int
        In bytes: the least of what the machine has left and what the limits of this process leave, which are
        those of its control groups (as in a container) and of ``ulimit -v`` and ``ulimit -d``. `wanted` itself
        where that is below 16 MiB.
    """
    if wanted <= _NOT_WORTH_ASKING:
        return wanted
    machine = int(psutil.virtual_memory().available)
    return max(0, min([machine, *_left_in_cgroups(), *_left_by_ulimit()]))


def check_fits(graph: _Graph, n_bytes: int, what: str) -> None:
    """Refuse work whose arrays cannot fit in memory.

    Parameters
    ----------
    graph : object with n_nodes
        The topology the work is for.
    n_bytes : int
        What the arrays need.
    what : str
        What they hold, for the message.

    Raises
    ------
    MemoryLimitError
        If more is needed than is available.
    """
    available = available_bytes(n_bytes)
    if n_bytes > available:
        raise MemoryLimitError(f"{what} of {graph.n_nodes} nodes needs {n_bytes} bytes, {available} are available")


def _left_by_ulimit() -> Iterator[int]:
    """Yield what each resource limit of this process leaves; psutil knows them on Linux and FreeBSD."""
    if not hasattr(psutil, "RLIMIT_AS"):
        return
    process = psutil.Process()
    used = process.memory_info()
    for limit, n_used in ((psutil.RLIMIT_AS, used.vms), (psutil.RLIMIT_DATA, getattr(used, "data", 0))):
        soft, _ = process.rlimit(limit)
        if soft != psutil.RLIM_INFINITY:
            yield int(soft) - int(n_used)


def _left_in_cgroups() -> Iterator[int]:
    """Yield what each control group that this process is in leaves; nothing where there are none."""
    for line in _text(_OWN_CGROUPS).splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:  # version 2: one tree
            root, files = _CGROUPS, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            root = _CGROUPS / "memory"
            files = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        group = root / path.lstrip("/")
        for folder in (group, *group.parents):
            yield from _left_in_cgroup(folder, *files)
            if folder == root:
                break


def _left_in_cgroup(folder: Path, limit_file: str, usage_file: str, cache_field: str) -> Iterator[int]:
    limit, usage = _text(folder / limit_file).strip(), _text(folder / usage_file).strip()
    if limit.isdecimal() and usage.isdecimal():
        fields = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines() if " " in line)
        cached = int(fields.get(cache_field, "0"))  # the system gives it up before it refuses an allocation
        yield int(limit) - int(usage) + cached


def _text(path: Path) -> str:
    """Return what a file of the system says; nothing where it does not exist or may not be read."""
    try:
        return path.read_text("ascii", errors="replace")
    except OSError:
        return ""
