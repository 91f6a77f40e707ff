"""Parse any text in Graphviz's DOT language into a graph.

The grammar [1]_ is small. pydot reads it too, but it takes seconds for some thousand nodes, drops the default
attributes of subgraphs, and fails on attributes such as ``self`` and on deep nesting.

References
----------
.. [1] "DOT Language", https://graphviz.org/doc/info/lang.html
"""

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from skipgraph.errors import FormatError

__all__ = ["DotGraph", "parse_dot", "unquoted"]

_DEEPEST = 100  # subgraphs in subgraphs

# blanks, comments and lines of a preprocessor; possessive, as they could be split up in many ways
_BLANKS = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|^\#[^\n]*)*+", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(
    _BLANKS.pattern
    + r"""
    (?: (?P<quoted> "(?:[^"\\]|\\.)*+" )
      | (?P<number> -?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?![\w.]) )
      | (?P<name>   (?:[^\W\d]|[^\x00-\x7f])(?:\w|[^\x00-\x7f])* )
      | (?P<mark>   ->|--|[{}\[\];,:=+] )
      | (?P<html>   < )
      | (?P<end>    \Z )
    )""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_ANGLE = re.compile("[<>]")
_KEYWORDS = ("node", "edge", "graph", "digraph", "subgraph", "strict")


@dataclass(frozen=True)
class DotGraph:
    """What a DOT text says.

    Parameters
    ----------
    graph : networkx.DiGraph or networkx.MultiDiGraph
        Nodes by their ids, which are texts; attributes are texts, or numbers where they are bare numerals.
    left_out : dict of str to list of str
        What the graph has no place for: the names of graph attributes, subgraphs and ports.
    """

    graph: Any
    left_out: dict[str, list[str]]


def parse_dot(text: str, place: str) -> DotGraph:
    """Return the one directed graph of a DOT text; `place` begins every error."""
    parser = _Parser(text, place)
    found = [parser.graph()]
    while not parser.at_end():
        found.append(parser.graph())
    if len(found) > 1:
        raise FormatError(f"{place}: holds {len(found)} graphs: must hold one")
    if not found[0].graph.is_directed():
        raise FormatError(f"{place}: the graph is undirected: must be a digraph, whose edge j -> i says that i reads j")
    return found[0]


def unquoted(raw: str) -> str:
    """Return the text between the quotes of a quoted string."""
    if "\\" not in raw:
        return raw[1:-1]
    return re.sub(r'\\(["\\])', r"\1", raw[1:-1].replace("\\\n", ""))


class _Token(NamedTuple):
    kind: str  # "quoted", "number", "name", "html", "mark" or "end"
    raw: str
    offset: int


@dataclass
class _Scope:
    """A graph or subgraph: its nodes in order, and the attributes that new nodes and edges get."""

    node_defaults: dict[str, Any] = field(default_factory=dict)
    edge_defaults: dict[str, Any] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)


class _Parser:
    def __init__(self, text: str, place: str) -> None:
        self._text, self._place = text, place
        self._tokens = list(self._scan())
        self._position = 0
        self._graph: Any = None
        self._subgraphs: dict[str, dict[str, None]] = {}
        self._left_out: dict[str, list[str]] = {}

    def at_end(self) -> bool:
        return self._peek.kind == "end"

    def graph(self) -> DotGraph:
        """Read ``[strict] (graph | digraph) [id] { ... }``."""
        import networkx as nx

        strict = self._takes_keyword("strict")
        directed = self._takes_keyword("digraph")
        if not directed and not self._takes_keyword("graph"):
            self._fail("expected digraph")
        if self._peek.kind not in ("mark", "end"):
            self._id()
        self._subgraphs, self._left_out = {}, {}
        simple, multiple = (nx.DiGraph, nx.MultiDiGraph) if directed else (nx.Graph, nx.MultiGraph)
        self._graph = simple() if strict else multiple()
        self._body(_Scope(), depth=0)
        return DotGraph(self._graph, self._left_out)

    # statements

    def _body(self, scope: _Scope, *, depth: int) -> None:
        """Read ``{ statement; ... }``."""
        if depth > _DEEPEST:
            self._fail(f"subgraphs nest over {_DEEPEST} deep")
        self._expect("{")
        while not self._takes("}"):
            if not self._takes(";"):
                self._statement(scope, depth=depth)

    def _statement(self, scope: _Scope, *, depth: int) -> None:
        if self._is_keyword("node", "edge", "graph"):
            kind = self._take().raw.lower()
            if self._peek.raw != "[":
                self._fail("expected [")
            self._set_defaults(scope, kind, self._attributes())
        elif self._peek.kind not in ("mark", "end") and self._tokens[self._position + 1].raw == "=":
            key = self._id()
            self._expect("=")
            self._value()
            self._leave_out("graph attribute", key)
        else:
            self._nodes_or_edges(scope, depth=depth)

    def _set_defaults(self, scope: _Scope, kind: str, attributes: dict[str, Any]) -> None:
        if kind == "node":
            scope.node_defaults.update(attributes)
        elif kind == "edge":
            scope.edge_defaults.update(attributes)
        else:
            for key in attributes:
                self._leave_out("graph attribute", key)

    def _nodes_or_edges(self, scope: _Scope, *, depth: int) -> None:
        """Read a node, a subgraph, or a chain of edges between such."""
        is_node = not self._starts_subgraph()
        ends = [self._end(scope, depth=depth)]
        arrow = "->" if self._graph.is_directed() else "--"
        while self._takes(arrow):
            ends.append(self._end(scope, depth=depth))
        if self._peek.raw in ("->", "--") and self._peek.kind == "mark":
            self._fail(f"expected {arrow}")
        if len(ends) == 1:
            if is_node:
                self._graph.nodes[ends[0][0]].update(self._attributes())
            return
        attributes = scope.edge_defaults | self._attributes()
        for sources, targets in itertools.pairwise(ends):
            self._graph.add_edges_from((source, target, dict(attributes)) for source in sources for target in targets)

    def _starts_subgraph(self) -> bool:
        return self._is_keyword("subgraph") or (self._peek.kind, self._peek.raw) == ("mark", "{")

    def _end(self, scope: _Scope, *, depth: int) -> list[str]:
        """Read what may stand at the end of an edge; return its nodes: one, or all of a subgraph."""
        if not self._starts_subgraph():
            node = self._node(scope)
            return [node]
        members: dict[str, None] = {}
        if self._takes_keyword("subgraph") and self._peek.kind != "mark":
            name = self._id()
            self._leave_out("subgraph", name)
            members = self._subgraphs.setdefault(name, members)
        inner = _Scope(dict(scope.node_defaults), dict(scope.edge_defaults), members)
        self._body(inner, depth=depth + 1)
        scope.members.update(members)
        return list(members)

    def _node(self, scope: _Scope) -> str:
        if self._is_keyword(*_KEYWORDS):
            self._fail("expected a node")
        node = self._id()
        port: list[str] = []
        while len(port) < 2 and self._takes(":"):
            port.append(self._id())
        if port:
            self._leave_out("port", ":".join([node, *port]))
        if node not in self._graph:
            self._graph.add_nodes_from([(node, dict(scope.node_defaults))])
        scope.members[node] = None
        return node

    def _attributes(self) -> dict[str, Any]:
        """Read ``[key=value, ...]`` as often as it comes; a key without a value is true, as Graphviz has it."""
        attributes: dict[str, Any] = {}
        while self._takes("["):
            while not self._takes("]"):
                key = self._id()
                attributes[key] = self._value() if self._takes("=") else "true"
                if not self._takes(","):
                    self._takes(";")
        return attributes

    # words

    def _id(self) -> str:
        token = self._take()
        if token.kind in ("mark", "end"):
            self._fail("expected a name", token)
        if token.kind != "quoted":
            return token.raw
        text = unquoted(token.raw)
        while self._takes("+"):
            further = self._take()
            if further.kind != "quoted":
                self._fail("expected a quoted text", further)
            text += unquoted(further.raw)
        return text

    def _value(self) -> str | int | float:
        token = self._peek
        text = self._id()
        if token.kind != "number":
            return text
        try:
            number = float(text) if "." in text else int(text)
        except ValueError:  # Python reads no integer of over 4300 digits
            self._fail("the number is too long", token)
        if isinstance(number, float) and math.isinf(number):
            self._fail("the number is too large", token)
        return number

    def _scan(self) -> Iterator[_Token]:
        """Yield all tokens, the last of them of kind "end"."""
        position, kind = 0, None
        while kind != "end":
            match = _TOKEN.match(self._text, position)
            if match is None or match.lastgroup is None:
                blanks = _BLANKS.match(self._text, position)
                self._fail("unexpected character or unclosed text", _Token("end", "", blanks.end() if blanks else 0))
            kind = match.lastgroup
            start, position = match.span(kind)
            if kind == "html":
                position = self._end_of_html(start)
            yield _Token(kind, self._text[start:position], start)

    def _end_of_html(self, start: int) -> int:
        depth, end = 0, start
        while depth > 0 or end == start:
            match = _ANGLE.search(self._text, end)
            if match is None:
                self._fail("unclosed <", _Token("end", "", start))
            depth += 1 if match[0] == "<" else -1
            end = match.end()
        return end

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._position]

    def _take(self) -> _Token:
        token = self._peek
        if token.kind != "end":
            self._position += 1
        return token

    def _takes(self, mark: str) -> bool:
        """Take the next token if it is this mark."""
        token = self._tokens[self._position]
        found = token.kind == "mark" and token.raw == mark
        self._position += found
        return found

    def _is_keyword(self, *words: str) -> bool:
        return self._peek.kind == "name" and self._peek.raw.lower() in words

    def _takes_keyword(self, word: str) -> bool:
        found = self._is_keyword(word)
        self._position += found
        return found

    def _expect(self, mark: str) -> None:
        if not self._takes(mark):
            self._fail(f"expected {mark}")

    def _leave_out(self, what: str, name: str) -> None:
        names = self._left_out.setdefault(what, [])
        if name not in names:
            names.append(name)

    def _fail(self, rule: str, token: _Token | None = None) -> NoReturn:
        offset = (token or self._peek).offset
        line = self._text.count("\n", 0, offset) + 1
        column = offset - self._text.rfind("\n", 0, offset)
        raise FormatError(f"{self._place}: line {line}, column {column}: {rule}: the text is no DOT or was cut off")
