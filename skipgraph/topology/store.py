"""Topologies in files: the format follows from the ending of the file's name."""

import os
import stat
from pathlib import Path

from skipgraph.arguments import Count, checked
from skipgraph.errors import FormatError
from skipgraph.files import atomic_write
from skipgraph.topology import _csv, _dot, _graphml, _json
from skipgraph.topology._json import topology_to_json
from skipgraph.topology.graph import Topology

__all__ = ["read_topology", "topology_from_json", "topology_to_json", "write_topology"]

_WRITERS = {
    ".json": topology_to_json,
    ".graphml": _graphml.dumps,
    ".dot": _dot.dumps,
    ".gv": _dot.dumps,
    ".csv": _csv.dumps,
}
_READERS = {".json": _json.loads, ".graphml": _graphml.loads, ".dot": _dot.loads, ".gv": _dot.loads, ".csv": _csv.loads}
_NETWORKX_READERS = {".gexf": "read_gexf", ".gml": "read_gml", ".net": "read_pajek", ".graph6": "read_graph6"}
_LARGEST_FILE = 2**28  # bytes
_LARGEST_READ = 2**31  # bytes; more are not set apart before they are there
ENDINGS = tuple(_READERS)


@checked
def read_topology(
    path: str | os.PathLike[str], *, drop_unreachable: bool = False, max_bytes: Count = _LARGEST_FILE
) -> Topology:
    """Read a topology from a file.

    Parameters
    ----------
    path : str or path-like
        A file that ends in ``.json`` (as `write_topology` writes it), ``.graphml``, ``.dot``, ``.gv`` or
        ``.csv`` (these also from other programs: any acyclic directed graph; an edge goes from the node
        read to the node that reads).
    drop_unreachable : bool
        Whether to leave out the nodes that no path joins to an input, as in `Topology.from_networkx`.
    max_bytes : int
        Size of the largest file that is read.

    Returns
    -------
    Topology
        Equal to what `write_topology` was given. Ids of other programs become labels.

    Raises
    ------
    FormatError
        If there is no such file, its ending is unknown, it is too large, or it holds no topology; the message
        names the file, the place in it and the rule.

    Warns
    -----
    FormatWarning
        If the file holds something that a topology has no place for, such as the port of a DOT node, or attributes of
        another program with the names of those that a plan reads; one warning counts all of it.

    Notes
    -----
    In ``.graphml``, ``.dot``, ``.gv`` and ``.csv``, the attributes that a plan reads begin with ``skipgraph_``, as in
    ``skipgraph_width=64``. The ``width`` of another program, such as the inches of a layout, is kept as
    ``foreign_width``, which no plan reads.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> topology = Topology.from_reads([[], [0], [0, 1]], labels=["stem", "conv", "head"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_topology(topology, Path(folder, "net.graphml"))
    ...     read_topology(Path(folder, "net.graphml")) == topology
    True
    """
    read = _READERS[_ending(path, "read")]
    data = _bytes_of(path, max_bytes)
    try:
        return read(data, str(path), drop_unreachable=drop_unreachable)
    except RecursionError as error:
        raise FormatError(f"{path}: nests too deeply to be read") from error


@checked
def write_topology(topology: Topology, path: str | os.PathLike[str]) -> None:
    """Write a topology to a file, whole or not at all.

    Parameters
    ----------
    topology : Topology
        What to write. Its labels may be str, int, float, bool, None and tuples of these.
    path : str or path-like
        Where to; ends in ``.json``, ``.graphml``, ``.dot``, ``.gv`` or ``.csv``. A file of that name is replaced.

    Raises
    ------
    ArgumentError
        If it is no topology.
    FormatError
        If the ending is unknown, a label has another type, or the folder cannot be written to.

    Notes
    -----
    The same topology always gives the same bytes. Every format gives an equal topology back, name and
    provenance included.
    """
    data = _WRITERS[_ending(path, "written")](topology).encode()
    try:
        with atomic_write(Path(path)) as scratch:
            scratch.write_bytes(data)
    except (OSError, ValueError) as error:
        raise FormatError(f"{path}: cannot be written: {_reason(error)}") from error


@checked
def topology_from_json(text: str, *, place: str = "text") -> Topology:
    """Return the topology that `topology_to_json` wrote.

    Parameters
    ----------
    text : str
        A whole JSON document.
    place : str
        What to call it in errors.

    Returns
    -------
    Topology
        Equal to what was written.

    Raises
    ------
    FormatError
        If the text is no JSON (with line and column), no topology of this version (with every key that
        is wrong) or not acyclic (with the cycle's path).

    Examples
    --------
    >>> topology_from_json(topology_to_json(Topology.from_reads([[], [0]])))
    <Topology: 1 layer, 1 edge>
    """
    try:
        return _json.from_document(_json.parse(text, place), place)
    except RecursionError as error:
        raise FormatError(f"{place}: nests too deeply to be read") from error


def _ending(path: str | os.PathLike[str], verb: str) -> str:
    ending = Path(path).suffix.lower()
    if ending in _NETWORKX_READERS and verb == "read":
        way = f"networkx.{_NETWORKX_READERS[ending]} and then Topology.from_networkx read it"
        raise FormatError(f"{path}: ending {ending!r} cannot be read here: {way}")
    if ending not in _READERS:
        known = ", ".join(_READERS)
        raise FormatError(f"{path}: ending {ending!r} cannot be {verb}: must be one of {known}")
    return ending


def _bytes_of(path: str | os.PathLike[str], max_bytes: int) -> bytes:
    """Return what a file holds, which is opened only where that cannot wait for a pipe or read a device."""
    try:
        # without O_NONBLOCK, to open a pipe waits until someone writes into it
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise FormatError(f"{path}: is a folder, expected a file")
            if not stat.S_ISREG(status.st_mode):
                raise FormatError(f"{path}: is no regular file: a pipe or device is not read")
            data = file.read(max_bytes + 1 if max_bytes < _LARGEST_READ else -1) if status.st_size <= max_bytes else b""
    except IsADirectoryError:
        raise FormatError(f"{path}: is a folder, expected a file") from None
    except (OSError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path}: cannot be read: {_reason(error)}") from error
    n_bytes = max(status.st_size, len(data))
    if n_bytes > max_bytes:
        raise FormatError(f"{path}: holds {n_bytes} bytes, over max_bytes = {max_bytes}")
    return data


def _reason(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
