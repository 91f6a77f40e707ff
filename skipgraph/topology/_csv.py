"""Topologies as edge lists of comma-separated values."""

import csv
import io
from typing import Any

from skipgraph.errors import FormatError
from skipgraph.topology._interchange import from_foreign, from_plain, header_text, to_plain
from skipgraph.topology._json import FORMAT, as_text, check_format, parse
from skipgraph.topology._json_values import to_text
from skipgraph.topology.graph import Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["dumps", "loads"]

_HEADER = f"# {FORMAT} "
_ENDS = [("source", "target"), ("from", "to")]


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


def loads(data: bytes, place: str) -> Topology:
    """Return the topology that a CSV file holds; `place` begins every error."""
    text = as_text(data, place)
    first, _, rest = text.partition("\n")
    if not first.startswith(_HEADER):
        return from_foreign(_graph(_rows(text, 1, place, foreign=True), place, nodes=None), place)
    header, here = first.removeprefix(_HEADER), f"{place}: line 1"
    document = parse(header, here)
    check_format(document, here)
    nodes = document.get("nodes")
    if not isinstance(nodes, list) or not all(map(_is_node, nodes)):
        raise FormatError(f"{here}: nodes must be a list of pairs of an id and its attributes")
    rows = _rows(rest, 2, place, foreign=False)
    graph = _graph(rows, place, nodes=nodes)
    n_edges, n_stated = graph.number_of_edges(), document.get("n_edges")
    last_line = f"{place}: line {rows[-1][0] if rows else 2}"
    if n_edges != n_stated:
        raise FormatError(
            f"{last_line}: {n_edges} edges, line 1 counts {n_stated!r:.80}: the file was cut off or changed"
        )
    if not text.endswith("\n"):  # so a part of the last cell may be missing, even if it names a node
        raise FormatError(f"{last_line}: must end with a newline: the file was cut off or changed")
    return from_plain(graph, header, place, here)


def _cell(value: Scalar) -> str:
    """Return the JSON of a value; texts are JSON already."""
    return "" if value is None else value if isinstance(value, str) else to_text(value)


def _is_node(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _rows(text: str, first_line: int, place: str, *, foreign: bool) -> list[tuple[int, list[str]]]:
    """Return all rows that are not blank, each with its line; a foreign file may have comments and spaces."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    line = first_line
    try:
        for row in reader:
            if row and not (foreign and row[0].startswith("#")):
                rows.append((line, [cell.strip() for cell in row] if foreign else row))
            line = first_line + reader.line_num
    except csv.Error as error:
        raise FormatError(f"{place}: line {line}: {error}: the text is no CSV or was cut off") from error
    return rows


def _graph(rows: list[tuple[int, list[str]]], place: str, *, nodes: list[Any] | None) -> Any:
    """Return the graph of an edge list; `nodes` are those of a file of our own, whose cells are JSON."""
    import networkx as nx

    keys: list[str] = []
    if rows and tuple(cell.lower() for cell in rows[0][1][:2]) in _ENDS:
        keys = rows.pop(0)[1][2:]
    elif nodes is not None:
        raise FormatError(f"{place}: line 2: must be the heading source,target")
    for line, row in rows:
        if len(row) != 2 + len(keys) or not all(row[:2]):
            rule = ",".join(["source", "target", *keys])
            raise FormatError(f"{place}: line {line}: {','.join(row)!r:.80} must have the {2 + len(keys)} cells {rule}")
    ids: dict[str, Any] = {cell: cell for _, row in rows for cell in row[:2]}
    graph: Any = nx.MultiDiGraph()
    if nodes is not None:
        graph.add_nodes_from((node, data) for node, data in nodes)
    elif all(_is_number(cell) for cell in ids):
        ids = {cell: int(cell) for cell in ids}
    for line, row in rows:
        cells = [(key, cell) for key, cell in zip(keys, row[2:], strict=True) if cell]
        data = dict(cells) if nodes is not None else {key: _value(cell) for key, cell in cells}  # from_plain decodes
        if nodes is not None and not (row[0] in graph and row[1] in graph):
            unknown = row[0] if row[0] not in graph else row[1]
            raise FormatError(f"{place}: line {line}: unknown node {unknown!r:.80}: line 1 lists the nodes")
        graph.add_edges_from([(ids[row[0]], ids[row[1]], data)])
    return graph


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and str(int(cell[:4000])) == cell


def _value(cell: str) -> str | int | float:
    for number in (int, float):
        try:
            return number(cell)
        except ValueError:
            continue
    return cell
