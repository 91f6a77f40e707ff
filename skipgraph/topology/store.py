"""Topologies in files: the format follows from the ending of the file's name."""

import os
from pathlib import Path

from skipgraph.errors import FormatError
from skipgraph.files import atomic_write
from skipgraph.topology import _csv, _dot, _graphml, _json
from skipgraph.topology._arguments import check_topology
from skipgraph.topology._json import topology_to_json
from skipgraph.topology.graph import Topology

__all__ = ["read_topology", "topology_from_json", "topology_to_json", "write_topology"]

_WRITERS = {".json": topology_to_json, ".graphml": _graphml.dumps, ".dot": _dot.dumps, ".csv": _csv.dumps}
_READERS = {".json": _json.loads, ".graphml": _graphml.loads, ".dot": _dot.loads, ".csv": _csv.loads}
ENDINGS = tuple(_READERS)


def read_topology(path: str | os.PathLike[str]) -> Topology:
    """Read a topology from a file.

    Parameters
    ----------
    path : str or path-like
        A file that ends in ``.json`` (as `write_topology` writes it), ``.graphml``, ``.dot`` or ``.csv``
        (these also from other programs: any acyclic directed graph; an edge goes from the node read to
        the node that reads).

    Returns
    -------
    Topology
        Equal to what `write_topology` was given. Ids of other programs become labels.

    Raises
    ------
    FormatError
        If there is no such file, its ending is unknown, or it holds no topology; the message names the
        file, the place in it and the rule.

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
    try:
        data = Path(path).read_bytes()
    except IsADirectoryError:
        raise FormatError(f"{path}: is a folder, expected a file") from None
    except (OSError, ValueError) as error:
        raise FormatError(f"{path}: cannot be read: {_reason(error)}") from error
    return read(data, str(path))


def write_topology(topology: Topology, path: str | os.PathLike[str]) -> None:
    """Write a topology to a file, whole or not at all.

    Parameters
    ----------
    topology : Topology
        What to write. Its labels may be str, int, float, bool, None and tuples of these.
    path : str or path-like
        Where to; ends in ``.json``, ``.graphml``, ``.dot`` or ``.csv``. A file of that name is replaced.

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
    check_topology(topology)
    data = _WRITERS[_ending(path, "written")](topology).encode()
    try:
        with atomic_write(Path(path)) as scratch:
            scratch.write_bytes(data)
    except (OSError, ValueError) as error:
        raise FormatError(f"{path}: cannot be written: {_reason(error)}") from error


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
    return _json.from_document(_json.parse(text, place), place)


def _ending(path: str | os.PathLike[str], verb: str) -> str:
    ending = Path(path).suffix.lower()
    if ending not in _READERS:
        known = ", ".join(_READERS)
        raise FormatError(f"{path}: ending {ending!r} cannot be {verb}: must be one of {known}")
    return ending


def _reason(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
