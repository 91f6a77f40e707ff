"""Topologies as edge lists of comma-separated values."""

import csv
import io
import math
import warnings
from collections import Counter
from typing import Any, NamedTuple

from skipgraph.errors import FormatError, FormatWarning
from skipgraph.topology._attribute_names import rename_foreign
from skipgraph.topology._interchange import (
    from_graph,
    from_plain,
    header_text,
    parse_header,
    to_plain,
    warn_of_changes,
)
from skipgraph.topology._json import FORMAT, as_text
from skipgraph.topology._json_values import to_text
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["dumps", "loads"]

_HEADER = f"# {FORMAT} "
_DELIMITERS = (",", ";", "\t")
# headings of the two columns that other programs write
_ENDS = [
    ("source", "target"),
    ("from", "to"),
    ("src", "dst"),
    ("start", "end"),
    ("tail", "head"),
    ("u", "v"),
    ("node1", "node2"),
    ("von", "nach"),
]
_Rows = list[tuple[int, list[str]]]  # each row that is not blank, with its line


class _Edges(NamedTuple):
    keys: list[str]
    rows: _Rows


def dumps(topology: Topology) -> str:
    """Return a topology as rows ``source,target``; what an edge list cannot hold is JSON in a first comment line."""
    graph = to_plain(topology)
    nodes = [[node, data] for node, data in graph.nodes(data=True)]
    keys = list(dict.fromkeys(key for *_, data in graph.edges(data=True) for key in data))
    text = io.StringIO()
    text.write(_HEADER + header_text(topology, n_edges=topology.n_edges, nodes=nodes) + "\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["source", "target", *keys])
    for node in graph:
        for source, _, data in graph.in_edges(node, data=True):
            writer.writerow([source, node, *(_cell(data.get(key)) for key in keys)])
    return text.getvalue()


def loads(data: bytes, place: str, *, drop_unreachable: bool = False) -> Topology:
    """Return the topology that a CSV file holds; `place` begins every error."""
    text = as_text(data, place)
    first, _, rest = text.partition("\n")
    if not first.startswith(_HEADER):
        graph = _foreign_graph(_foreign_edges(text, place), place)
        warn_of_changes(place, renamed=rename_foreign(graph))
        return from_graph(graph, place, drop_unreachable=drop_unreachable)
    header, here = first.removeprefix(_HEADER), f"{place}: line 1"
    document = parse_header(header, here)
    nodes = document.get("nodes")
    if not isinstance(nodes, list) or not all(map(_is_node, nodes)):
        raise FormatError(f"{here}: nodes must be a list of pairs of an id and its attributes")
    edges = _own_edges(rest, place)
    graph = _own_graph(edges, nodes, place)
    n_edges, n_stated = graph.number_of_edges(), document.get("n_edges")
    last_line = f"{place}: line {edges.rows[-1][0] if edges.rows else 2}"
    if n_edges != n_stated:
        raise FormatError(
            f"{last_line}: {n_edges} edges, line 1 counts {n_stated!r:.80}: the file was cut off or changed"
        )
    if not text.endswith("\n"):  # so a part of the last cell may be missing, even if it names a node
        raise FormatError(f"{last_line}: must end with a newline: the file was cut off or changed")
    return from_plain(graph, header, place, here, drop_unreachable=drop_unreachable)


def _cell(value: Scalar) -> str:
    """Return the JSON of a value; texts are JSON already."""
    return "" if value is None else value if isinstance(value, str) else to_text(value)


def _is_node(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _rows(text: str, first_line: int, place: str, *, delimiter: str = ",") -> _Rows:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    rows = []
    line = first_line
    try:
        for row in reader:
            if row:
                rows.append((line, row))
            line = first_line + reader.line_num
    except csv.Error as error:
        raise FormatError(f"{place}: line {line}: {error}: the text is no CSV or was cut off") from error
    return rows


def _check_cells(edges: _Edges, place: str, *, delimiter: str = ",") -> None:
    """Refuse columns of one name, and rows that do not have a cell for each column."""
    names = ["source", "target", *edges.keys]
    twice = [name for name, count in Counter(edges.keys).items() if count > 1]
    if twice:
        raise FormatError(f"{place}: several columns have the name {twice[0]!r:.80}")
    for line, row in edges.rows:
        if len(row) != len(names) or not all(row[:2]):
            shown, rule = delimiter.join(row), ",".join(names)
            raise FormatError(f"{place}: line {line}: {shown!r:.80} must have the {len(names)} cells {rule}")


# files of our own


def _own_edges(text: str, place: str) -> _Edges:
    rows = _rows(text, 2, place)
    if not rows or rows[0][1][:2] != ["source", "target"]:
        raise FormatError(f"{place}: line 2: must be the heading source,target")
    edges = _Edges(rows[0][1][2:], rows[1:])
    _check_cells(edges, place)
    return edges


def _own_graph(edges: _Edges, nodes: list[Any], place: str) -> Any:
    """Return the graph of an edge list between given nodes, whose cells are JSON."""
    import networkx as nx

    twice = [node for node, count in Counter(node for node, _ in nodes).items() if count > 1]
    if twice:
        raise FormatError(f"{place}: line 1: several nodes have the id {twice[0]!r:.80}")
    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from((node, data) for node, data in nodes)
    for line, row in edges.rows:
        for end in row[:2]:
            if end not in graph:
                raise FormatError(f"{place}: line {line}: unknown node {end!r:.80}: line 1 lists the nodes")
        data = {key: cell for key, cell in zip(edges.keys, row[2:], strict=True) if cell}  # from_plain decodes
        graph.add_edges_from([(row[0], row[1], data)])
    return graph


# files of other programs


def _foreign_edges(text: str, place: str) -> _Edges:
    """Return the edges of a file with or without a heading, whose cells a comma, semicolon or tab separates."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    delimiter = _delimiter(lines[0] if lines else "", place)
    rows = [
        (line, [cell.strip() for cell in row])
        for line, row in _rows(text, 1, place, delimiter=delimiter)
        if any(cell.strip() for cell in row) and not row[0].startswith("#")
    ]
    rows = _without_index(rows)
    keys: list[str] = []
    if rows and tuple(cell.lower() for cell in rows[0][1][:2]) in _ENDS:
        keys = rows.pop(0)[1][2:]
    edges = _Edges(keys, rows)
    _check_cells(edges, place, delimiter=delimiter)
    _warn_of_heading(edges, place)
    return edges


def _delimiter(line: str, place: str) -> str:
    """Return the one delimiter of the first line."""
    found = []
    for delimiter in _DELIMITERS:
        try:
            (cells,) = csv.reader([line], strict=True, delimiter=delimiter)
        except (csv.Error, ValueError):  # such as a quoted cell that goes on in the next line
            continue
        if len(cells) > 1:
            found.append(delimiter)
    if len(found) > 1:
        shown = " and ".join(map(repr, found))
        raise FormatError(f"{place}: {shown} may both separate the cells of {line!r:.80}: quote the cells")
    return found[0] if found else ","


def _without_index(rows: _Rows) -> _Rows:
    """Return the rows without the numbers 0, 1, 2, ... that pandas writes in a first column without a name."""
    if not rows or rows[0][1][0] or [row[0] for _, row in rows[1:]] != list(map(str, range(len(rows) - 1))):
        return rows
    return [(line, row[1:]) for line, row in rows]


def _warn_of_heading(edges: _Edges, place: str) -> None:
    """Warn if the first row names two nodes that no other row names: it may be a heading of other words."""
    if len(edges.rows) < 2 or edges.keys:
        return
    line, first = edges.rows[0]
    if not set(first).intersection(cell for _, row in edges.rows[1:] for cell in row[:2]):
        shown = ",".join(first)
        rule = "it is read as an edge; if it is a heading, call it source,target"
        # the caller of read_topology, three calls up
        warnings.warn(f"{place}: line {line}: no other line names {shown!r:.80}: {rule}", FormatWarning, stacklevel=6)


def _foreign_graph(edges: _Edges, place: str) -> Any:
    """Return the graph of an edge list; its ids are numbers where all of them are."""
    import networkx as nx

    ids: dict[str, Any] = {cell: cell for _, row in edges.rows for cell in row[:2]}
    if all(_is_number(cell) for cell in ids):
        ids = {cell: int(cell) for cell in ids}
    graph: Any = nx.MultiDiGraph()
    for line, row in edges.rows:
        cells = zip(edges.keys, row[2:], strict=True)
        data = {key: _value(cell, f"{place}: line {line}") for key, cell in cells if cell}
        graph.add_edges_from([(ids[row[0]], ids[row[1]], data)])
    return graph


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and str(int(cell[:4000])) == cell


def _value(cell: str, here: str) -> str | int | float:
    if "_" in cell or not cell.isascii():  # Python reads 1_000 as a number, and digits of all scripts
        return cell
    try:
        return int(cell)
    except ValueError:
        pass
    try:
        number = float(cell)
    except ValueError:
        return cell
    if math.isinf(number) and "inf" not in cell.lower():
        raise FormatError(f"{here}: {cell!r:.80} is too large for a float")
    return number
