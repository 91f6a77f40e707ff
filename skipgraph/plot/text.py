"""Arc diagram in letters, for a terminal."""

from dataclasses import dataclass

from skipgraph.arguments import Count, checked
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

__all__ = ["text_arcs"]


@dataclass(frozen=True)
class _Letters:
    """The letters of lines and marks."""

    line: str
    read: str
    kinds: dict[NodeKind, str]


_UNICODE = _Letters(
    line="\N{BOX DRAWINGS LIGHT HORIZONTAL}",
    read="\N{BLACK CIRCLE}",
    kinds={
        NodeKind.INPUT: "\N{WHITE DIAMOND}",
        NodeKind.LAYER: "\N{BLACK SQUARE}",
        NodeKind.MERGE: "\N{CIRCLED PLUS}",
        NodeKind.TRANSITION: "\N{WHITE DOWN-POINTING TRIANGLE}",
        NodeKind.OUTPUT: "\N{BULLSEYE}",
    },
)
_ASCII = _Letters(
    line="-",
    read="o",
    kinds={
        NodeKind.INPUT: "I",
        NodeKind.LAYER: "#",
        NodeKind.MERGE: "+",
        NodeKind.TRANSITION: "v",
        NodeKind.OUTPUT: "X",
    },
)


@checked
def text_arcs(topology: Topology, *, width: Count = 80, ascii_only: bool = False) -> str:
    """Draw a topology in letters: a line for each node, from itself back to what it reads.

    Parameters
    ----------
    topology : Topology
        The graph.
    width : int
        Columns that the drawing may take.
    ascii_only : bool
        Use ASCII letters only.

    Returns
    -------
    str
        A line of node numbers, a line for each node, and a line that explains the marks. Each line ends with a line
        feed and has no spaces before it.

    Raises
    ------
    ArgumentError
        If `width` has no column for each node, or `topology` is not a Topology.

    Examples
    --------
    >>> print(text_arcs(Topology.from_reads([[], [0], [0, 1], [1, 2], [0, 2, 3]]), ascii_only=True), end="")
      0   2   4
    0 I
    1 o-#
    2 o-o-#
    3   o-o-#
    4 o---o-o-#
    I input  # layer  o read
    """
    letters = _ASCII if ascii_only else _UNICODE
    n_nodes = topology.n_nodes
    margin = len(str(n_nodes - 1)) + 1
    least = margin + n_nodes
    if width < least:
        raise ArgumentError(f"{n_nodes} nodes need {least} columns, width is {width}")
    step = 2 if margin + 2 * n_nodes - 1 <= width else 1
    kinds = [NodeKind(kind) for kind in topology.kinds.tolist()]
    lines = [" " * margin + _ruler(n_nodes, step)]
    for node, kind in enumerate(kinds):
        reads = topology.reads(node)
        first = reads[0] if reads else node
        cells = [" "] * (step * first) + [letters.line] * (step * (node - first))
        for source in reads:
            cells[step * source] = letters.read
        lines.append(f"{node:{margin - 1}} " + "".join(cells) + letters.kinds[kind])
    legend = [f"{mark} {kind.name.lower()}" for kind, mark in letters.kinds.items() if kind in kinds]
    legend += [f"{letters.read} read"] if topology.n_edges else []
    return "".join(line.rstrip() + "\n" for line in [*lines, "  ".join(legend)])


def _ruler(n_nodes: int, step: int) -> str:
    """Return node numbers, each above the column of its node, with gaps between them."""
    digits = len(str(n_nodes - 1))
    apart = next(every for every in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if step * every >= digits + 2)
    return "".join(f"{node:<{step * apart}}" for node in range(0, n_nodes, apart))
